import type { Http } from './http.js';
import type { PingResult } from './ping.js';
import { createTokenCache, type Owner, type Versions } from './tokenCache.js';

/** Cached anonymous ping results of one connection's registry. */
export interface KnownPings {
  /**
   * Returns the cached result for this path, or the result of `ask`. Concurrent calls share one request (single
   * flight).
   */
  get(path: string, ask: (http: Http) => Promise<PingResult>): Promise<KnownPing>;
  /** The cached result for this path; undefined if there is none, or one that is too old. */
  peek(path: string): PingResult | undefined;
  /** Replaces a cached result, so that the next flow begins with this one. */
  replace(path: string, answer: PingResult): void;
  /** Clears the cached results, so that the next flow pings again. Uploads are asked about `byHand` only, and stay. */
  drop(byHand: true | undefined): void;
}

export interface KnownPing {
  readonly answer: PingResult;
  /** From an earlier flow; no request was sent now. */
  readonly known: boolean;
}

export interface PingCache {
  /**
   * `place` is the part of the cache key besides the path: everything that a result depends on. `httpFor` creates the
   * client; its signal aborts when no caller waits for the result any longer.
   */
  of(owner: Owner, place: readonly unknown[], signal: AbortSignal, httpFor: (signal: AbortSignal) => Http): KnownPings;
  /** Forgets everything, one group, or some versions of a group. */
  forget(group?: string, versions?: Versions): void;
  /** Removes the cached results of a group as `KnownPings.drop` does. Callers that wait for a result still get it. */
  drop(group: string, byHand: true | undefined): void;
}

interface Heard {
  readonly answer: PingResult;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

// Registries rarely change their token server, but a machine can wake up on another network.
const KNOWN_FOR = 60 * 60 * 1000;

/** In memory only, like the token cache. The registry's challenge is checked again at every use. */
export function createPingCache(now: () => number): PingCache {
  const cache = createTokenCache<Heard>();
  const drop = (group: string, byHand: true | undefined): void =>
    cache.sift(group, ({ answer }) => !byHand && answer.url?.pathname.endsWith('/blobs/uploads/') === true);
  return {
    of(owner, place, signal, httpFor) {
      const idOf = (path: string): string => JSON.stringify([...place, path]);
      const peek = (path: string): PingResult | undefined => {
        const kept = cache.peek(idOf(path));
        const age = now() - (kept?.at ?? -Infinity);
        return kept && age >= 0 && age < KNOWN_FOR ? kept.answer : undefined;
      };
      return {
        async get(path, ask) {
          const kept = peek(path);
          if (kept) {
            return { answer: kept, known: true };
          }
          const { answer } = await cache.share(idOf(path), owner, signal, async (shared) => ({
            answer: await ask(httpFor(shared)),
            at: now(),
          }));
          return { answer, known: false };
        },
        peek,
        replace: (path, answer) => cache.amend(idOf(path), () => ({ answer, at: now() })),
        drop: (byHand) => drop(owner.group, byHand),
      };
    },
    forget: (group, versions) => cache.forget(group, versions),
    drop,
  };
}
