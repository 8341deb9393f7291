import { createTokenCache, type Owner, type Versions } from './tokenCache.js';
import { afterFailedRenewal } from './renewal.js';
import { isFresh, type Token } from './token.js';

/** The refresh tokens that one credential of one connection has won. `World` is what requests are sent with. */
export interface RefreshTokens<World> {
  /**
   * The kept one while it is fresh, else the one that `win` gets, once for all who want it meanwhile. Through an outage
   * a kept one is used until its end. Throws what `win` throws, and AuthError `cancelled`.
   */
  get(key: string, win: (world: World) => Promise<Token>): Promise<Token>;
  /** The service takes it no longer. */
  drop(key: string): void;
}

export interface RefreshTokenMemory {
  /**
   * `place` is everything that they depend on beside the keys of `get`. `worldFor` makes a world that ends when nobody
   * waits for the token any longer.
   */
  of<World>(
    owner: Owner,
    place: readonly unknown[],
    signal: AbortSignal,
    worldFor: (signal: AbortSignal) => World,
  ): RefreshTokens<World>;
  /** Whether one of them has not ended. */
  holds(owner: Owner): boolean;
  /** Everything, everything of a group, or of some of its versions; what is being won for it is cancelled. */
  forget(group?: string, versions?: Versions): void;
}

/** Memory only. `now` in milliseconds since the epoch. */
export function createRefreshTokens(now: () => number): RefreshTokenMemory {
  const cache = createTokenCache<{ readonly key: string; readonly version: number; readonly token: Token }>();

  return {
    of: (owner, place, signal, worldFor) => ({
      async get(name, win) {
        const key = JSON.stringify([...place, name]);
        const kept = cache.peek(key)?.token;
        if (kept && isFresh(kept, now())) {
          return kept;
        }
        try {
          const start = async (shared: AbortSignal) => ({
            key,
            version: owner.version,
            token: await win(worldFor(shared)),
          });
          return (await cache.share(key, owner, signal, start)).token;
        } catch (error) {
          if (kept && afterFailedRenewal(kept, error, now()) === 'use') {
            return kept;
          }
          throw error;
        }
      },
      drop(name) {
        const key = JSON.stringify([...place, name]);
        cache.sift(owner.group, (entry) => entry.key !== key);
      },
    }),
    holds: ({ group, version }) =>
      cache.list(group).some((entry) => entry.version === version && now() < (entry.token.expiresAt ?? Infinity)),
    forget: (group, versions) => cache.forget(group, versions),
  };
}
