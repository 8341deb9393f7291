import type { Token } from './token.js';

const FIVE_MINUTES = 5 * 60_000;

/**
 * Leeway for clock skew in milliseconds: how early a token can be by its own times. Registries accept that
 * (distribution).
 */
export const LEEWAY = 60_000;

export interface StatedExpiry {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly source: Exclude<Token['expirySource'], 'assumed' | 'none'>;
}

/**
 * The expiry that the token or the service states, otherwise undefined. An assumed expiry is for reuse only and isn't
 * shown. `grantsEnd` counts if it is given.
 */
export function statedExpiry({
  expiresAt,
  expirySource,
  grantsEnd,
}: Pick<Token, 'expiresAt' | 'expirySource' | 'grantsEnd'>): StatedExpiry | undefined {
  const own = ownExpiry(expiresAt, expirySource);
  return grantsEnd !== undefined && grantsEnd < (own?.at ?? Infinity) ? { at: grantsEnd, source: 'claim' } : own;
}

function ownExpiry(expiresAt: number | undefined, expirySource: Token['expirySource']): StatedExpiry | undefined {
  if (expiresAt === undefined || expirySource === 'assumed' || expirySource === 'none') {
    return undefined;
  }
  return { at: expiresAt, source: expirySource };
}

/**
 * When a token starts to count as expiring: the last fifth of its lifetime, at most five minutes. All times are in
 * milliseconds since the epoch.
 */
export function expiringFrom(expiresAt: number, obtainedAt = -Infinity): number {
  return Math.ceil(expiresAt - Math.min(FIVE_MINUTES, (expiresAt - obtainedAt) / 5));
}

/** When services start to accept the token; undefined if they do already. In milliseconds since the epoch. */
export function acceptedFrom({ notBefore }: Pick<Token, 'notBefore'>, now: number): number | undefined {
  return notBefore !== undefined && now < notBefore - LEEWAY ? notBefore - LEEWAY : undefined;
}

/**
 * Whether the token can be reused without a new request: until `renewAt` if that is set, and until min(30 s, 10% of its
 * lifetime) before it or a granted scope expires. `now` is in milliseconds.
 */
export function isFresh(token: Token, now: number): boolean {
  if (token.renewAt !== undefined && now >= token.renewAt) {
    return false;
  }
  const end = Math.min(token.expiresAt ?? Infinity, token.grantsEnd ?? Infinity);
  const margin = Math.min(30_000, (end - token.obtainedAt) / 10);
  return now < end - margin;
}
