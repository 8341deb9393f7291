import { parseChallenges } from '../auth/challenge.js';
import { AuthError } from '../auth/errors.js';
import type { ErrorDetails } from '../auth/errors.js';
import { clockSkew } from '../auth/exchange.js';
import { factsOf, readToken } from '../auth/facts.js';
import { sendFollowing } from '../auth/follow.js';
import type { HttpResponse } from '../auth/http.js';
import { same } from '../auth/pieces.js';
import { commonRefusal, refusal } from '../auth/refusal.js';
import { missingScopes } from '../auth/scope.js';
import type { Token } from '../auth/token.js';
import type { Io } from './kind.js';
import { secretsSent } from '../auth/redact.js';

/** Where content lies. */
export interface Repository {
  /** Origin of the registry. */
  readonly registry: URL;
  /** The user allowed plain http. */
  readonly insecure: boolean;
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
export type ContentReader = (request: ContentRequest) => Promise<HttpResponse>;

// OCI distribution specification, "Pushing Manifests": registries take manifests up to 4 MiB.
const MAX_MANIFEST = 4 * 1024 * 1024;

/**
 * Reads with a token, which is renewed once where it is refused although it says it suffices. The token goes to the
 * registry only, not along with a redirect.
 *
 * Throws AuthError `denied`, `refused`, `no-credential`, those of every failure that any server can answer, and those
 * of the token source.
 */
export function contentReader(repository: Repository, tokens: TokenSource, io: Io): ContentReader {
  const { registry, scopes } = repository;
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
    if (response.status === 401 && asked === 'once' && isWorthRenewing(sent, response)) {
      asked = 'renewed';
      token = await tokens(true);
      return read(wanted);
    }
    if (response.status === 401 || response.status === 403) {
      const code = refusedAs(sent, response);
      throw refusal(code, response, secrets, {
        scopes,
        ...(code === 'refused' && sent ? misfit(sent, response) : {}),
        ...(response.url.host === registry.host ? {} : { registry: registry.host }),
      });
    }
    return response;
  };

  /** Only a bearer token that should have sufficed: a refused password is never sent again. */
  function isWorthRenewing(sent: Token | undefined, response: HttpResponse): boolean {
    return sent?.scheme === 'Bearer' && response.url.origin === registry.origin && !lacks(sent, response);
  }

  function refusedAs(sent: Token | undefined, response: HttpResponse): 'denied' | 'refused' | 'no-credential' {
    if (!sent || response.url.origin !== registry.origin) {
      return response.status === 401 ? 'no-credential' : 'denied';
    }
    return response.status === 403 || lacks(sent, response) ? 'denied' : 'refused';
  }

  /** Whether the token itself, or the challenge (RFC 6750 section 3.1), says that it does not suffice. */
  function lacks({ granted }: Token, { headers }: HttpResponse): boolean {
    const insufficient = parseChallenges(headers['www-authenticate'] ?? '').some(
      ({ parameters }) => parameters.error === 'insufficient_scope',
    );
    return insufficient || (granted !== undefined && missingScopes(granted, scopes).length > 0);
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
  { registry, name }: Repository,
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
