import { createTokenCache, type Owner, type Versions } from './tokenCache.js';
import type { Http } from './http.js';
import type { PingResult } from './ping.js';

/** What one connection's registry answered before to those who asked it anonymously. */
export interface KnownPings {
  /** The known answer for this path, or the one that `ask` gets; whoever asks at the same time gets the same. */
  get(path: string, ask: (http: Http) => Promise<PingResult>): Promise<KnownPing>;
  /** The next flow asks anew. */
  drop(): void;
}

export interface KnownPing {
  readonly answer: PingResult;
  /** From an earlier flow: nothing was sent for it now. */
  readonly known: boolean;
}

export interface PingCache {
  /**
   * `place` is everything that an answer depends on. `httpFor` makes what sends: its signal ends when nobody waits for
   * the answer any longer.
   */
  of(owner: Owner, place: readonly unknown[], signal: AbortSignal, httpFor: (signal: AbortSignal) => Http): KnownPings;
  /** Everything, everything of a group, or of some of its versions. */
  forget(group?: string, versions?: Versions): void;
  /** What is kept of a group; whoever waits for an answer still gets it. */
  drop(group: string): void;
}

interface Heard {
  readonly answer: PingResult;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

// Registries change their token server seldom, networks change when a machine wakes up elsewhere.
const KNOWN_FOR = 60 * 60 * 1000;

/** Memory only, kept like tokens. What a registry asks for is judged anew at every use. */
export function createPingCache(now: () => number): PingCache {
  const cache = createTokenCache<Heard>();
  return {
    of: (owner, place, signal, httpFor) => ({
      async get(path, ask) {
        const id = JSON.stringify([...place, path]);
        const kept = cache.peek(id);
        const age = now() - (kept?.at ?? -Infinity);
        if (kept && age >= 0 && age < KNOWN_FOR) {
          return { answer: kept.answer, known: true };
        }
        const { answer } = await cache.share(id, owner, signal, async (shared) => ({
          answer: await ask(httpFor(shared)),
          at: now(),
        }));
        return { answer, known: false };
      },
      drop: () => cache.sift(owner.group, () => false),
    }),
    forget: (group, versions) => cache.forget(group, versions),
    drop: (group) => cache.sift(group, () => false),
  };
}
