import { clause } from '../text/message.js';
import { secretsSent } from '../text/redact.js';
import { parseChallenges } from './challenge.js';
import type { AuthError } from './errors.js';
import type { Authorization, Http, HttpResponse } from './http.js';
import { looksLikeRegistry } from './ping.js';
import { reasons } from './reasons.js';
import { isRepository, tagsPath } from './reference.js';
import { commonRefusal, refusal } from './refusal.js';
import { type ServiceError, serviceErrorOf } from './serviceError.js';

/** Result of a token test. `open`: the host answers requests without a token too, so the test proves nothing. */
export interface Acceptance {
  readonly verdict: 'accepted' | 'refused' | 'open';
  readonly status: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The service's own error for a rejected token. */
  readonly service?: ServiceError;
}

const ROOT = '/v2/';

/**
 * Tests a token with a request without it and one with it. The requests are for the tags of a repository that the token
 * claims it can pull from, then `GET /v2/`. The token goes only to this origin, and no redirect is followed. Throws
 * AuthError as `compareResponses` does, and the codes of every request.
 */
export async function testTokenAt(
  registry: URL,
  authorization: Authorization,
  { http }: { readonly http: Http },
  repository?: string,
): Promise<Acceptance> {
  // No other text from a token is put into a URL.
  const named = repository !== undefined && isRepository(repository);
  const secrets = secretsSent(authorization);
  const ask = (path: string, withToken: boolean): Promise<HttpResponse> => {
    const url = new URL(path, registry);
    return withToken
      ? http({ purpose: 'check', method: 'GET', url, authorization })
      : http({ purpose: 'ping', method: 'GET', url });
  };
  const paths = named ? ([`${tagsPath(repository)}?n=1`, ROOT] as const) : ([ROOT] as const);
  const { verdict, response } = await compareResponses(paths, { ask, secrets });
  const { status, receivedAt: at } = response;
  const service =
    verdict === 'refused' ? serviceErrorOf(response, parseChallenges(response.authenticate), secrets) : undefined;
  return { verdict, status, at, ...(service ? { service } : {}) };
}

/** The verdict on a token, and the response that it comes from. */
interface ComparedResponses {
  readonly verdict: Acceptance['verdict'];
  readonly response: HttpResponse;
}

/** How a token is tested: a request to a path, without or with the token, and the secrets it sends. */
interface Comparison {
  readonly ask: (path: string, withToken: boolean) => Promise<HttpResponse>;
  readonly secrets: readonly string[];
  /** The host is known to be a registry. */
  readonly isRegistry?: true;
  /** Recognizes a rejection of an expired token by other means than its status. */
  readonly isStale?: ((response: HttpResponse) => boolean) | undefined;
}

/**
 * Requests each path without the token and with it, until the two responses show whether the token counts. Only a path
 * that the registry denies without the token can show that.
 *
 * Throws AuthError `unsupported-challenge`, `not-a-registry`, `bad-response`, `redirected`, `rate-limited` or
 * `server-failed` if a response says nothing about the token.
 */
export async function compareResponses(
  paths: readonly [string, ...string[]],
  comparison: Comparison,
): Promise<ComparedResponses> {
  const { ask, isStale } = comparison;
  const [path, fallback, ...others] = paths;
  const without = await ask(path, false);
  const open = without.status === 200;
  // Some registries answer 404 for every repository that the client can't read, so 404 says nothing about the token.
  if (fallback !== undefined && (open || without.status === 404)) {
    return compareResponses([fallback, ...others], comparison);
  }
  if (open) {
    return { verdict: 'open', response: without };
  }
  if (!isDenial(without)) {
    throw inconclusive(path, without, comparison, comparison.isRegistry === true);
  }
  const response = await ask(path, true);
  if (isDenial(response) || isStale?.(response) === true) {
    return { verdict: 'refused', response };
  }
  if (fallback !== undefined && response.status === 404) {
    return compareResponses([fallback, ...others], comparison);
  }
  if (response.status === 200 && looksLikeRegistry(response.headers)) {
    return { verdict: 'accepted', response };
  }
  throw inconclusive(path, response, comparison, true);
}

/** Whether a registry denied the request. A page can come from a firewall or a sign-in in front of it. */
function isDenial({ status, headers, authenticate }: HttpResponse): boolean {
  const asked = status === 401 && parseChallenges(authenticate).length > 0;
  return asked || ((status === 401 || status === 403) && looksLikeRegistry(headers));
}

/** `isRegistry`: the response says nothing about the token, rather than that there is no registry. */
function inconclusive(path: string, response: HttpResponse, { secrets }: Comparison, isRegistry: boolean): AuthError {
  const { status, headers } = response;
  const strange = status === 404 || !looksLikeRegistry(headers);
  const code = isRegistry ? 'unsupported-challenge' : 'not-a-registry';
  return (
    commonRefusal(response, secrets) ??
    refusal(strange ? code : 'bad-response', response, secrets, {
      reason: clause(reasons.answeredWith, { path: path.replace(/\?.*$/, ''), status: String(status) }),
    })
  );
}
