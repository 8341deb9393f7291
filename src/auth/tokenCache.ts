import { AuthError } from './errors.js';

/** Whose result it is. `group` is what is forgotten together (a connection), `version` grows with its credential. */
export interface Owner {
  readonly group: string;
  readonly version: number;
}

/** Which versions of a group are meant. */
export type Versions = (version: number) => boolean;

interface Kept<T> {
  /** By the clock of the cache. */
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
  /** The kept value, whatever its age. */
  peek(key: string): T | undefined;
  /** Of a group, or everything, newest first. */
  list(group?: string): readonly T[];
  /** Everything, everything of a group, or of some of its versions; what is in flight for it is cancelled and never lands. */
  forget(group?: string, versions?: Versions): void;
  /** What is kept of a group and does not pass the test; what is in flight goes on. */
  sift(group: string, keep: (value: T) => boolean): void;
  /** Changes what is kept, if anything is; `value` is as it was put, whatever its age. */
  amend(key: string, change: (value: T) => T): void;
  /**
   * Joins the request that is under way for this key, or starts it. A waiter that cancels leaves the others alone; the
   * request is aborted when the last one left. Failures are not kept. Throws AuthError `cancelled`.
   */
  share(key: string, owner: Owner, signal: AbortSignal, start: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** When nothing is under way for this key. Throws what that throws, but that others cancelled it; AuthError `cancelled`. */
  settle(key: string, signal: AbortSignal): Promise<void>;
}

// Newest of one group that are kept: enough for every scope a person works with, a bound for a window open for weeks.
const MAX_KEPT = 50;

/**
 * Memory only. The key must hold everything that the value depends on. `present` gives a value as it is to be seen once
 * it was kept for `age` milliseconds by `elapsed`, a clock that only goes on.
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

  function launch(key: string, owner: Owner, start: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const controller = new AbortController();
    const flight: Flight<T> = { owner, controller, waiters: 0, result: land() };
    return flight;

    async function land(): Promise<T> {
      try {
        const value = await start(controller.signal);
        if (controller.signal.aborted) {
          throw cancelled();
        }
        put(key, owner, value);
        return value;
      } finally {
        if (flights.get(key) === flight) {
          flights.delete(key);
        }
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
      for (const [key, entry] of kept) {
        if (meant(entry)) {
          kept.delete(key);
        }
      }
      for (const [key, flight] of flights) {
        if (meant(flight)) {
          flights.delete(key);
          flight.controller.abort();
        }
      }
    },
    sift(group, keep) {
      for (const [key, { value }] of inGroup(group)) {
        if (!keep(value)) {
          kept.delete(key);
        }
      }
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
          if (flights.get(key) === flight) {
            flights.delete(key);
          }
        }
      };
      return untilAborted(flight.result, signal, leave);
    },
    async settle(key, signal) {
      for (let flight = flights.get(key); flight; flight = flights.get(key)) {
        const { controller, result } = flight;
        await untilAborted(result, signal, () => undefined).catch((error: unknown) => {
          if (signal.aborted || !controller.signal.aborted) throw error;
        });
      }
    },
  };
}

/** The promise's outcome, or AuthError `cancelled` as soon as the signal says so. */
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
  return new AuthError('cancelled', 'The request was cancelled.');
}
