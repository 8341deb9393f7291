import { isAuthError, type AuthErrorCode } from './errors.js';
import type { Token } from './token.js';

// Clocks that run at slightly different speeds are no jump.
const DRIFT = 5_000;

/**
 * The token with its times moved onto the wall clock as it is `now` (milliseconds since the epoch). That clock can be set
 * back, which would make a token live longer than it does; `age` (milliseconds since the token came) is by a clock that
 * only goes on, but may stand still while the machine sleeps. Whichever of the two says later counts.
 */
export function onPresentClock(token: Token, age: number, now: number): Token {
  const setBack = token.obtainedAt + age - now;
  if (setBack <= DRIFT) {
    return token;
  }
  const { obtainedAt, expiresAt, renewAt } = token;
  return {
    ...token,
    obtainedAt: obtainedAt - setBack,
    ...(expiresAt === undefined ? {} : { expiresAt: expiresAt - setBack }),
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

// What a new one takes and is not at hand: a code, a sign-in, a profile. The old one is as good as before.
const LACKS: ReadonlySet<AuthErrorCode> = new Set([
  'second-factor',
  'cancelled',
  'no-credential',
  'expired-credential',
]);

/**
 * What becomes of a token that was due for renewal when renewing failed: it is used on until its end through an outage
 * and where what renewing takes is missing, dropped when the service took the right away, and left where it is otherwise.
 * Whoever gave up the whole use is not asked about. `now` in milliseconds since the epoch.
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
