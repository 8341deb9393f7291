import type { RememberedChallenges } from '../../auth/challenge.js';
import { isAuthError } from '../../auth/errors.js';
import type { Io, RecalledChallenges } from '../../auth/io.js';
import { addressesOf, hostNameOf, isAddress, leastTrusted } from '../../auth/network/ipAddress.js';
import type { PingResult } from '../../auth/ping.js';
import { missingScopes } from '../../auth/scope.js';
import type { Token } from '../../auth/token.js';
import type { KindKnowledge, TokenRequest } from '../kind.js';
import { type AskedRegistry, namesEverything, ROOT } from './askForChallenge.js';
import { absolute, chooseChallenge } from './chooseChallenge.js';

// Milliseconds: for as long as a token server may be used that was replaced, and answers all the same.
const REMEMBERED_FOR = 7 * 24 * 60 * 60 * 1000;

/**
 * Returns the challenge that led to a token for the same repositories in an earlier window, so that the registry
 * needn't be asked. It is judged like one that was sent now, and with the registry's present address. Undefined if
 * there is none, if this window has asked the registry, and heard enough, or if its name can't be looked up here.
 */
export async function recallChallenge(request: TokenRequest, io: Io): Promise<AskedRegistry | undefined> {
  const { registry, scopes } = request;
  const remembered = io.challenges?.recall(scopes);
  const root = remembered && io.pings?.peek(ROOT);
  if (remembered === undefined || (root && namesEverything(root))) {
    return undefined;
  }
  const { path, realm, service, open } = remembered;
  const remoteAddress = await presentAddress(registry, io);
  if (remoteAddress === undefined && isElsewhere(realm, registry)) {
    return undefined;
  }
  const parameters = { realm, ...(service !== undefined && { service }) };
  return {
    answer: {
      registry,
      status: 401,
      challenges: [{ scheme: 'bearer', parameters }],
      headers: {},
      ...(remoteAddress !== undefined && { remoteAddress }),
    },
    path,
    known: true,
    remembered: true,
    ...(open && { open }),
  };
}

/**
 * Keeps the challenge of a token for later windows, unless less was granted than requested. What came through a proxy
 * isn't kept if the token server is on another host: the registry's address, which decides about that host, isn't known
 * then.
 */
export function rememberChallenge(
  { answer, path, open, remembered }: AskedRegistry,
  token: Token,
  request: TokenRequest,
  io: Io,
  knowledge: KindKnowledge,
): void {
  if (!io.challenges || remembered || token.scheme !== 'Bearer' || grantsLess(token)) {
    return;
  }
  const { challenge } = chooseChallenge(answer, request, knowledge);
  const { realm: named = '', service } = challenge.parameters;
  const realm = absolute(named, answer.url ?? request.registry);
  if (answer.remoteAddress === undefined && isElsewhere(realm, request.registry)) {
    return;
  }
  io.challenges.remember(request.scopes, {
    ...{ path, realm, at: io.now() },
    ...(service && { service }),
    ...(open && { open }),
  });
}

/** Whether the token server says that it granted less than was requested. */
export function grantsLess({ granted, scopes }: Token): boolean {
  return granted !== undefined && missingScopes(granted, scopes).length > 0;
}

/** Whether both responses lead the credential to the same token server and service, or both to the registry itself. */
export function leadCredentialSame(
  one: PingResult,
  other: PingResult,
  request: TokenRequest,
  knowledge: KindKnowledge,
): boolean {
  const destination = (answer: PingResult): string => {
    try {
      const { challenge, realm } = chooseChallenge(answer, request, knowledge);
      return JSON.stringify(realm ? [realm.url.href, challenge.parameters.service ?? ''] : []);
    } catch (error) {
      if (isAuthError(error)) {
        return error.code; // it leads nowhere
      }
      throw error;
    }
  };
  return destination(one) === destination(other);
}

/** What one window makes of the remembered challenges. `now` returns milliseconds since the epoch. */
export function createRecalledChallenges(now: () => number) {
  // Groups that had a failure, and whether by hand.
  const doubted = new Map<string, true | undefined>();
  const doubt = (group: string, byHand: true | undefined): void => {
    doubted.set(group, byHand ?? doubted.get(group));
  };
  return {
    doubt,
    of: (group: string, challenges: RememberedChallenges, signal: AbortSignal): RecalledChallenges => ({
      recall(scopes) {
        const found = challenges.recall(scopes);
        const age = now() - (found?.at ?? -Infinity);
        const trusted = !doubted.has(group) || (found?.open === true && !doubted.get(group));
        return trusted && age >= 0 && age < REMEMBERED_FOR ? found : undefined;
      },
      remember(scopes, challenge) {
        // Whoever forgot the connection meanwhile wants nothing of it kept.
        if (!signal.aborted) {
          challenges.remember(scopes, challenge);
        }
      },
      doubt: (byHand) => doubt(group, byHand),
    }),
  };
}

function isElsewhere(realm: string, registry: URL): boolean {
  return !URL.canParse(realm) || hostNameOf(new URL(realm)) !== hostNameOf(registry);
}

async function presentAddress({ hostname }: URL, io: Io): Promise<string | undefined> {
  const found = isAddress(hostname) ? [hostname] : await addressesOf(hostname, io);
  return typeof found === 'string' ? undefined : leastTrusted(found);
}
