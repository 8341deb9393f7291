import { parseChallenges, type Challenge } from './challenge.js';
import { AuthError, isAuthError } from './errors.js';
import type { Http } from './http.js';
import { reasonOf, reasons } from './reasons.js';
import { sendFollowing } from './redirects.js';
import { commonRefusal, refusal } from './refusal.js';

/** What a registry wants before it answers. */
export interface PingResult {
  /** Origin that was asked. */
  readonly registry: URL;
  /** What was challenged: after redirects it may be another host. */
  readonly url?: URL;
  readonly status: number;
  /** Of a 401; a challenge on any other status does not count. */
  readonly challenges: readonly Challenge[];
  readonly headers: Readonly<Record<string, string>>;
  /** IP address that answered; absent through a proxy. */
  readonly remoteAddress?: string;
}

/**
 * Asks the registry, without credentials, what it wants: `GET /v2/`, or the `path` of the real request, whose challenge
 * says more (distribution specification, "API version check"). 200 and 401 are answers. Redirects are followed, each
 * judged, without ever carrying a secret.
 *
 * Throws AuthError `not-a-registry`, `unsupported-challenge` (401 without a challenge), `denied` (403), `redirected`,
 * `rate-limited`, `server-failed` and those of the request itself.
 */
export async function ping(
  registry: URL,
  io: { readonly http: Http },
  { path = '/v2/', insecure = false }: { path?: string; insecure?: boolean } = {},
): Promise<PingResult> {
  const url = new URL(path, registry);
  const response = await sendFollowing({ purpose: 'ping', method: 'GET', url }, io.http, { registry, insecure });
  const { status, headers, remoteAddress } = response;
  const failure = commonRefusal(response, []);
  if (failure) {
    throw failure;
  }
  const challenges = status === 401 ? parseChallenges(response.authenticate) : [];
  if (status === 401 && challenges.length === 0) {
    throw refusal('unsupported-challenge', response, [], { reason: 'it sent no challenge that could be read' });
  }
  if (status === 403) {
    throw refusal('denied', response, [], { reason: 'it refuses this network or this client before any sign-in' });
  }
  const real = path !== '/v2/';
  if (status !== 401 && !(status === 200 && looksLikeRegistry(headers)) && !(real && status === 404)) {
    const old = status === 404 && (await speaksVersion1(registry, io.http, insecure));
    throw refusal('not-a-registry', response, [], {
      reason: reasonOf(reasons.answeredWith, { path, status: String(status) }),
      ...(old ? { version: 1 } : {}),
    });
  }
  return {
    registry,
    url: response.url,
    status,
    challenges,
    headers,
    ...(remoteAddress === undefined ? {} : { remoteAddress }),
  };
}

/** Asks what the first version of the API had in place of `/v2/` (docker-registry 0.9, "_ping"). */
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

/** A web site answers anything with a page. */
export function looksLikeRegistry(headers: Readonly<Record<string, string>>): boolean {
  return 'docker-distribution-api-version' in headers || !/html/i.test(headers['content-type'] ?? '');
}

/** Why none of these challenges can be answered. */
export function unsupported(registry: URL, challenges: readonly Challenge[]): AuthError {
  const schemes = [...new Set(challenges.map(({ scheme }) => scheme))];
  const reason = schemes.every((scheme) => scheme === 'bearer')
    ? reasons.noRealm
    : reasonOf(reasons.asksFor, { schemes: schemes.join(', ') });
  return new AuthError('unsupported-challenge', `${registry.host} cannot be answered: ${reason}.`, {
    details: { host: registry.host, schemes, reason },
  });
}
