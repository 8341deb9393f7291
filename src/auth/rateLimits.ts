import { isAuthError, type AuthError } from './errors.js';
import { MAX_RETRY_AFTER } from './refusal.js';

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
