import type { Token } from './token.js';

const FIVE_MINUTES = 5 * 60_000;

export interface StatedExpiry {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly source: Exclude<Token['expirySource'], 'assumed' | 'none'>;
}

/** Undefined where nobody said when it expires: an assumed expiry is for reuse only and is not shown. */
export function statedExpiry({
  expiresAt,
  expirySource,
}: Pick<Token, 'expiresAt' | 'expirySource'>): StatedExpiry | undefined {
  if (expiresAt === undefined || expirySource === 'assumed' || expirySource === 'none') return undefined;
  return { at: expiresAt, source: expirySource };
}

/**
 * From when on a token counts as expiring: the last fifth of its life, at most five minutes. All in milliseconds since
 * the epoch.
 */
export function expiringFrom(expiresAt: number, obtainedAt = -Infinity): number {
  return Math.ceil(expiresAt - Math.min(FIVE_MINUTES, (expiresAt - obtainedAt) / 5));
}
