import { isAuthError } from './errors.js';
import type { AuthError } from './errors.js';

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
      if (limit && (limit.details?.retryAt ?? 0) > now) {
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
