import { clause, clauseText } from '../text/message.js';
import { type Challenge, parseChallenges } from './challenge.js';
import { AuthError, isAuthError } from './errors.js';
import type { Http, HttpResponse } from './http.js';
import { reasons } from './reasons.js';
import { isOwnUrl, redirectTarget, sendFollowing } from './redirects.js';
import { commonRefusal, refusal } from './refusal.js';
import type { TraceStep } from './trace.js';

/** A registry's response to a request without credentials. */
export interface PingResult {
  /** Origin that was pinged. */
  readonly registry: URL;
  /** URL that answered; after redirects it can be on another host. */
  readonly url?: URL;
  readonly status: number;
  /** Challenges of a 401; a challenge with any other status doesn't count. */
  readonly challenges: readonly Challenge[];
  readonly headers: Readonly<Record<string, string>>;
  /** IP address that answered; absent through a proxy. */
  readonly remoteAddress?: string;
  /** The request that got it, as it was recorded. */
  readonly step?: TraceStep;
}

/** What a ping uses from outside. A registry can repeat a secret that it got earlier. */
export interface PingWorld {
  readonly http: Http;
  readonly secrets: readonly string[];
}

/**
 * Requests the registry's challenge without credentials: `GET /v2/`, or the `path` of the real request, whose challenge
 * is more specific (distribution specification, "API version check"). 200 and 401 are valid responses. Each redirect
 * must pass the redirect policy, and none carries a secret.
 *
 * Throws AuthError `not-a-registry`, `unsupported-challenge` (401 without a challenge), `denied` (403), `redirected`,
 * `rate-limited`, `server-failed` and the codes of the request itself.
 */
export async function ping(
  registry: URL,
  { http, secrets }: PingWorld,
  { path = '/v2/', insecure = false }: { path?: string; insecure?: boolean } = {},
): Promise<PingResult> {
  const url = new URL(path, registry);
  const response = await sendFollowing({ purpose: 'ping', method: 'GET', url }, http, { registry, insecure });
  const { status, headers } = response;
  const result = resultOf(registry, response, secrets);
  if (status === 403) {
    throw refusal('denied', response, secrets, { reason: 'it blocks this network or client before any sign-in' });
  }
  const real = path !== '/v2/';
  if (status !== 401 && !(status === 200 && looksLikeRegistry(headers)) && !(real && status === 404)) {
    const old = status === 404 && (await speaksVersion1(registry, http, insecure));
    throw refusal('not-a-registry', response, secrets, {
      reason: clause(reasons.answeredWith, { path, status: String(status) }),
      ...(old ? { version: 1 } : {}),
    });
  }
  return result;
}

/**
 * Requests the challenge of a push without credentials: `POST /v2/NAME/blobs/uploads/`, which is `path` (OCI
 * distribution specification, "Pushing a blob in chunks"). An upload that the registry accepts is cancelled (see `cancelUpload`). Any status
 * below 500 is a result but 407, 429, a redirect, and a 401 without a challenge. Throws AuthError as `ping` does.
 */
export async function pingUpload(registry: URL, path: string, { http, secrets }: PingWorld): Promise<PingResult> {
  const response = await http({ purpose: 'ping', method: 'POST', url: new URL(path, registry) });
  const result = resultOf(registry, response, secrets);
  await cancelUpload(response, registry, (url) => http({ purpose: 'ping', method: 'DELETE', url }));
  return result;
}

/** Whether this response means that an upload was started. Some web sites answer every request with a page. */
export function startedUpload({ status, headers }: Pick<HttpResponse, 'status' | 'headers'>): boolean {
  return (status === 202 || status === 201) && looksLikeRegistry(headers);
}

/**
 * Cancels the upload that a response started, on the registry's own origin only ("Canceling an upload"). Whether that
 * worked; an upload that isn't cancelled ends by itself. Throws AuthError `cancelled`.
 */
export async function cancelUpload(
  response: HttpResponse,
  registry: URL,
  remove: (url: URL) => Promise<HttpResponse>,
): Promise<boolean> {
  const upload = startedUpload(response) ? redirectTarget(response) : undefined;
  if (!upload || !isOwnUrl(upload, registry)) {
    return false;
  }
  try {
    return (await remove(upload)).status < 300;
  } catch (error) {
    if (isAuthError(error) && error.code !== 'cancelled') {
      return false;
    }
    throw error;
  }
}

/** Throws AuthError for a failure of any request, and for a 401 without a challenge. */
function resultOf(registry: URL, response: HttpResponse, secrets: readonly string[]): PingResult {
  const { status, headers, url, remoteAddress, recorded } = response;
  const failure = commonRefusal(response, secrets);
  if (failure) {
    throw failure;
  }
  const challenges = status === 401 ? parseChallenges(response.authenticate) : [];
  if (status === 401 && challenges.length === 0) {
    throw refusal('unsupported-challenge', response, secrets, {
      reason: 'it sent no readable authentication challenge',
    });
  }
  return {
    ...{ registry, url, status, challenges, headers },
    ...(remoteAddress === undefined ? {} : { remoteAddress }),
    ...(recorded && { step: recorded }),
  };
}

/** Checks for version 1 of the API with the route it had instead of `/v2/` (docker-registry 0.9, "_ping"). */
async function speaksVersion1(registry: URL, http: Http, insecure: boolean): Promise<boolean> {
  try {
    const url = new URL('/v1/_ping', registry);
    const { status, headers } = await sendFollowing({ purpose: 'ping', method: 'GET', url }, http, {
      registry,
      insecure,
    });
    return status === 200 && 'x-docker-registry-version' in headers;
  } catch (error) {
    if (isAuthError(error) && error.code !== 'cancelled') {
      return false;
    }
    throw error;
  }
}

/** False for an HTML page without a registry header: a website answers every path with a page. */
export function looksLikeRegistry(headers: Readonly<Record<string, string>>): boolean {
  return 'docker-distribution-api-version' in headers || !/html/i.test(headers['content-type'] ?? '');
}

/** AuthError `unsupported-challenge` for challenges of which none can be answered. */
export function unsupported(registry: URL, challenges: readonly Challenge[]): AuthError {
  const schemes = [...new Set(challenges.map(({ scheme }) => scheme))];
  const reason = schemes.every((scheme) => scheme === 'bearer')
    ? reasons.noRealm
    : clause(reasons.asksFor, { schemes: schemes.join(', ') });
  return new AuthError('unsupported-challenge', `${registry.host} sent an unusable challenge: ${clauseText(reason)}.`, {
    details: { host: registry.host, schemes, reason },
  });
}
