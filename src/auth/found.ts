import type { findings } from './findingWords.js';
import { mask, shorten } from './masking.js';

export type FindingCode = keyof typeof findings;
export type Severity = 'blocks' | 'warning' | 'info';
/** Something found, before it is put into words. */
export interface Found {
  readonly severity: Severity;
  readonly code: FindingCode;
  readonly holes?: Readonly<Record<string, string>>;
  /** In place of the usual one. */
  readonly advice?: string;
}

const TEXT_SHOWN = 800;

/** One finding, or none. */
export function found(
  condition: boolean,
  severity: Severity,
  code: FindingCode,
  holes: Readonly<Record<string, string>> = {},
  advice?: string,
): Found[] {
  const shown = Object.entries(holes).map(([name, text]) => [name, shorten(mask(text), TEXT_SHOWN)] as const);
  return condition
    ? [{ severity, code, holes: Object.fromEntries(shown), ...(advice !== undefined && { advice }) }]
    : [];
}
