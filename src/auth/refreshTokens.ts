import { isFresh } from './expiry.js';
import { afterFailedRenewal } from './renewal.js';
import type { Token } from './token.js';
import { createTokenCache, type Owner, type Versions } from './tokenCache.js';

/** Cached refresh tokens of one credential of one connection. `World` is the context that requests are sent with. */
export interface RefreshTokens<World> {
  /**
   * Returns the cached token while it is fresh, otherwise the one that `win` obtains. Concurrent calls share one
   * request (single flight). During an outage, a cached token is used until it expires. Throws what `win` throws, and
   * AuthError `cancelled`.
   */
  get(key: string, win: (world: World) => Promise<Token>): Promise<Token>;
  /** Removes a token that the service no longer accepts. */
  drop(key: string): void;
}

export interface RefreshTokenMemory {
  /**
   * `place` is everything that the tokens depend on besides the keys of `get`. `worldFor` creates a context; its signal
   * aborts when no caller waits for the token any longer.
   */
  of<World>(
    owner: Owner,
    place: readonly unknown[],
    signal: AbortSignal,
    worldFor: (signal: AbortSignal) => World,
  ): RefreshTokens<World>;
  /** Whether a cached token of this owner hasn't expired. */
  holds(owner: Owner): boolean;
  /** Forgets everything, one group, or some versions of a group. Requests in flight for them are cancelled. */
  forget(group?: string, versions?: Versions): void;
}

/** In memory only. `now` returns milliseconds since the epoch. */
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
