import { isAuthError, type AuthError } from './errors.js';

// Waiting longer than this for a rate limit is not what a server means.
const MAX_RETRY_AFTER = 3600 * 1000;

export interface RateLimits {
  /** Throws the limit that is still running for this id: asking again would only prolong it. `now` in milliseconds. */
  require(id: string, now: number): void;
  /** Keeps a failure if it is a limit that says when it ends. */
  note(id: string, failure: unknown): void;
  /** One, or all. */
  clear(id?: string): void;
}

/** A service limits clients, not scopes: ids are those of connections. */
export function createRateLimits(): RateLimits {
  const running = new Map<string, AuthError>();
  return {
    require(id, now) {
      const limit = running.get(id);
      const left = (limit?.details?.retryAt ?? 0) - now;
      // One that ends later than any can was kept before the clock was set back.
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
