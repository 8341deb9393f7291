import { parseChallenges, pickChallenge } from '../auth/challenge.js';
import { isAuthError } from '../auth/errors.js';
import type { HttpRequest, HttpResponse } from '../auth/http.js';
import type { Io } from '../auth/io.js';
import { sendFollowing } from '../auth/redirects.js';
import { missingScopes, wireScopes } from '../auth/scope.js';
import type { Token } from '../auth/token.js';
import { holdsLongSecret } from '../text/knownSecrets.js';
import { redactAddresses, redactText, redactUrl, secretsSent } from '../text/redact.js';
import type { RegistryAccess } from './client.js';
import { isSafe, type Method, requestTarget } from './requestLine.js';
import { type ResponseBody, responseBody } from './responseBody.js';
import { isEnded } from './staleToken.js';

/** A request that the user sends to see its response. */
export interface RequestWanted {
  readonly method: Method;
  /** Path with query, on the host of the connection. */
  readonly path: string;
  readonly accept?: string;
  /** JSON text, for any method but GET and HEAD. Can hold a secret. */
  readonly body?: string;
}

/** The response for display. Holds no secret. */
export interface ServiceAnswer {
  readonly method: Method;
  /** Final URL after redirects. Query values that aren't on the allow list are removed. */
  readonly url: string;
  readonly host: string;
  readonly status: number;
  /** Response headers on the allow list. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ResponseBody;
  /** Scopes of a Bearer challenge; empty if there is no such challenge. */
  readonly wants: readonly string[];
  /** Service of that challenge. */
  readonly service?: string;
  /** A user name and password are asked for, by the host itself and by no token server. */
  readonly wantsPassword: boolean;
  /** Whether a token was sent. */
  readonly authorised: boolean;
  /** Whether the token was a user name and password. */
  readonly sentPassword: boolean;
  /** Milliseconds from the first byte sent to the last received. */
  readonly duration: number;
}

/** The token to send, with its scopes and renewal. */
export interface Bearing {
  readonly token: Token;
  /** Scopes that the token was requested with. */
  readonly scopes: readonly string[];
  /** Returns a replacement; undefined if no token is required any more. */
  readonly renew: () => Promise<Token | undefined>;
}

// A manifest has at most 4 MiB (OCI distribution specification, "Pushing Manifests").
const MAX_ANSWER = 4 * 1024 * 1024;

const SHOWN_HEADERS = new Set([
  'allow',
  'content-length',
  'content-range',
  'content-type',
  'date',
  'docker-content-digest',
  'docker-distribution-api-version',
  'etag',
  'last-modified',
  'oci-filters-applied',
  'oci-subject',
  'ratelimit-limit',
  'ratelimit-remaining',
  'retry-after',
  'server',
  'x-correlation-id',
  'x-ms-correlation-request-id',
  'x-request-id',
  'x-retry-after',
]);
// Headers with URLs, whose queries can be signatures.
const ADDRESS_HEADERS = new Set(['link', 'location']);
const MAX_HEADER = 1000;

/**
 * Sends a request with the token, if there is one, and returns the response whatever its status. A GET or HEAD is sent
 * once more with a new token if the response says that the token has expired. Redirects of a GET or HEAD are followed
 * without the token; a redirect of any other method is returned as the response. Throws AuthError `invalid-input` for a
 * path that leaves the origin, and the codes of the request itself and of the new token.
 */
export async function sendRequest(
  wanted: RequestWanted,
  place: RegistryAccess,
  bearing: Bearing | undefined,
  io: Io,
): Promise<ServiceAnswer> {
  const answer = await sendOnce(wanted, place, bearing?.token, io);
  const { response, shown } = answer;
  if (!bearing || !response || !isSafe(wanted) || !hasEnded(bearing, response, shown.wants, place)) {
    return shown;
  }
  const renewed = await bearing.renew();
  const secrets = [...io.secrets, ...secretsSent(bearing.token)];
  return (await sendOnce(wanted, place, renewed, { ...io, secrets })).shown;
}

/** False for a token that was requested with fewer scopes than required: it hasn't expired, it was never sufficient. */
function hasEnded(bearing: Bearing, response: HttpResponse, wants: readonly string[], place: RegistryAccess): boolean {
  const asked = missingScopes(bearing.scopes, wants).length === 0;
  return asked && response.url.origin === place.registry.origin && isEnded(bearing, response, place.isStale);
}

interface Sent {
  readonly shown: ServiceAnswer;
  /** Absent if it was too large. */
  readonly response?: HttpResponse;
}

async function sendOnce(
  { method, path, accept, body }: RequestWanted,
  place: RegistryAccess,
  token: Token | undefined,
  io: Io,
): Promise<Sent> {
  const url = requestTarget(path, place.registry);
  const request: HttpRequest = {
    purpose: 'content',
    method,
    url,
    headers: { Accept: accept ?? 'application/json, */*;q=0.5' },
    maxBytes: MAX_ANSWER,
    ...(token ? { authorization: { scheme: token.scheme, value: token.value } } : {}),
    // The user may have typed a password into it.
    ...(body === undefined ? {} : { body: { contentType: 'application/json', text: body, shown: '…' } }),
  };
  const secrets = [...io.secrets, ...(token ? [...secretsSent(token), token.refreshToken ?? ''] : [])];
  const sentAt = io.now();
  try {
    const response = isSafe({ method }) ? await sendFollowing(request, io.http, place) : await io.http(request);
    const shown = {
      method,
      url: redactUrl(response.url, secrets),
      host: response.url.host,
      status: response.status,
      headers: shownHeaders(response, secrets),
      body: responseBody(response, secrets),
      ...wantedBy(response, secrets),
      wantsPassword: response.url.origin === place.registry.origin && wantsPassword(response),
      authorised: token !== undefined,
      sentPassword: token?.scheme === 'Basic',
      duration: response.receivedAt - sentAt,
    };
    return { shown, response };
  } catch (error) {
    const tooLarge = isAuthError(error) && error.code === 'bad-response' && error.details?.limit !== undefined;
    if (!tooLarge || error.status === undefined) {
      throw error;
    }
    const shown = {
      method,
      url: redactUrl(url, secrets),
      host: url.host,
      status: error.status,
      headers: {},
      body: { type: 'too-large', limit: MAX_ANSWER } as const,
      wants: [],
      wantsPassword: false,
      authorised: token !== undefined,
      sentPassword: token?.scheme === 'Basic',
      duration: io.now() - sentAt,
    };
    return { shown };
  }
}

function shownHeaders({ headers, url }: HttpResponse, secrets: readonly string[]): Readonly<Record<string, string>> {
  const shown = Object.entries(headers).flatMap(([name, value]): [string, string][] => {
    if (SHOWN_HEADERS.has(name)) {
      return [[name, redactText(value, secrets)]];
    }
    if (name === 'www-authenticate') {
      return [[name, redactAddresses(value, url, secrets)]];
    }
    return ADDRESS_HEADERS.has(name) ? [[name, shownAddress(value, url, secrets)]] : [];
  });
  return Object.fromEntries(shown.map(([name, value]) => [name, value.slice(0, MAX_HEADER)]));
}

/** `Link: <address>; rel="next", <address>; …`, or a bare URL. Queries outside the brackets are removed too. */
function shownAddress(value: string, base: URL, secrets: readonly string[]): string {
  const shown = (address: string): string =>
    URL.canParse(address, base.href) ? redactUrl(new URL(address, base), secrets) : '…';
  if (!value.includes('<')) {
    return shown(value);
  }
  const links = value.replace(/<([^<>]*)>|\?[^\s"<>]*/g, (_, address?: string) =>
    address === undefined ? '?…' : `<${shown(address)}>`,
  );
  return redactText(links, secrets);
}

function wantedBy(
  { status, authenticate }: HttpResponse,
  secrets: readonly string[],
): Pick<ServiceAnswer, 'wants' | 'service'> {
  const challenge = status === 401 || status === 403 ? pickChallenge(parseChallenges(authenticate)) : undefined;
  const { scope = '', service } = challenge?.parameters ?? {};
  const wants = wireScopes([scope]).filter((one) => !holdsLongSecret(one, secrets));
  return { wants, ...(service ? { service: redactText(service, secrets) } : {}) };
}

function wantsPassword({ status, authenticate }: HttpResponse): boolean {
  return status === 401 && pickChallenge(parseChallenges(authenticate))?.scheme === 'basic';
}
