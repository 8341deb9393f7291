import { type AuthErrorCode, isAuthError } from './errors.js';
import type { Token } from './token.js';

// Milliseconds. Clocks that run at slightly different speeds don't count as a clock change.
const DRIFT = 5_000;

/**
 * Moves the token's times onto the wall clock at `now` (milliseconds since the epoch). That clock can be set back,
 * which would prolong the token's apparent lifetime. `age` (milliseconds since the token arrived) comes from a
 * monotonic clock, which can stop while the machine sleeps. The later of the two times counts.
 */
export function onPresentClock(token: Token, age: number, now: number): Token {
  const setBack = token.obtainedAt + age - now;
  if (setBack <= DRIFT) {
    return token;
  }
  const { obtainedAt, notBefore, expiresAt, grantsEnd, renewAt } = token;
  return {
    ...token,
    obtainedAt: obtainedAt - setBack,
    ...(notBefore === undefined ? {} : { notBefore: notBefore - setBack }),
    ...(expiresAt === undefined ? {} : { expiresAt: expiresAt - setBack }),
    ...(grantsEnd === undefined ? {} : { grantsEnd: grantsEnd - setBack }),
    ...(renewAt === undefined ? {} : { renewAt: renewAt - setBack }),
  };
}

// Failures that say nothing about the credential.
const OUTAGES: ReadonlySet<AuthErrorCode> = new Set([
  'dns',
  'unreachable',
  'timeout',
  'tls',
  'proxy',
  'rate-limited',
  'server-failed',
]);

// Something that renewal needs isn't available: a code, a sign-in, a profile. The old token is still valid.
const LACKS: ReadonlySet<AuthErrorCode> = new Set([
  'second-factor',
  'cancelled',
  'no-credential',
  'expired-credential',
]);

/**
 * Decides what to do with a token after a failed renewal. It is used until it expires during an outage or when
 * something that renewal needs is missing. It is dropped when the service revoked the access, and left unchanged
 * otherwise. The caller's own cancellation isn't considered. `now` is in milliseconds since the epoch.
 */
export function afterFailedRenewal(token: Token, error: unknown, now: number): 'use' | 'drop' | 'leave' {
  if (token.renewAt === undefined || !isAuthError(error)) {
    return 'leave';
  }
  const { code } = error;
  if (OUTAGES.has(code) || LACKS.has(code)) {
    return now < (token.expiresAt ?? Infinity) ? 'use' : 'leave';
  }
  return code === 'refused' || code === 'denied' ? 'drop' : 'leave';
}
