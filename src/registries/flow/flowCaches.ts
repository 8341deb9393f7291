import { createHash, randomBytes } from 'node:crypto';
import type { Owner, Versions } from '../../auth/tokenCache.js';
import type { Credential } from '../../auth/credential.js';
import type { Io } from '../../auth/io.js';
import { createPingCache } from '../../auth/pingCache.js';
import { createRefreshTokens } from '../../auth/refreshTokens.js';
import { createSessionUse, type Sessions } from '../../auth/editorSessions.js';

/** What flows leave behind for later ones of the same owner, beside their tokens. Memory only. */
export interface FlowCaches {
  /** `place` is everything that it depends on; `ioFor` makes a world that ends with a signal of its own. */
  of(
    owner: Owner,
    place: readonly unknown[],
    signal: AbortSignal,
    ioFor: (signal: AbortSignal) => Io,
  ): Pick<Io, 'pings' | 'refreshTokens'>;
  /** The same sessions, their use by a group remembered; `secrets` gets every token that they hand out. */
  sessionsOf(group: string, secrets: string[]): Sessions | undefined;
  /** Groups that used a session of this provider which is no longer there. */
  lost(provider: string): Promise<readonly string[]>;
  /** Whether more tokens can be had with what a credential has won. */
  canRenew(owner: Owner): boolean;
  /** Whether this is the credential that was tried last for a group. */
  wasTried(group: string, credential: Credential): boolean;
  noteTried(group: string, credential: Credential): void;
  /** Registries of a group are asked anew what they want. */
  askAnew(group: string): void;
  /** Everything, everything of a group, or of some of its versions. */
  forget(group?: string, versions?: Versions): void;
}

/** `now` in milliseconds since the epoch. */
export function createFlowCaches(now: () => number, sessions?: Sessions): FlowCaches {
  const pings = createPingCache(now);
  const refreshTokens = createRefreshTokens(now);
  const uses = sessions && createSessionUse(sessions);
  const tried = new Map<string, string>();
  // Whether it is the same can be told of what nobody can turn back.
  const salt = randomBytes(16);
  const markOf = (credential: Credential): string =>
    createHash('sha256')
      .update(salt)
      .update(JSON.stringify(Object.entries(credential).sort()))
      .digest('hex');
  return {
    of: (owner, place, signal, ioFor) => ({
      pings: pings.of(owner, place, signal, (until) => ioFor(until).http),
      refreshTokens: refreshTokens.of(owner, place, signal, ioFor),
    }),
    sessionsOf: (group, secrets) => uses?.of(group, secrets),
    lost: async (provider) => (await uses?.lost(provider)) ?? [],
    canRenew: (owner) => refreshTokens.holds(owner),
    wasTried: (group, credential) => tried.get(group) === markOf(credential),
    noteTried: (group, credential) => void tried.set(group, markOf(credential)),
    askAnew: (group) => pings.drop(group),
    forget(group, versions) {
      if (group === undefined) tried.clear();
      else tried.delete(group);
      pings.forget(group, versions);
      refreshTokens.forget(group, versions);
    },
  };
}
