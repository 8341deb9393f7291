import { AuthError, type ErrorDetails } from '../auth/errors.js';
import type { HttpResponse } from '../auth/http.js';
import type { Io } from '../auth/io.js';
import { sendFollowing } from '../auth/redirects.js';
import { uploadsPath } from '../auth/reference.js';
import { commonRefusal, refusal } from '../auth/refusal.js';
import { clockSkew } from '../auth/serverClock.js';
import type { Token } from '../auth/token.js';
import { factsOf } from '../inspection/facts.js';
import { readToken } from '../inspection/reading.js';
import { same } from '../text/message.js';
import { secretsSent } from '../text/redact.js';
import { linkTarget } from './linkHeader.js';
import { isEnded, type IsStale, lacks, type Sent } from './staleToken.js';

/** The registry that requests with a token go to. */
export interface RegistryAccess {
  /** Origin. */
  readonly registry: URL;
  /** The user allowed plain http. */
  readonly insecure: boolean;
  /** Stale-token check of the registry kind. */
  readonly isStale?: IsStale | undefined;
}

/** The repository that content is read from. */
export interface RepositoryAccess extends RegistryAccess {
  readonly name: string;
  /** Scopes that reading requires. */
  readonly scopes: readonly string[];
}

/** Returns a token for the repository; `fresh` replaces a rejected one. Undefined if the registry requires none. */
export type TokenSource = (fresh: boolean) => Promise<Token | undefined>;

export interface ContentRequest {
  readonly method: 'GET' | 'HEAD';
  /** On the origin of the registry. */
  readonly url: URL;
  readonly accept: string;
  /** Number of bytes to request as a range; a server can still send more. */
  readonly firstBytes?: number;
  /** Maximum body size in bytes; absent for the limit of a manifest. */
  readonly maxBytes?: number;
}

/** Sends one content request. Any status is a response, except a rejected token or a server failure. */
export type DistributionClient = (request: ContentRequest) => Promise<HttpResponse>;

// OCI distribution specification, "Pushing Manifests": registries accept manifests up to 4 MiB.
const MAX_MANIFEST = 4 * 1024 * 1024;

/**
 * Creates a client that reads with a token. The token is renewed once if it is rejected although its grants suffice. It
 * is sent to the registry only, never along with a redirect.
 *
 * Throws AuthError `denied`, `refused`, `no-credential`, the codes of failures that any server can return, and those of
 * the token source.
 */
export function distributionClient(repository: RepositoryAccess, tokens: TokenSource, io: Io): DistributionClient {
  const { registry, scopes, isStale } = repository;
  let token: Token | undefined;
  let asked: 'never' | 'once' | 'renewed' = 'never';

  return async function read(wanted) {
    const { method, url, accept, firstBytes, maxBytes = MAX_MANIFEST } = wanted;
    if (asked === 'never') {
      token = await tokens(false);
      asked = 'once';
    }
    const sent = token;
    const response = await sendFollowing(
      {
        purpose: 'content',
        method,
        url,
        headers: {
          Accept: accept,
          ...(firstBytes === undefined ? {} : { Range: `bytes=0-${String(firstBytes - 1)}` }),
        },
        maxBytes,
        ...(sent ? { authorization: { scheme: sent.scheme, value: sent.value } } : {}),
      },
      io.http,
      repository,
    );
    const secrets = [...io.secrets, ...(sent ? secretsSent(sent) : [])];
    const failure = commonRefusal(response, secrets);
    if (failure) {
      throw failure;
    }
    const refused = response.status === 401 || response.status === 403;
    // The mark of an expired token can be in the body, and a HEAD response has none.
    if (refused && method === 'HEAD' && isStale) {
      return read({ ...wanted, method: 'GET' });
    }
    // The target of a redirect to another origin didn't get the token.
    const shown = sent && response.url.origin === registry.origin ? { token: sent, scopes } : undefined;
    if (asked === 'once' && shown && isEnded(shown, response, isStale)) {
      asked = 'renewed';
      token = await tokens(true);
      return read(wanted);
    }
    if (refused) {
      const code = refusedAs(shown, response);
      throw refusal(code, response, secrets, {
        scopes,
        ...(code === 'refused' && sent ? misfit(sent, response) : {}),
        ...(response.url.host === registry.host ? {} : { registry: registry.host }),
      });
    }
    return response;
  };

  function refusedAs(shown: Sent | undefined, response: HttpResponse): 'denied' | 'refused' | 'no-credential' {
    if (!shown) {
      return response.status === 401 ? 'no-credential' : 'denied';
    }
    if (isStale?.(response) === true) {
      return 'refused';
    }
    return response.status === 403 || lacks(shown, response) ? 'denied' : 'refused';
  }
}

/** Why a new token can be rejected: clock skew, or an audience other than the registry. */
function misfit(token: Token, response: HttpResponse): Pick<ErrorDetails, 'skew' | 'audience'> {
  const skew = clockSkew(response);
  const about = { token, host: response.url.host, now: response.receivedAt };
  const { otherAudience } = factsOf(about, readToken(about, same));
  return {
    ...(skew === 0 ? {} : { skew }),
    ...(otherAudience === undefined ? {} : { audience: otherAudience }),
  };
}

export function urlOf(
  { registry, name }: RepositoryAccess,
  what: 'manifests' | 'referrers' | 'blobs',
  reference: string,
): URL {
  return new URL(`/v2/${name}/${what}/${reference}`, registry);
}

/** Where an upload is started. */
export function uploadUrl({ registry, name }: RepositoryAccess): URL {
  return new URL(uploadsPath(name), registry);
}

/** Media type of the response, without parameters, lowercase. */
export function mediaTypeOf({ headers }: HttpResponse): string {
  return (headers['content-type'] ?? '').replace(/;.*$/, '').trim().toLowerCase();
}

/** AuthError `bad-response` for a response whose content is unusable. `reason` is one clause. */
export function unusable({ url, status }: HttpResponse, reason: string): AuthError {
  return new AuthError('bad-response', `${url.host} cannot be understood: ${reason}.`, {
    status,
    details: { host: url.host, reason },
  });
}

/** The next page that `Link` names, on any origin; undefined on the last page. */
export function nextPage({ headers, url }: Pick<HttpResponse, 'headers' | 'url'>): URL | undefined {
  const target = linkTarget(headers.link ?? '', 'next');
  const next = target !== undefined && URL.canParse(target, url.href) ? new URL(target, url.href) : undefined;
  return next?.href === url.href ? undefined : next;
}
