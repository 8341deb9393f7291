import { isAuthError } from './errors.js';
import type { AuthErrorCode } from './errors.js';
import type { Token } from './token.js';

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
