import type { Challenge } from '../../auth/challenge.js';
import type { Credential } from '../../auth/credential.js';
import { AuthError, type AuthErrorCode, errorWith, isAuthError } from '../../auth/errors.js';
import { exchange } from '../../auth/exchange.js';
import type { Io } from '../../auth/io.js';
import { addressesOf, classifyAddress, hostNameOf, isAddress, leastTrusted } from '../../auth/network/ipAddress.js';
import { judgeRealm, refuseAddress, requireConsent, type UsableRealm } from '../../auth/realm.js';
import { meaningOf } from '../../auth/refusal.js';
import { readyMadeToken, type Token } from '../../auth/token.js';
import type { KindKnowledge, TokenRequest } from '../kind.js';
import { type AskedRegistry, askElsewhere, askRegistry, ROOT } from './askForChallenge.js';
import { basicToken, checkToken } from './basicToken.js';
import { chooseChallenge } from './chooseChallenge.js';
import { grantsLess, leadCredentialSame, recallChallenge, rememberChallenge } from './recallChallenge.js';

/** Makes the credential to exchange at a token server that was checked and allowed. */
type Prepare = (realm: URL, service: string | undefined) => Promise<Credential>;

/**
 * The distribution token flow:
 *
 * 1. Request the challenge without credentials (see `askRegistry`). A cached or remembered challenge is used first, and
 *    requested again if it leads to a failure. Where the root's challenge leads nowhere, a repository's own is used.
 * 2. Choose the challenge: Bearer before Basic.
 * 3a. Bearer: check its realm, then exchange the credential there for a token.
 * 3b. Basic: the HTTP Basic value itself is the token; one request checks it.
 *
 * A ready-made bearer token skips these steps; one request checks it. With `prepare`, its result is exchanged in place
 * of the credential, once the realm is checked.
 *
 * Throws AuthError `realm-needs-consent`, `untrusted-realm`, `no-credential` and those of ping and exchange.
 */
export async function authenticateOci(
  request: TokenRequest,
  io: Io,
  knowledge: KindKnowledge,
  prepare?: Prepare,
): Promise<Token> {
  const { credential, registry, scopes } = request;
  requireSafeRegistry(request);
  if (credential.type === 'bearer') {
    const token = readyMadeToken(credential.token, scopes, io.now());
    await checkToken(registry, '/v2/', token, io);
    return token;
  }
  let asked = (await recallChallenge(request, io)) ?? (await askInKindsWords(request, io, knowledge));
  for (;;) {
    try {
      const token = await answerChallenge(asked, request, io, knowledge, prepare);
      const other = asked.remembered && grantsLess(token) && (await otherWay(asked, request, io, knowledge));
      if (other) {
        asked = other;
        continue;
      }
      rememberChallenge(asked, token, request, io, knowledge);
      if (asked.instead) {
        // The root doesn't count again, so that the credential isn't sent there anew.
        io.pings?.replace(ROOT, { ...asked.instead, challenges: [] });
      }
      return token;
    } catch (error) {
      const next = isAuthError(error) ? await nextChallenge(asked, error, request, io, knowledge) : undefined;
      if (next === undefined) {
        throw error;
      }
      asked = next;
    }
  }
}

/** As askRegistry, with what the kind knows of a refusal before any sign-in, such as that of a firewall. */
async function askInKindsWords(
  request: TokenRequest,
  io: Io,
  { refusals = [] }: KindKnowledge,
): Promise<AskedRegistry> {
  try {
    return await askRegistry(request, io);
  } catch (error) {
    if (!isAuthError(error) || error.code !== 'denied') {
      throw error;
    }
    const meaning = refusals.find(
      ({ status, says, code }) => code === 'denied' && status === error.status && says?.test(error.service?.text ?? ''),
    );
    throw meaning ? errorWith(error, { details: { ...error.details, ...meaningOf(meaning) } }) : error;
  }
}

/**
 * Another challenge after one that led to a failure: a new one of the same route if it was from an earlier flow, then
 * that of a repository if the root's leads nowhere. A rejected secret is never sent to the same token server again.
 */
async function nextChallenge(
  asked: AskedRegistry,
  error: AuthError,
  request: TokenRequest,
  io: Io,
  knowledge: KindKnowledge,
): Promise<AskedRegistry | undefined> {
  if (FINAL.has(error.code) || error.status === 401 || error.status === 403) {
    const moved = asked.remembered && !NOT_TO_BE_REPEATED.has(error.code);
    return moved ? otherWay(asked, request, io, knowledge) : undefined;
  }
  let present = asked;
  if (asked.known && mayAskAnew(asked, io)) {
    present = await askAnew(request, io, knowledge);
    // A remembered challenge leaves out Basic, which counts where a token server is missing.
    const incomplete = asked.remembered && isMissing(error);
    if (
      incomplete ||
      error.code === 'untrusted-realm' ||
      !leadCredentialSame(present.answer, asked.answer, request, knowledge)
    ) {
      return present;
    }
  }
  return leadsNowhere(error) ? askElsewhere(present, request, io) : undefined;
}

/** In the background, writing isn't asked about anew. */
function mayAskAnew({ open }: AskedRegistry, { byHand }: Io): boolean {
  return byHand === true || !open;
}

async function askAnew(request: TokenRequest, io: Io, knowledge: KindKnowledge): Promise<AskedRegistry> {
  io.pings?.drop(io.byHand);
  io.challenges?.doubt(io.byHand);
  return askInKindsWords(request, io, knowledge);
}

/**
 * Asks the registry whether its token server has moved since its challenge was remembered. Undefined if it hasn't, or
 * if the registry doesn't say. Throws AuthError `cancelled`.
 */
async function otherWay(
  asked: AskedRegistry,
  request: TokenRequest,
  io: Io,
  knowledge: KindKnowledge,
): Promise<AskedRegistry | undefined> {
  if (!mayAskAnew(asked, io)) {
    return undefined;
  }
  try {
    const present = await askAnew(request, io, knowledge);
    return leadCredentialSame(present.answer, asked.answer, request, knowledge) ? undefined : present;
  } catch (error) {
    if (isAuthError(error) && error.code !== 'cancelled') {
      return undefined;
    }
    throw error;
  }
}

// Failures that a new challenge would only repeat, or that must not be repeated.
const FINAL: ReadonlySet<AuthErrorCode> = new Set([
  'refused',
  'locked',
  'second-factor',
  'expired-credential',
  'denied',
  'rate-limited',
  'cancelled',
]);

const NOT_TO_BE_REPEATED: ReadonlySet<AuthErrorCode> = new Set(['rate-limited', 'cancelled']);

const NOWHERE: ReadonlySet<AuthErrorCode> = new Set(['untrusted-realm', 'unsupported-challenge', 'dns', 'unreachable']);

/** Whether a challenge leads to no token server, to one of another sort, or to one that must not be used. */
function leadsNowhere(error: AuthError): boolean {
  return NOWHERE.has(error.code) || error.status === 400 || error.status === 501 || isMissing(error);
}

function isMissing({ status }: AuthError): boolean {
  return status === 404 || status === 405;
}

async function answerChallenge(
  asked: AskedRegistry,
  request: TokenRequest,
  io: Io,
  knowledge: KindKnowledge,
  prepare: Prepare | undefined,
): Promise<Token> {
  const { answer, known } = asked;
  const { credential, registry, scopes } = request;
  const chosen = chooseChallenge(answer, request, knowledge);
  if (chosen.realm === undefined) {
    return basicToken(request, asked, io);
  }
  requireConsent(chosen.realm, request);
  try {
    return await exchangeAt(chosen.challenge, chosen.realm);
  } catch (error) {
    // A registry that offers both schemes can lack the token server it advertises.
    const noSuchServer = isAuthError(error) && isMissing(error);
    if (noSuchServer && credential.type === 'password' && answer.challenges.some(({ scheme }) => scheme === 'basic')) {
      return basicToken(request, asked, io);
    }
    throw error;
  }

  async function exchangeAt(challenge: Challenge, { url, verdict }: UsableRealm): Promise<Token> {
    const { service } = challenge.parameters;
    const elsewhere = hostNameOf(url) !== hostNameOf(registry);
    const address = known && elsewhere ? await addressNow(registry, answer.remoteAddress, io) : answer.remoteAddress;
    const { signInScope } = knowledge;
    const token = await exchange(
      {
        realm: url,
        verdict,
        ...(service ? { service } : {}),
        scopes: scopes.length === 0 && signInScope !== undefined ? [signInScope] : scopes,
        credential: prepare ? await prepare(url, service) : credential,
        ...(knowledge.anonymousForm ? { anonymousForm: knowledge.anonymousForm } : {}),
        ...(knowledge.getOnly ? { getOnly: true } : {}),
        ...(knowledge.lastingRefreshTokens ? { lastingRefreshTokens: true } : {}),
        ...(knowledge.refusals ? { refusals: knowledge.refusals } : {}),
        refuseAddress: (found) => refuseAddress(url, registry, address, found),
      },
      io,
    );
    return { ...token, scopes };
  }
}

/**
 * Returns the least trusted of the registry's addresses. The registry can have left a private network since it
 * answered, or this machine can have. A public address counts as public until the challenge is requested again.
 */
async function addressNow(registry: URL, then: string | undefined, io: Io): Promise<string | undefined> {
  if (then === undefined || classifyAddress(then) === 'public' || isAddress(registry.hostname)) {
    return then;
  }
  const found = await addressesOf(registry.hostname, io);
  if (typeof found === 'string') {
    throw new AuthError('dns', `${registry.host} was not found: ${found}.`, { details: { host: registry.host } });
  }
  const now = leastTrusted(found);
  return now !== undefined && classifyAddress(now) === 'public' ? now : then;
}

/** Plain http to another machine needs the user's permission. */
function requireSafeRegistry({ registry, insecure, credential }: TokenRequest): void {
  const verdict = judgeRealm(registry.href, registry, { insecure });
  if (verdict.verdict === 'refuse' && credential.type !== 'anonymous') {
    throw new AuthError('untrusted-realm', `${registry.host} was not asked: ${verdict.reason}.`, {
      details: { host: registry.host, reason: verdict.reason },
    });
  }
}
