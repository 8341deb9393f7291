import { AuthError } from './errors.js';
import type { Http } from './http.js';

// More concurrent requests don't make a token server faster, and some servers begin to reject them.
const MAX_AT_ONCE = 16;

/** Applies a concurrency limit per origin to an `Http`. Waiting requests are sent in order. */
export type ConcurrencyLimit = (http: Http, signal: AbortSignal) => Http;

/**
 * `limit` is the maximum number of concurrent requests to one origin. The others wait in order, and their deadline
 * begins when they are sent. A waiting request that is cancelled throws AuthError `cancelled`.
 */
export function createConcurrencyLimit(limit = MAX_AT_ONCE): ConcurrencyLimit {
  const running = new Map<string, number>();
  const waiting = new Map<string, Set<() => void>>();

  function take(origin: string, signal: AbortSignal): Promise<void> {
    const count = running.get(origin) ?? 0;
    if (count < limit) {
      running.set(origin, count + 1);
      return Promise.resolve();
    }
    if (signal.aborted) {
      return Promise.reject(cancelled());
    }
    const line = waiting.get(origin) ?? new Set();
    waiting.set(origin, line);
    return new Promise((resolve, reject) => {
      const start = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        line.delete(start);
        reject(cancelled());
      };
      signal.addEventListener('abort', leave, { once: true });
      line.add(start);
    });
  }

  /** Starts the next waiting request, or frees the slot. */
  function give(origin: string): void {
    const line = waiting.get(origin);
    const [next] = line ?? [];
    if (line && next) {
      line.delete(next);
      next();
      return;
    }
    waiting.delete(origin);
    const left = (running.get(origin) ?? 1) - 1;
    if (left > 0) {
      running.set(origin, left);
    } else {
      running.delete(origin);
    }
  }

  return (http, signal) => async (request) => {
    const { origin } = request.url;
    await take(origin, signal);
    try {
      return await http(request);
    } finally {
      give(origin);
    }
  };
}

function cancelled(): AuthError {
  return new AuthError('cancelled', 'The request was canceled.');
}
