import { AuthError } from './errors.js';

/**
 * Owner of a cached value. Values of one `group` (a connection) are forgotten together; `version` grows with its
 * credential.
 */
export interface Owner {
  readonly group: string;
  readonly version: number;
}

/** Selects versions of a group. */
export type Versions = (version: number) => boolean;

interface Kept<T> {
  /** Milliseconds, by the cache's monotonic clock. */
  readonly since: number;
  readonly owner: Owner;
  readonly value: T;
}

interface Flight<T> {
  readonly owner: Owner;
  readonly result: Promise<T>;
  readonly controller: AbortController;
  waiters: number;
}

export interface TokenCache<T> {
  /** Returns the cached value, whatever its age. */
  peek(key: string): T | undefined;
  /** Cached values of one group, or all, newest first. */
  list(group?: string): readonly T[];
  /**
   * Forgets everything, one group, or some versions of a group. Requests in flight for them are cancelled, and their
   * results are never cached.
   */
  forget(group?: string, versions?: Versions): void;
  /** Removes the cached values of a group that fail the test. Requests in flight go on. */
  sift(group: string, keep: (value: T) => boolean): void;
  /** Changes the cached value, if there is one. `value` is as it was stored, whatever its age. */
  amend(key: string, change: (value: T) => T): void;
  /**
   * Single flight: joins the request in flight for this key, or starts it. A waiter that cancels doesn't affect the
   * others. The request is aborted when the last waiter cancels. Failures aren't cached. Throws AuthError `cancelled`.
   */
  share(key: string, owner: Owner, signal: AbortSignal, start: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /**
   * Resolves when no request is in flight for this key. Throws the failure of that request unless other callers
   * cancelled it, and AuthError `cancelled`.
   */
  settle(key: string, signal: AbortSignal): Promise<void>;
}

// Maximum number of values per group; the oldest ones are dropped. It is enough for every scope that a person works
// with, and a limit for a window that stays open for weeks.
const MAX_KEPT = 50;

/**
 * In memory only. The cache key must hold everything that the value depends on. `present` adjusts a value to its `age`
 * in milliseconds. `elapsed` is the monotonic clock that measures the age.
 */
export function createTokenCache<T>(
  present: (value: T, age: number) => T = (value) => value,
  elapsed: () => number = () => performance.now(),
): TokenCache<T> {
  const kept = new Map<string, Kept<T>>();
  const flights = new Map<string, Flight<T>>();

  const seen = ({ value, since }: Kept<T>): T => present(value, elapsed() - since);
  const inGroup = (group?: string) => [...kept].filter(([, { owner }]) => group === undefined || owner.group === group);
  const put = (key: string, owner: Owner, value: T): void => {
    kept.delete(key);
    kept.set(key, { owner, value, since: elapsed() });
    inGroup(owner.group)
      .slice(0, -MAX_KEPT)
      .forEach(([old]) => kept.delete(old));
  };

  const land = (key: string, flight: Flight<T>): void => {
    if (flights.get(key) === flight) {
      flights.delete(key);
    }
  };

  function launch(key: string, owner: Owner, start: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const controller = new AbortController();
    const flight: Flight<T> = { owner, controller, waiters: 0, result: fly() };
    return flight;

    async function fly(): Promise<T> {
      try {
        const value = await start(controller.signal);
        if (controller.signal.aborted) {
          throw cancelled();
        }
        put(key, owner, value);
        return value;
      } finally {
        land(key, flight);
      }
    }
  }

  return {
    peek(key) {
      const found = kept.get(key);
      return found && seen(found);
    },
    list: (group) =>
      inGroup(group)
        .map(([, entry]) => seen(entry))
        .reverse(),
    forget(group, versions = () => true) {
      const meant = ({ owner }: { readonly owner: Owner }): boolean =>
        group === undefined || (owner.group === group && versions(owner.version));
      [...kept].filter(([, entry]) => meant(entry)).forEach(([key]) => kept.delete(key));
      for (const [key, flight] of flights) {
        if (meant(flight)) {
          flights.delete(key);
          flight.controller.abort();
        }
      }
    },
    sift(group, keep) {
      inGroup(group)
        .filter(([, { value }]) => !keep(value))
        .forEach(([key]) => kept.delete(key));
    },
    amend(key, change) {
      const entry = kept.get(key);
      if (entry) {
        kept.set(key, { ...entry, value: change(entry.value) });
      }
    },
    async share(key, owner, signal, start) {
      if (signal.aborted) {
        throw cancelled();
      }
      const flight = flights.get(key) ?? launch(key, owner, start);
      flights.set(key, flight);
      flight.waiters += 1;
      const leave = (): void => {
        flight.waiters -= 1;
        if (flight.waiters === 0) {
          flight.controller.abort();
          land(key, flight);
        }
      };
      return untilAborted(flight.result, signal, leave);
    },
    async settle(key, signal) {
      for (let flight = flights.get(key); flight; flight = flights.get(key)) {
        const { controller, result } = flight;
        await untilAborted(result, signal, () => undefined).catch((error: unknown) => {
          if (signal.aborted || !controller.signal.aborted) {
            throw error;
          }
        });
      }
    },
  };
}

/** The promise's outcome, or AuthError `cancelled` as soon as the signal aborts. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal, onAbort: () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      onAbort();
      reject(cancelled());
    };
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', abort);
    });
  });
}

function cancelled(): AuthError {
  return new AuthError('cancelled', 'The request was canceled.');
}
