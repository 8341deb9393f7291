import { createHash, randomBytes } from 'node:crypto';
import type { RememberedChallenges } from '../../auth/challenge.js';
import type { Credential } from '../../auth/credential.js';
import { createSessionUse, type Sessions } from '../../auth/editorSessions.js';
import type { Io } from '../../auth/io.js';
import { createKeptConnections, type FlowConnections } from '../../auth/network/keptConnections.js';
import { createPingCache } from '../../auth/pingCache.js';
import { createRefreshTokens } from '../../auth/refreshTokens.js';
import type { Owner, Versions } from '../../auth/tokenCache.js';
import { createRecalledChallenges } from './recallChallenge.js';

/** Caches that flows of one owner share, in addition to the token cache. Memory only. */
export interface FlowCaches {
  /** `ioFor` creates an Io that ends with its own signal. */
  of(
    kept: KeptFor,
    signal: AbortSignal,
    ioFor: (signal: AbortSignal) => Io,
  ): Pick<Io, 'pings' | 'challenges' | 'refreshTokens'>;
  /** Network connections to reuse. `trust` is everything that trust in them depends on. */
  connectionsOf(group: string, trust: readonly unknown[]): FlowConnections;
  /** Wraps the sessions so that their use by a group is recorded. `secrets` collects every token that they return. */
  sessionsOf(group: string, secrets: string[]): Sessions | undefined;
  /** Tokens that were issued to a group lately: what issued them can still repeat them. */
  issuedTo(group: string): readonly string[];
  noteIssued(group: string, tokens: readonly string[]): void;
  /** Forgets the issued tokens of a group, so that none stays in memory after the user removed it. */
  dropIssued(group: string): void;
  /** Groups that used a session of this provider that has since disappeared. */
  lost(provider: string): Promise<readonly string[]>;
  /** Whether the owner has a refresh token, so that more tokens can be obtained without the credential. */
  canRenew(owner: Owner): boolean;
  /** Whether this is the last credential that was tried for a group. */
  wasTried(group: string, credential: Credential): boolean;
  noteTried(group: string, credential: Credential): void;
  /** Drops the cached challenges of a group's registries, so that they are asked again, as far as `byHand` allows. */
  askAnew(group: string, byHand: true | undefined): void;
  /** Drops everything, everything of a group, or only some of its versions. */
  forget(group?: string, versions?: Versions): void;
}

/** Whose entries a flow uses. */
export interface KeptFor {
  readonly owner: Owner;
  /** Cache key: everything that the cached entries depend on. */
  readonly place: readonly unknown[];
  /** Challenges of earlier windows; absent: none are remembered. */
  readonly challenges?: RememberedChallenges;
}

// Each is searched for in everything that a service says.
const MOST_ISSUED = 20;

/** Creates the caches of one window. `now` returns milliseconds since the epoch. */
export function createFlowCaches(now: () => number, sessions?: Sessions): FlowCaches {
  const pings = createPingCache(now);
  const recalled = createRecalledChallenges(now);
  const refreshTokens = createRefreshTokens(now);
  const connections = createKeptConnections(now);
  const uses = sessions && createSessionUse(sessions);
  const tried = new Map<string, string>();
  const issued = new Map<string, readonly string[]>();
  // A salted hash is enough to compare credentials and can't be reversed.
  const salt = randomBytes(16);
  const markOf = (credential: Credential): string =>
    createHash('sha256')
      .update(salt)
      .update(JSON.stringify(Object.entries(credential).sort()))
      .digest('hex');
  return {
    of: ({ owner, place, challenges }, signal, ioFor) => ({
      pings: pings.of(owner, place, signal, (until) => ioFor(until).http),
      refreshTokens: refreshTokens.of(owner, place, signal, ioFor),
      ...(challenges && { challenges: recalled.of(owner.group, challenges, signal) }),
    }),
    connectionsOf: (group, trust) => connections.of(group, trust),
    sessionsOf: (group, secrets) => uses?.of(group, secrets),
    issuedTo: (group) => issued.get(group) ?? [],
    noteIssued(group, tokens) {
      const others = (issued.get(group) ?? []).filter((token) => !tokens.includes(token));
      issued.set(group, [...others, ...tokens].slice(-MOST_ISSUED));
    },
    dropIssued: (group) => void issued.delete(group),
    lost: async (provider) => (await uses?.lost(provider)) ?? [],
    canRenew: (owner) => refreshTokens.holds(owner),
    wasTried: (group, credential) => tried.get(group) === markOf(credential),
    noteTried: (group, credential) => void tried.set(group, markOf(credential)),
    askAnew(group, byHand) {
      pings.drop(group, byHand);
      recalled.doubt(group, byHand);
    },
    forget(group, versions) {
      if (group === undefined) {
        tried.clear();
        issued.clear();
      } else {
        tried.delete(group);
        issued.delete(group);
      }
      connections.forget(group);
      pings.forget(group, versions);
      recalled.forget(group);
      refreshTokens.forget(group, versions);
    },
  };
}
