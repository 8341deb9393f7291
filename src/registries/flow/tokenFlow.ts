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
import { type AskedRegistry, askElsewhere, askRegistry, leadSame, ROOT } from './askForChallenge.js';
import { basicToken, checkToken } from './basicToken.js';
import { chooseChallenge } from './chooseChallenge.js';
import { grantsLess, leadCredentialSame, recallChallenge, rememberChallenge } from './recallChallenge.js';

/** Makes the credential to exchange at a token server that was checked and allowed. */
type Prepare = (realm: URL, service: string | undefined) => Promise<Credential>;

/**
 * The distribution token flow:
 *
 * 1. Request the challenge without credentials (see `askRegistry`). A cached or remembered challenge is used first, and
 *    requested again if it leads to a failure. If the root's challenge is unusable, a repository's own is used.
 * 2. Choose the challenge: Bearer before Basic.
 * 3a. Bearer: check its realm, then exchange the credential there for a token.
 * 3b. Basic: the HTTP Basic value itself is the token; one request checks it.
 *
 * A ready-made bearer token skips these steps; one request checks it. With `prepare`, its result is exchanged instead
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
  const flow: Flow = { request, io, knowledge, ...(prepare && { prepare }) };
  const recalled = await recallChallenge(request, io);
  return recalled ? answerRemembered(recalled, flow) : answerRegistry(await askInKindsWords(flow), flow);
}

interface Flow {
  readonly request: TokenRequest;
  readonly io: Io;
  readonly knowledge: KindKnowledge;
  readonly prepare?: Prepare;
}

/** Where the credential was sent without success, and the resulting error. */
interface Attempt {
  readonly at: AskedRegistry;
  readonly error: AuthError;
}

/** Answers a challenge, and others after failures (see `nextChallenge`). Throws the error of `vain` in place of repeating it. */
async function answerRegistry(first: AskedRegistry, flow: Flow, vain?: Attempt): Promise<Token> {
  const { request, io, knowledge } = flow;
  let asked = first;
  for (;;) {
    if (vain && leadCredentialSame(asked.answer, vain.at.answer, request, knowledge)) {
      throw vain.error;
    }
    try {
      const token = await answerChallenge(asked, flow);
      rememberChallenge(asked, token, request, io, knowledge);
      if (asked.instead) {
        // The root doesn't count again, so that the credential isn't sent there anew.
        io.pings?.replace(ROOT, { ...asked.instead, challenges: [] });
      }
      return token;
    } catch (error) {
      const next = isAuthError(error) ? await nextChallenge(asked, error, flow) : undefined;
      if (next === undefined) {
        throw error;
      }
      asked = next;
    }
  }
}

/**
 * Answers the challenge of an earlier window. If that fails, or grants less than was requested, the registry is asked as
 * if nothing had been remembered. A credential that was refused isn't sent to the same token server and service again.
 */
async function answerRemembered(recalled: AskedRegistry, flow: Flow): Promise<Token> {
  const { request, io, knowledge } = flow;
  const outcome = await answerChallenge(recalled, flow).catch(authErrorOrThrow);
  if (!isAuthError(outcome)) {
    return grantsLess(outcome) ? fullerToken(outcome, recalled, flow) : outcome;
  }
  if (!mayAskAnew(recalled, io) || NOT_TO_BE_REPEATED.has(outcome.code)) {
    throw outcome;
  }
  const refused = isRefusal(outcome);
  const present = await askAnew(flow).catch((error: unknown) => {
    // A refusal says more than whatever the registry fails with now.
    throw refused && isAuthError(error) && error.code !== 'cancelled' ? outcome : error;
  });
  const moved = !leadCredentialSame(present.answer, recalled.answer, request, knowledge);
  if (moved) {
    io.challenges?.forget(request.scopes);
  }
  // A remembered challenge leaves out Basic, which counts where a token server is missing.
  if (moved || refused || outcome.code === 'untrusted-realm' || isMissing(outcome)) {
    return answerRegistry(present, flow, refused ? { at: recalled, error: outcome } : undefined);
  }
  const elsewhere = leadsNowhere(outcome) ? await askElsewhere(present, request, io) : undefined;
  if (elsewhere === undefined) {
    throw outcome;
  }
  return answerRegistry(elsewhere, flow);
}

/**
 * Returns the token of the token server that the registry names now, if it is another one and issues a token; else this
 * one.
 */
async function fullerToken(token: Token, recalled: AskedRegistry, flow: Flow): Promise<Token> {
  const { request, io, knowledge } = flow;
  const usedUp = request.credential.type === 'identity-token' && !knowledge.lastingRefreshTokens;
  if (usedUp || !mayAskAnew(recalled, io)) {
    return token;
  }
  try {
    const present = await askAnew(flow);
    if (leadCredentialSame(present.answer, recalled.answer, request, knowledge)) {
      return token;
    }
    io.challenges?.forget(request.scopes);
    const error = new AuthError('denied', `${request.registry.host} names the same token server again.`);
    return await answerRegistry(present, flow, { at: recalled, error });
  } catch (error) {
    if (authErrorOrThrow(error).code === 'cancelled') {
      throw error;
    }
    return token;
  }
}

function authErrorOrThrow(error: unknown): AuthError {
  if (isAuthError(error)) {
    return error;
  }
  throw error;
}

/** Calls askRegistry, and adds the kind's meaning of a rejection before any sign-in, such as a firewall's. */
async function askInKindsWords({ request, io, knowledge: { refusals = [] } }: Flow): Promise<AskedRegistry> {
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
 * Returns another challenge after one that led to a failure: a new one from the same route if it was from an earlier
 * flow, then a repository's if the root's is unusable. A rejected secret is never sent again.
 */
async function nextChallenge(asked: AskedRegistry, error: AuthError, flow: Flow): Promise<AskedRegistry | undefined> {
  if (isRefusal(error)) {
    return undefined;
  }
  if (asked.known && mayAskAnew(asked, flow.io)) {
    const anew = await askAnew(flow);
    if (error.code === 'untrusted-realm' || !leadSame(anew.answer, asked.answer)) {
      return anew;
    }
  }
  return leadsNowhere(error) ? askElsewhere(asked, flow.request, flow.io) : undefined;
}

/** In the background, writing isn't asked about anew. */
function mayAskAnew({ open }: AskedRegistry, { byHand }: Io): boolean {
  return byHand === true || !open;
}

async function askAnew(flow: Flow): Promise<AskedRegistry> {
  const { pings, challenges, byHand } = flow.io;
  pings?.drop(byHand);
  challenges?.doubt(byHand);
  return askInKindsWords(flow);
}

function isRefusal({ code, status }: AuthError): boolean {
  return FINAL.has(code) || status === 401 || status === 403;
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

/**
 * Whether the failure shows that the challenge names no token server, one of another type, or one that isn't allowed.
 */
function leadsNowhere(error: AuthError): boolean {
  return NOWHERE.has(error.code) || error.status === 400 || error.status === 501 || isMissing(error);
}

function isMissing({ status }: AuthError): boolean {
  return status === 404 || status === 405;
}

async function answerChallenge(asked: AskedRegistry, { request, io, knowledge, prepare }: Flow): Promise<Token> {
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
    throw new AuthError('untrusted-realm', `No request was sent to ${registry.host}: ${verdict.reason}.`, {
      details: { host: registry.host, reason: verdict.reason },
    });
  }
}
