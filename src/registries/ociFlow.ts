import { isDeepStrictEqual } from 'node:util';
import { pickChallenge } from '../auth/challenge.js';
import type { Challenge } from '../auth/challenge.js';
import { basicValue } from '../auth/credential.js';
import type { Credential } from '../auth/credential.js';
import { AuthError, isAuthError } from '../auth/errors.js';
import type { AuthErrorCode } from '../auth/errors.js';
import { exchange } from '../auth/exchange.js';
import type { Authorization, Http, HttpResponse } from '../auth/http.js';
import type { KnownPing } from '../auth/knownPings.js';
import { looksLikeRegistry, ping, unsupported } from '../auth/ping.js';
import type { PingResult } from '../auth/ping.js';
import { allowsPlainHttp, judgeRealm, refuseAddress } from '../auth/realm.js';
import type { RealmVerdict } from '../auth/realm.js';
import { redactUrl } from '../auth/redact.js';
import { commonRefusal, refusal } from '../auth/refusal.js';
import { parseScope } from '../auth/scope.js';
import { readyMadeToken } from '../auth/token.js';
import type { Token } from '../auth/token.js';
import type { Io, KindKnowledge, TokenRequest } from './kind.js';
import { reasonOf, reasons } from '../auth/reasons.js';

type Usable = Exclude<RealmVerdict, { verdict: 'refuse' }>;
/** Makes what is exchanged at a token server that was judged and agreed to. */
type Prepare = (realm: URL, service: string | undefined) => Promise<Credential>;

/**
 * The distribution token flow:
 *
 * 1. Ask the registry, without credentials, what it wants (`GET /v2/`, or the real request where that says too little),
 *    unless an earlier flow heard it. What was heard then is asked anew when it leads to a failure.
 * 2. Pick the challenge: Bearer before Basic.
 * 3a. Bearer: judge its realm, then exchange the credential there for a token.
 * 3b. Basic: the Basic value itself is the token; one request checks it.
 *
 * A ready-made bearer token skips all that and is checked by one request. With `prepare`, what it returns is exchanged
 * in place of the credential, once the realm is judged.
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
    await check(registry, '/v2/', token, io);
    return token;
  }
  const asked = await askRegistry(request, io);
  try {
    return await answerChallenge(asked, request, io, knowledge, prepare);
  } catch (error) {
    if (!asked.known) {
      throw error;
    }
    // A refused secret is never sent again; any other failure may come of an answer that holds no longer.
    if (!isAuthError(error) || FINAL.has(error.code)) {
      throw error;
    }
    io.pings?.drop();
    const anew = await askRegistry(request, io);
    const same = isDeepStrictEqual(anew.answer.challenges, asked.answer.challenges);
    if (same && error.code !== 'untrusted-realm') {
      throw error;
    }
    return answerChallenge(anew, request, io, knowledge, prepare);
  }
}

// Failures that an answer to another challenge would only repeat, or must not.
const FINAL: ReadonlySet<AuthErrorCode> = new Set([
  'refused',
  'locked',
  'second-factor',
  'expired-credential',
  'denied',
  'rate-limited',
  'cancelled',
]);

/** What the registry asks for. */
interface Asked {
  readonly answer: PingResult;
  /** The path that was challenged. */
  readonly path: string;
  /** From an earlier flow. */
  readonly known: boolean;
}

async function answerChallenge(
  { answer, path }: Asked,
  request: TokenRequest,
  io: Io,
  knowledge: KindKnowledge,
  prepare: Prepare | undefined,
): Promise<Token> {
  const { credential, registry, scopes } = request;
  const chosen = chooseChallenge(answer, request, knowledge);
  if (chosen.realm === undefined) {
    return basicToken(request, path, io);
  }
  requireConsent(chosen.realm, request);
  try {
    return await exchangeAt(chosen.challenge, chosen.realm);
  } catch (error) {
    // A registry that offers both may not run the token server it advertises.
    const noSuchServer = isAuthError(error) && (error.status === 404 || error.status === 405);
    if (noSuchServer && credential.type === 'password' && answer.challenges.some(({ scheme }) => scheme === 'basic')) {
      return basicToken(request, path, io);
    }
    throw error;
  }

  async function exchangeAt(challenge: Challenge, { url, verdict }: Usable): Promise<Token> {
    const { service } = challenge.parameters;
    return exchange(
      {
        realm: url,
        verdict,
        ...(service ? { service } : {}),
        scopes,
        credential: prepare ? await prepare(url, service) : credential,
        ...(knowledge.anonymousForm ? { anonymousForm: knowledge.anonymousForm } : {}),
        ...(knowledge.getOnly ? { getOnly: true } : {}),
        ...(knowledge.refusals ? { refusals: knowledge.refusals } : {}),
        refuseAddress: (address) => refuseAddress(url, registry, answer.remoteAddress, address),
      },
      io,
    );
  }
}

/** The answer with the challenge to use, and the path that was challenged. */
async function askRegistry(request: TokenRequest, io: Io): Promise<Asked> {
  const { answer: root, known } = await pingOrKnown('/v2/', request, io);
  const path = contentPath(request.scopes);
  // Some roots are open although repositories are not, and some leave out the service that repositories name.
  const picked = pickChallenge(root.challenges);
  const thin = root.status !== 401 || (picked?.scheme === 'bearer' && !picked.parameters.service);
  if (path === undefined || !thin) {
    return { answer: requireChallenge(root), path: '/v2/', known };
  }
  try {
    const { answer, known: both } = await pingOrKnown(path, request, io);
    return answer.status === 401 || root.status !== 401
      ? { answer: requireChallenge(answer), path, known: both }
      : { answer: root, path: '/v2/', known };
  } catch (error) {
    if (root.status === 401 && isAuthError(error) && error.code !== 'cancelled') {
      return { answer: root, path: '/v2/', known };
    }
    throw error;
  }
}

async function pingOrKnown(
  path: string,
  { registry, insecure }: TokenRequest,
  { http, pings }: Io,
): Promise<KnownPing> {
  const ask = (sender: Http): Promise<PingResult> => ping(registry, { http: sender }, { path, insecure });
  return pings ? pings.get(path, ask) : { answer: await ask(http), known: false };
}

function requireChallenge(answer: PingResult): PingResult {
  if (answer.status === 404) {
    throw new AuthError('not-found', `${answer.registry.host} does not know the repository.`, {
      status: answer.status,
      details: { host: answer.registry.host },
    });
  }
  if (answer.status !== 401) {
    throw new AuthError('unsupported-challenge', `${answer.registry.host} answers without a token.`, {
      status: answer.status,
      details: { host: answer.registry.host, reason: 'it answers without asking for a token', open: true },
    });
  }
  return answer;
}

/** What is needed anyway: the tags of the first repository that is asked for, or the catalogue. */
function contentPath(scopes: readonly string[]): string | undefined {
  const resources = scopes.map(parseScope);
  const repository = resources.find(({ type, name }) => type === 'repository' && name !== '' && name !== '*');
  if (repository) {
    return `/v2/${repository.name.split('/').map(encodeURIComponent).join('/')}/tags/list`;
  }
  return resources.some(({ type, name }) => type === 'registry' && name === 'catalog') ? '/v2/_catalog' : undefined;
}

/** The first Bearer challenge with a realm that is not refused, else Basic (then without a realm). */
function chooseChallenge(
  { challenges, registry, url = registry }: PingResult,
  { insecure, realm: chosen }: TokenRequest,
  knowledge: KindKnowledge,
): { challenge: Challenge; realm?: Usable } {
  const { knownRealms, sharedSuffixes } = knowledge;
  const rules = { insecure: allowsPlainHttp({ registry, insecure }), knownRealms, sharedSuffixes };
  const judged = challenges
    .filter(({ scheme, parameters }) => scheme === 'bearer' && parameters.realm)
    .map((challenge) => ({
      challenge,
      realm: judgeRealm(chosen ?? absolute(challenge.parameters.realm ?? '', url), registry, rules),
    }));
  for (const { challenge, realm } of judged) {
    if (realm.verdict !== 'refuse') {
      return { challenge, realm };
    }
  }
  const basic = challenges.find(({ scheme }) => scheme === 'basic');
  const [first] = judged;
  if (!basic && first?.realm.verdict === 'refuse') {
    const realm = chosen ?? first.challenge.parameters.realm ?? '';
    throw new AuthError(
      'untrusted-realm',
      `The token server of ${registry.host} was not asked: ${first.realm.reason}.`,
      {
        details: {
          host: registry.host,
          reason: first.realm.reason,
          ...(URL.canParse(realm) ? { address: redactUrl(new URL(realm), []) } : {}),
        },
      },
    );
  }
  if (!basic) {
    throw unsupported(registry, challenges);
  }
  return { challenge: basic };
}

/** A path is one of whoever sent the challenge. */
function absolute(realm: string, challenged: URL): string {
  return /^\/(?!\/)[^\s\\]*$/.test(realm) ? new URL(realm, challenged).href : realm;
}

/** Nothing secret goes to another organisation's host unasked. Without a credential there is nothing to lose. */
function requireConsent({ verdict, url }: Usable, { registry, credential, allowedRealms }: TokenRequest): void {
  if (verdict === 'ask' && credential.type !== 'anonymous' && !allowedRealms.includes(url.origin)) {
    throw new AuthError('realm-needs-consent', `${registry.host} names ${url.origin} as its token server.`, {
      details: { host: registry.host, origin: url.origin },
    });
  }
}

async function basicToken({ credential, registry, scopes }: TokenRequest, path: string, io: Io): Promise<Token> {
  if (credential.type === 'anonymous') {
    throw new AuthError('no-credential', `${registry.host} wants a user name and password.`, {
      details: { host: registry.host, scopes },
    });
  }
  if (credential.type !== 'password') {
    throw new AuthError('unsupported-challenge', `${registry.host} takes a user name and password only.`, {
      details: { host: registry.host, schemes: ['basic'], reason: 'it takes a user name and password only' },
    });
  }
  const value = basicValue(credential.username, credential.password);
  await check(registry, path, { scheme: 'Basic', value }, io);
  return { scheme: 'Basic', value, use: 'access', obtainedAt: io.now(), expirySource: 'none', scopes };
}

/** One request that shows whether the registry takes this token. Throws AuthError `refused`, `denied`, …. */
async function check(registry: URL, path: string, authorization: Authorization, { http, secrets }: Io): Promise<void> {
  const { scheme, value } = authorization;
  const response: HttpResponse = await http({
    purpose: 'check',
    method: 'GET',
    url: new URL(path, registry),
    authorization: { scheme, value },
  });
  const failure = commonRefusal(response, [...secrets, value]);
  if (failure) {
    throw failure;
  }
  if (response.status === 401 || response.status === 403) {
    throw refusal(response.status === 401 ? 'refused' : 'denied', response, [...secrets, value]);
  }
  const found = response.status === 200 || (response.status === 404 && path !== '/v2/');
  if (!found || !looksLikeRegistry(response.headers)) {
    throw refusal('not-a-registry', response, [...secrets, value], {
      reason: reasonOf(reasons.answeredWith, { path, status: String(response.status) }),
    });
  }
}

/** Plain http to another machine only where the user said so. */
function requireSafeRegistry({ registry, insecure, credential }: TokenRequest): void {
  const verdict = judgeRealm(registry.href, registry, { insecure });
  if (verdict.verdict === 'refuse' && credential.type !== 'anonymous') {
    throw new AuthError('untrusted-realm', `${registry.host} was not asked: ${verdict.reason}.`, {
      details: { host: registry.host, reason: verdict.reason },
    });
  }
}
