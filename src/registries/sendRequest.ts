import { parseChallenges, pickChallenge } from '../auth/challenge.js';
import { isAuthError } from '../auth/errors.js';
import { sendFollowing } from '../auth/follow.js';
import type { HttpRequest, HttpResponse } from '../auth/http.js';
import { redactText, redactUrl, secretsSent } from '../auth/redact.js';
import { mergeScopes } from '../auth/scope.js';
import type { Token } from '../auth/token.js';
import { answerBody } from './answerBody.js';
import type { AnswerBody } from './answerBody.js';
import type { Io } from './kind.js';
import { isSafe } from './requestLine.js';
import type { Method } from './requestLine.js';
import { requestTarget } from './requestTarget.js';

/** A request that somebody wants to see the answer to. */
export interface RequestWanted {
  readonly method: Method;
  /** With the query; on the host of the connection. */
  readonly path: string;
  readonly accept?: string;
  /** JSON text, of anything but a GET or HEAD. May hold a secret. */
  readonly body?: string;
}

/** What came back. Holds no secret. */
export interface ServiceAnswer {
  readonly method: Method;
  /** Of who answered in the end, unlisted query values removed. */
  readonly url: string;
  readonly host: string;
  readonly status: number;
  /** Those on an allow list. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AnswerBody;
  /** Scopes that a Bearer challenge asks for, canonical; none where there is no such challenge. */
  readonly wants: readonly string[];
  /** Whether a token went along. */
  readonly authorised: boolean;
  /** Milliseconds from the first byte sent to the last received. */
  readonly duration: number;
}

/** The place that requests go to. */
export interface Place {
  /** Origin. */
  readonly registry: URL;
  /** The user allowed plain http. */
  readonly insecure: boolean;
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
  'www-authenticate',
  'x-correlation-id',
  'x-ms-correlation-request-id',
  'x-request-id',
]);
// Addresses, whose queries may be signatures.
const ADDRESS_HEADERS = new Set(['link', 'location']);
const MAX_HEADER = 1000;

/**
 * Sends it with the token, if there is one, and gives the answer whatever its status. Redirects of a GET or HEAD are
 * followed without the token; those of any other method are the answer. Throws AuthError `invalid-input` for a path
 * that leaves the place, and those of the request itself.
 */
export async function sendRequest(
  { method, path, accept, body }: RequestWanted,
  place: Place,
  token: Token | undefined,
  io: Io,
): Promise<ServiceAnswer> {
  const url = requestTarget(path, place.registry);
  const request: HttpRequest = {
    purpose: 'content',
    method,
    url,
    headers: { Accept: accept ?? 'application/json, */*;q=0.5' },
    maxBytes: MAX_ANSWER,
    ...(token ? { authorization: { scheme: token.scheme, value: token.value } } : {}),
    // Whoever typed it may have typed a password.
    ...(body === undefined ? {} : { body: { contentType: 'application/json', text: body, shown: '…' } }),
  };
  const secrets = [...io.secrets, ...(token ? [...secretsSent(token), token.refreshToken ?? ''] : [])];
  const sentAt = io.now();
  try {
    const response = isSafe({ method }) ? await sendFollowing(request, io.http, place) : await io.http(request);
    return {
      method,
      url: redactUrl(response.url, secrets),
      host: response.url.host,
      status: response.status,
      headers: shownHeaders(response, secrets),
      body: answerBody(response, secrets),
      wants: wantedScopes(response),
      authorised: token !== undefined,
      duration: response.receivedAt - sentAt,
    };
  } catch (error) {
    const tooLarge = isAuthError(error) && error.code === 'bad-response' && error.details?.limit !== undefined;
    if (!tooLarge || error.status === undefined) {
      throw error;
    }
    return {
      method,
      url: redactUrl(url, secrets),
      host: url.host,
      status: error.status,
      headers: {},
      body: { type: 'too-large', limit: MAX_ANSWER },
      wants: [],
      authorised: token !== undefined,
      duration: io.now() - sentAt,
    };
  }
}

function shownHeaders({ headers, url }: HttpResponse, secrets: readonly string[]): Readonly<Record<string, string>> {
  const shown = Object.entries(headers).flatMap(([name, value]): [string, string][] => {
    if (SHOWN_HEADERS.has(name)) return [[name, redactText(value, secrets)]];
    return ADDRESS_HEADERS.has(name) ? [[name, shownAddress(value, url, secrets)]] : [];
  });
  return Object.fromEntries(shown.map(([name, value]) => [name, value.slice(0, MAX_HEADER)]));
}

/** `Link: <address>; rel="next"` or a bare address. */
function shownAddress(value: string, base: URL, secrets: readonly string[]): string {
  const [, open = '', address = value, rest = ''] = /^(<)([^>]*)(>.*)$/.exec(value) ?? [];
  const shown = URL.canParse(address, base.href) ? redactUrl(new URL(address, base), secrets) : '…';
  return `${open}${shown}${redactText(rest, secrets)}`;
}

function wantedScopes({ status, authenticate }: HttpResponse): readonly string[] {
  const challenge = status === 401 || status === 403 ? pickChallenge(parseChallenges(authenticate)) : undefined;
  return mergeScopes([challenge?.parameters.scope ?? '']);
}
