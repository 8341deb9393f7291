import { type AuthError, isAuthError } from './errors.js';

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

/** `Retry-After` in seconds or as a date (RFC 9110 section 10.2.3), as milliseconds since the epoch. */
export function retryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) {
    return undefined;
  }
  const at = /^\d{1,9}$/.test(value.trim()) ? now + Number(value) * 1000 : Date.parse(value);
  return at > now ? Math.min(at, now + MAX_RETRY_AFTER) : undefined;
}
