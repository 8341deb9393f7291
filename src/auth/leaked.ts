import type { Facts } from './answer.js';
import type { InspectionInput } from './inspection.js';
import { opaqueFormOf } from './opaque.js';
import type { Translate } from './pieces.js';
import { leakedWords } from './leakedWords.js';

/** What to do if somebody else got hold of the token. */
export interface Leaked {
  readonly text: string;
  /** Until when it works, where it says so; milliseconds since the epoch, local clock. */
  readonly until?: number;
}

/** What the kind knows by the form of the credential, else what is true of every token of this sort. */
export function leakedOf(
  { knowledge, form, token, opaqueForms = [] }: InspectionInput,
  { format, expires, use }: Facts,
  now: number,
  translate: Translate,
): Leaked | undefined {
  if (expires !== undefined && expires <= now) return { text: translate(leakedWords.expired) };
  const value = typeof token === 'string' ? token : token.value;
  const lasting = format === 'opaque' && opaqueFormOf(value, opaqueForms)?.lasting === true;
  const byKind = knowledge?.leaked?.[form ?? ''] ?? knowledge?.leaked?.[''];
  const general = leakedWords[lasting ? 'lasting' : use === 'refresh' ? 'refresh' : format];
  return { text: translate(byKind ?? general), ...(expires !== undefined && { until: expires }) };
}
