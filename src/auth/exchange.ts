import { readJson } from '../text/json.js';
import { isRecord } from '../text/jsonValue.js';
import { type Clause, clause } from '../text/message.js';
import { redactText } from '../text/redact.js';
import { basicValue, type Credential, secretsOf } from './credential.js';
import { AuthError, type AuthErrorCode, type ErrorDetails } from './errors.js';
import type { Authorization, Http, HttpRequest, HttpResponse } from './http.js';
import { issuedIn } from './issuedSecrets.js';
import { withoutRequest } from './realm.js';
import { reasons } from './reasons.js';
import { sendFollowing } from './redirects.js';
import { commonRefusal, meaningOf, refusal, type RefusalMeaning } from './refusal.js';
import { clockSkew } from './serverClock.js';
import { type ServiceError, serviceErrorOf } from './serviceError.js';
import { claimedExpiry, parseTokenResponse, type Token, withoutSecrets } from './token.js';

/** One request to a token server whose realm has passed the realm check. */
export interface Exchange {
  readonly realm: URL;
  /** Verdict of the realm check, for the trace. */
  readonly verdict: string;
  /** `service` of the challenge; absent if there was none. */
  readonly service?: string;
  readonly scopes: readonly string[];
  readonly credential: Credential;
  /** Form fields of an anonymous exchange that uses POST. */
  readonly anonymousForm?: Readonly<Record<string, string>>;
  /** User name and password were sent in a form. */
  readonly posted?: true;
  /** The token server doesn't support POST. */
  readonly getOnly?: true;
  /** A refresh token isn't replaced when it is used, so that its request can be sent again. */
  readonly lastingRefreshTokens?: true;
  readonly refusals?: readonly RefusalMeaning[];
  readonly refuseAddress?: (address: string) => Clause | undefined;
}

type Form = readonly (readonly [string, string])[];

const CLIENT_ID = 'registry-auth';
// A token with a thousand grants and its certificate chain stays below 128 KiB.
const MAX_TOKEN_ANSWER = 256 * 1024;

/**
 * Exchanges a credential for a token at a realm that has passed the realm check.
 *
 * - user and password: GET with HTTP Basic and one `scope` parameter per scope (distribution token specification). POST
 *   `grant_type=password` is tried once, only where GET returns 404, 405 or 501 and POST exists. It is never tried on 401:
 *   that would double the count of failed sign-ins.
 * - identity token: POST `grant_type=refresh_token` with the scopes in one field (distribution OAuth2 specification).
 * - anonymous: GET without Authorization, or the POST that `anonymousForm` describes.
 *
 * The realm's own query is kept, except for parameters of the token request. Throws AuthError `refused`,
 * `expired-credential`, `no-credential`, `denied`, `not-found`, `invalid-input` (400), `unsupported-challenge` (this way to
 * sign in is not supported), `redirected`, `rate-limited`, `server-failed`, `bad-response`, and the codes of the request
 * itself.
 */
export async function exchange(
  wanted: Exchange,
  io: { http: Http; now: () => number; secrets: readonly string[] },
): Promise<Token> {
  const { credential, getOnly = false } = wanted;
  const first = await sendGrant(wanted, io.http);
  const noGet = !getOnly && isMissing(first);
  const postInstead = credential.type === 'password' && noGet;
  const response = postInstead ? await io.http(postRequest(wanted, passwordForm(credential))) : first;
  return tokenFrom(response, postInstead ? { ...wanted, posted: true } : wanted, io);
}

function sendGrant(wanted: Exchange, http: Http): Promise<HttpResponse> {
  const { credential, anonymousForm } = wanted;
  switch (credential.type) {
    case 'identity-token':
      return http(
        postRequest(wanted, [
          ['grant_type', 'refresh_token'],
          ['refresh_token', credential.refreshToken],
        ]),
      );
    case 'password':
      return http(getRequest(wanted, { scheme: 'Basic', value: basicValue(credential.username, credential.password) }));
    case 'anonymous':
      // No secret is in it, so its redirects are followed like those of the registry.
      return anonymousForm
        ? http(postRequest(wanted, Object.entries(anonymousForm)))
        : sendFollowing(getRequest(wanted), http, { registry: wanted.realm, insecure: false });
    case 'bearer':
    case 'shop-login':
    case 'access-key':
    case 'profile':
    case 'environment':
    case 'foreign-tokens':
    case 'session':
      throw new AuthError('invalid-input', 'This type of credential isn’t exchanged at a token server.', {
        details: {
          host: wanted.realm.host,
          field: 'credential',
          reason: 'its token server accepts only passwords and tokens',
        },
      });
  }
}

function getRequest(wanted: Exchange, authorization?: Authorization): HttpRequest {
  const url = withoutRequest(wanted.realm);
  if (wanted.service !== undefined) {
    url.searchParams.set('service', wanted.service);
  }
  wanted.scopes.forEach((scope) => url.searchParams.append('scope', scope));
  return { ...common(wanted, url), method: 'GET', ...(authorization ? { authorization } : {}) };
}

function postRequest(wanted: Exchange, grant: Form): HttpRequest {
  const form: Form = [
    ...grant,
    ...(wanted.service === undefined ? [] : [['service', wanted.service] as const]),
    ...(wanted.scopes.length === 0 ? [] : [['scope', wanted.scopes.join(' ')] as const]),
    ['client_id', CLIENT_ID],
  ];
  const repeatable = wanted.credential.type !== 'identity-token' || wanted.lastingRefreshTokens === true;
  return { ...common(wanted, withoutRequest(wanted.realm)), method: 'POST', form, ...(repeatable && { repeatable }) };
}

function common({ verdict, refuseAddress }: Exchange, url: URL): Omit<HttpRequest, 'method'> {
  return {
    purpose: 'exchange',
    url,
    maxBytes: MAX_TOKEN_ANSWER,
    realm: verdict,
    ...(refuseAddress ? { refuseAddress } : {}),
  };
}

function passwordForm({ username, password }: Extract<Credential, { type: 'password' }>): Form {
  return [
    ['grant_type', 'password'],
    ['username', username],
    ['password', password],
  ];
}

/**
 * Reads the response of a token server. `tokenOf` selects the part of the JSON that parseTokenResponse understands, if
 * that isn't the whole. Throws AuthError with the codes of `exchange`.
 */
export function tokenFrom(
  response: HttpResponse,
  wanted: Exchange,
  io: { now: () => number; secrets: readonly string[] },
  tokenOf: (body: unknown) => unknown = (body) => body,
): Token {
  const failure = refusalOf(response, wanted, io);
  if (failure) {
    throw failure;
  }
  const skew = clockSkew(response);
  const known = [...io.secrets, ...secretsOf(wanted.credential)];
  let body: unknown;
  try {
    body = JSON.parse(response.text);
  } catch {
    throw notJson(response, known);
  }
  return withoutSecrets(onLocalClock(read(tokenOf(body), wanted, response, skew, known), skew, wanted), known);
}

/** The error never quotes the response, which can hold a token that the redactor doesn't know. */
function notJson({ status, headers, text, url }: HttpResponse, known: readonly string[]): AuthError {
  const [type = ''] = (headers['content-type'] ?? 'unknown').split(';', 1);
  const readToken = readJson(text);
  const values = {
    type: redactText(type, known).slice(0, 60),
    length: String(text.length),
    count: String('count' in readToken ? readToken.count : text.length),
  };
  return new AuthError('bad-response', `${url.host} returned ${String(status)} with a response that isn’t JSON.`, {
    status,
    details: { host: url.host, reason: clause(text.trim() === '' ? reasons.emptyAnswer : reasons.notJson, values) },
  });
}

// Words without digits, of which a token consists of none.
const PLAIN_WORDS = /^(?:[\p{L}\p{P}]{1,20} +)+[\p{L}\p{P}]{1,20}$/u;

/**
 * Reports an error text that replaces the token if it is plain words, and nothing else of the response (see `notJson`).
 */
function read(body: unknown, wanted: Exchange, response: HttpResponse, skew: number, known: readonly string[]): Token {
  try {
    return parseTokenResponse(body, wanted.scopes, response.receivedAt + skew);
  } catch (error) {
    if (error instanceof AuthError) {
      const text =
        isRecord(body) && issuedIn(response.text).length === 0 ? serviceErrorOf(response, [], known)?.text : '';
      const service = text !== undefined && PLAIN_WORDS.test(text) && !text.includes('…') ? { text } : undefined;
      throw new AuthError(error.code, error.message, {
        status: response.status,
        ...(service ? { service } : {}),
        details: { ...error.details, host: response.url.host },
      });
    }
    throw error;
  }
}

function refusalOf(
  response: HttpResponse,
  { credential, scopes, posted, refusals = [] }: Exchange,
  { secrets, now }: { secrets: readonly string[]; now: () => number },
): AuthError | undefined {
  const { status } = response;
  const anonymous = credential.type === 'anonymous';
  // The exchanged secret can come from an earlier step, like a refresh token, so it is redacted too.
  const known = [...secrets, ...secretsOf(credential)];
  const fail = (code: AuthErrorCode, details: ErrorDetails = {}) =>
    refusal(code, response, known, { ...details, scopes });
  if (status >= 200 && status < 300) {
    return undefined;
  }
  const said = fail('refused').service;
  const meaning = refusals.find((one) => one.status === status && (one.says?.test(said?.text ?? '') ?? true));
  if (meaning) {
    return fail(meaning.code, meaningOf(meaning));
  }
  if (isMissing(response) && credential.type === 'identity-token') {
    return fail('unsupported-challenge', { reason: reasons.noRefreshTokens });
  }
  if (status === 501) {
    return fail('unsupported-challenge', { reason: reasons.noSuchSignIn });
  }
  // A 401 to HTTP Basic refuses the password, whatever its code (RFC 6749 section 5.2).
  const basic = credential.type === 'password' && !posted;
  const isOauth = status === 400 || (status === 401 && !basic && said?.code === 'invalid_client');
  const oauth = isOauth ? oauthErrors.get(said?.code ?? '') : undefined;
  if (oauth && !(anonymous && oauth.code === 'refused')) {
    const refresh = credential.type === 'identity-token' && said?.code === 'unsupported_grant_type';
    const reason = refresh ? reasons.noRefreshTokens : oauth.reason;
    return fail(oauth.code, reason === undefined ? {} : { reason });
  }
  if (anonymous && (oauth || status === 401 || status === 403 || status === 406)) {
    return fail('no-credential');
  }
  const codes: Readonly<Record<number, AuthErrorCode>> = {
    400: credential.type === 'identity-token' && blames(said) ? 'refused' : 'invalid-input',
    401: hasEnded(credential, now() + clockSkew(response)) ? 'expired-credential' : 'refused',
    403: 'denied',
    404: 'not-found',
    405: 'bad-response',
  };
  return commonRefusal(response, known) ?? fail(codes[status] ?? 'bad-response');
}

/** Whether the token server has no such way: POST is tried in place of GET, and a refresh token is none. */
function isMissing({ status }: Pick<HttpResponse, 'status'>): boolean {
  return status === 404 || status === 405 || status === 501;
}

/** What the error codes of RFC 6749 section 5.2 mean. All but `invalid_grant` say nothing of the credential. */
const oauthErrors: ReadonlyMap<string, { readonly code: AuthErrorCode; readonly reason?: string }> = new Map([
  ['invalid_grant', { code: 'refused' }],
  ['invalid_request', { code: 'invalid-input' }],
  ['invalid_scope', { code: 'invalid-input' }],
  ['invalid_client', { code: 'unsupported-challenge', reason: 'it doesn’t recognize this extension as a client' }],
  [
    'unauthorized_client',
    { code: 'unsupported-challenge', reason: 'it doesn’t allow this extension to sign in this way' },
  ],
  ['unsupported_grant_type', { code: 'unsupported-challenge', reason: reasons.noSuchSignIn }],
]);

const BAD_REFRESH_TOKEN =
  /\b(?:invalid|expired|revoked|unknown) (?:refresh|identity)[ _-]?token\b(?! request)|\b(?:refresh|identity)[ _-]?token (?:is |was |has )?(?:not valid|invalid|expired|revoked|unknown)\b/i;

/** Whether a 400 without an RFC 6749 error code is about the refresh token rather than our request. */
function blames(said: ServiceError | undefined): boolean {
  const { code = '', text = '' } = said ?? {};
  return /^(?:UNAUTHORIZED|invalid_token)$/i.test(code) || BAD_REFRESH_TOKEN.test(text);
}

/** Whether a secret of the credential is a JWT whose `exp` has passed. */
function hasEnded(credential: Credential, now: number): boolean {
  return secretsOf(credential).some((secret) => (claimedExpiry(secret) ?? Infinity) < now);
}

/** Converts the token's times to the local clock, the only clock that the rest of the program uses. */
function onLocalClock(token: Token, skew: number, { realm, service }: Exchange): Token {
  return {
    ...token,
    obtainedAt: token.obtainedAt - skew,
    ...(token.expiresAt === undefined ? {} : { expiresAt: token.expiresAt - skew }),
    ...(token.notBefore === undefined ? {} : { notBefore: token.notBefore - skew }),
    ...(token.grantsEnd === undefined ? {} : { grantsEnd: token.grantsEnd - skew }),
    details: {
      realm: `${realm.origin}${realm.pathname}`,
      ...(service === undefined ? {} : { service }),
      ...(skew === 0 ? {} : { clockSkew: String(skew) }),
    },
  };
}
