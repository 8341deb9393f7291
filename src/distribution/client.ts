import { AuthError, type ErrorDetails } from '../auth/errors.js';
import { clockSkew } from '../auth/exchange.js';
import type { HttpResponse } from '../auth/http.js';
import type { Io } from '../auth/io.js';
import { sendFollowing } from '../auth/redirects.js';
import { commonRefusal, refusal } from '../auth/refusal.js';
import type { Token } from '../auth/token.js';
import { type IsStale, isEnded, lacks, type Sent } from './staleToken.js';
import { factsOf } from '../inspection/facts.js';
import { readToken } from '../inspection/reading.js';
import { same } from '../text/message.js';
import { secretsSent } from '../text/redact.js';

/** Where requests with a token go. */
export interface RegistryAccess {
  /** Origin. */
  readonly registry: URL;
  /** The user allowed plain http. */
  readonly insecure: boolean;
  /** That of its kind. */
  readonly isStale?: IsStale | undefined;
}

/** Where content lies. */
export interface RepositoryAccess extends RegistryAccess {
  readonly name: string;
  /** What reading takes. */
  readonly scopes: readonly string[];
}

/** A token for the repository, `fresh` in place of one that was refused; undefined where the registry wants none. */
export type TokenSource = (fresh: boolean) => Promise<Token | undefined>;

export interface ContentRequest {
  readonly method: 'GET' | 'HEAD';
  /** On the origin of the registry. */
  readonly url: URL;
  readonly accept: string;
  /** So many bytes are enough; a server may send all the same. */
  readonly firstBytes?: number;
  /** Absent: what a manifest may have. */
  readonly maxBytes?: number;
}

/** Sends one request for content. Any status but a refusal of the token or a failure of the server is an answer. */
export type DistributionClient = (request: ContentRequest) => Promise<HttpResponse>;

// OCI distribution specification, "Pushing Manifests": registries take manifests up to 4 MiB.
const MAX_MANIFEST = 4 * 1024 * 1024;

/**
 * Reads with a token, which is renewed once where it is refused although it says it suffices. The token goes to the
 * registry only, not along with a redirect.
 *
 * Throws AuthError `denied`, `refused`, `no-credential`, those of every failure that any server can answer, and those
 * of the token source.
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
    // What tells an ended token may be in the body, and a HEAD has none.
    if (refused && method === 'HEAD' && isStale) {
      return read({ ...wanted, method: 'GET' });
    }
    // Whoever it was sent on to did not see the token.
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

/** Why a new token may be refused: the clocks differ, or it was made for somebody else. */
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

/** Without parameters, lower case. */
export function mediaTypeOf({ headers }: HttpResponse): string {
  return (headers['content-type'] ?? '').replace(/;.*$/, '').trim().toLowerCase();
}

/** An answer that promised more than it holds. */
export function unusable({ url, status }: HttpResponse, reason: string): AuthError {
  return new AuthError('bad-response', `${url.host} cannot be understood: ${reason}.`, {
    status,
    details: { host: url.host, reason },
  });
}

/** Where `Link: <…>; rel="next"` (RFC 8288) leads, anywhere; undefined on the last page. */
export function nextPage({ headers, url }: Pick<HttpResponse, 'headers' | 'url'>): URL | undefined {
  const target = /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(headers.link ?? '')?.[1];
  const next = target !== undefined && URL.canParse(target, url.href) ? new URL(target, url.href) : undefined;
  return next?.href === url.href ? undefined : next;
}
