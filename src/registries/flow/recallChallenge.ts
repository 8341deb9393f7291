import type { RememberedChallenges } from '../../auth/challenge.js';
import { isAuthError } from '../../auth/errors.js';
import type { Io, RecalledChallenges } from '../../auth/io.js';
import { hostNameOf, presentAddress } from '../../auth/network/ipAddress.js';
import type { PingResult } from '../../auth/ping.js';
import { missingScopes } from '../../auth/scope.js';
import type { Token } from '../../auth/token.js';
import { redactText, redactUrl, REMOVED } from '../../text/redact.js';
import type { KindKnowledge, TokenRequest } from '../kind.js';
import { type AskedRegistry, isChallengeKnown } from './askForChallenge.js';
import { absolute, chooseChallenge } from './chooseChallenge.js';

// Milliseconds. A token server that was replaced can still answer, so the registry is asked once a week.
const REMEMBERED_FOR = 7 * 24 * 60 * 60 * 1000;

/**
 * Returns the challenge that led to a token for the same repositories in an earlier window, so that the registry
 * needn't be asked. It is judged like one that was sent now. Undefined if there is none, if one of this window is known,
 * or if the token server is on another host and the registry's present address, which decides about that host, isn't
 * found.
 */
export async function recallChallenge(request: TokenRequest, io: Io): Promise<AskedRegistry | undefined> {
  const { registry, scopes, credential } = request;
  const remembered = io.challenges?.recall(scopes);
  // Nobody asks an open registry for more without a credential.
  const useless = remembered?.open === true && credential.type === 'anonymous';
  if (remembered === undefined || useless || isChallengeKnown(request, io)) {
    return undefined;
  }
  const { path, realm, service, open } = remembered;
  const elsewhere = isElsewhere(request.realm ?? realm, registry);
  const remoteAddress = elsewhere ? await presentAddress(registry, io) : undefined;
  if (elsewhere && remoteAddress === undefined) {
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
    ...(open && { open }),
  };
}

/**
 * Keeps the challenge of a token for later windows, unless less was granted than requested, or it could hold a secret.
 * What came through a proxy isn't kept if the token server is on another host: the registry's address isn't known then.
 */
export function rememberChallenge(
  { answer, path, open }: AskedRegistry,
  token: Token,
  request: TokenRequest,
  io: Io,
  knowledge: KindKnowledge,
): void {
  if (!io.challenges || token.scheme !== 'Bearer' || grantsLess(token)) {
    return;
  }
  const { challenge, realm } = chooseChallenge(answer, request, knowledge);
  const { realm: named = '', service } = challenge.parameters;
  if (!realm || (answer.remoteAddress === undefined && isElsewhere(realm.url.href, request.registry))) {
    return;
  }
  const address = absolute(named, answer.url ?? request.registry);
  if (couldHoldSecret(address, service, io)) {
    return;
  }
  io.challenges.remember(request.scopes, {
    ...{ path, realm: address, at: io.now() },
    ...(service && { service }),
    ...(open && { open }),
  });
}

/** Whether a known secret is in it, or a query value that a trace wouldn't show: it could be a secret of the service. */
function couldHoldSecret(realm: string, service = '', { secrets }: Io): boolean {
  const known = [realm, service].some((text) => redactText(text, secrets) !== text);
  return known || !URL.canParse(realm) || redactUrl(new URL(realm), []).includes(REMOVED);
}

/** Whether the token server says that it granted less than was requested. */
export function grantsLess({ granted, scopes }: Token): boolean {
  return granted !== undefined && missingScopes(granted, scopes).length > 0;
}

/**
 * Whether both responses lead the credential to the same token server and service, or both to the registry itself. A
 * service that only one of them names, and the query of the realm, make no difference.
 */
export function leadCredentialSame(
  one: PingResult,
  other: PingResult,
  request: TokenRequest,
  knowledge: KindKnowledge,
): boolean {
  const [here, there] = [one, other].map((answer) => {
    try {
      const { challenge, realm } = chooseChallenge(answer, request, knowledge);
      return { realm: realm && realm.url.origin + realm.url.pathname, service: challenge.parameters.service };
    } catch (error) {
      if (isAuthError(error)) {
        return undefined; // it leads nowhere
      }
      throw error;
    }
  });
  return here?.realm === there?.realm && (!here?.service || !there?.service || here.service === there.service);
}

/** The remembered challenges as one window uses them. `now` returns milliseconds since the epoch. */
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
        // The connection was removed or forgotten during the flow.
        if (!signal.aborted) {
          challenges.remember(scopes, challenge);
        }
      },
      forget: (scopes) => challenges.forget(scopes),
      doubt: (byHand) => doubt(group, byHand),
    }),
    forget(group?: string) {
      if (group === undefined) {
        doubted.clear();
      } else {
        doubted.delete(group);
      }
    },
  };
}

function isElsewhere(realm: string, registry: URL): boolean {
  return !URL.canParse(realm) || hostNameOf(new URL(realm)) !== hostNameOf(registry);
}
