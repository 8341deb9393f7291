import { type AuthError, isAuthError } from './errors.js';
import { clockSkew, dateOf, momentNear, type TimedResponse } from './serverClock.js';

// Milliseconds. No server means a longer wait than this.
const MAX_RETRY_AFTER = 3600 * 1000;

export interface RateLimits {
  /**
   * Throws the rate limit that still applies to this id: another request would only prolong it. `now` is in
   * milliseconds.
   */
  require(id: string, now: number): void;
  /** Stores a failure if it is a rate limit that states when it ends. */
  note(id: string, failure: unknown): void;
  /** Clears the limit of one id, or all limits. */
  clear(id?: string): void;
}

/** Rate limits by connection id: a service limits clients, not scopes. */
export function createRateLimits(): RateLimits {
  const running = new Map<string, AuthError>();
  return {
    require(id, now) {
      const limit = running.get(id);
      const left = (limit?.details?.retryAt ?? 0) - now;
      // A limit with a longer remaining wait was stored before the clock was set back.
      if (limit && left > 0 && left <= MAX_RETRY_AFTER) {
        throw limit;
      }
      running.delete(id);
    },
    note(id, failure) {
      if (isAuthError(failure) && failure.code === 'rate-limited' && failure.details?.retryAt !== undefined) {
        running.set(id, failure);
      }
    },
    clear(id) {
      if (id === undefined) {
        running.clear();
      } else {
        running.delete(id);
      }
    },
  };
}

/**
 * Earliest time for the next request by `Retry-After` (RFC 9110 section 10.2.3), in milliseconds since the epoch on the
 * local clock: a number of seconds, a date of the server's clock, or that date as Unix time. At most an hour from now;
 * undefined without a usable time.
 */
export function retryAfter(response: TimedResponse): number | undefined {
  const { headers, receivedAt } = response;
  const text = (headers['retry-after'] ?? headers['x-retry-after'] ?? '').trim();
  const skew = clockSkew(response);
  const number = /^\d{1,13}$/.test(text) ? Number(text) : undefined;
  const moment = number === undefined ? dateOf(text) : momentNear(number, receivedAt + skew);
  const at = moment === undefined ? receivedAt + (number ?? NaN) * 1000 : moment - skew;
  return at > receivedAt ? Math.min(at, receivedAt + MAX_RETRY_AFTER) : undefined;
}
