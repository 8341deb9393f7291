import { clause } from '../text/message.js';
import { secretsSent } from '../text/redact.js';
import { parseChallenges } from './challenge.js';
import { AuthError } from './errors.js';
import type { Authorization, Http } from './http.js';
import { reasons } from './reasons.js';
import { isRepository } from './reference.js';
import { commonRefusal } from './refusal.js';
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

/**
 * Tests a token with one request without it and one with it. The request is `GET /v2/`, or the tags of a repository
 * that the token claims it can pull from. The token goes only to this origin, and no redirect is followed. Throws
 * AuthError `redirected`, `rate-limited`, `server-failed`, `not-a-registry`, and the codes of every request.
 */
export async function testTokenAt(
  registry: URL,
  authorization: Authorization,
  { http }: { readonly http: Http },
  repository?: string,
): Promise<Acceptance> {
  // No other text from a token is put into a URL.
  const named = repository !== undefined && isRepository(repository);
  const url = new URL(named ? `/v2/${repository}/tags/list?n=1` : '/v2/', registry);
  const secrets = secretsSent(authorization);
  const without = await http({ purpose: 'ping', method: 'GET', url });
  const common = commonRefusal(without, secrets);
  if (common) {
    throw common;
  }
  if (without.status === 200) {
    return { verdict: 'open', status: without.status, at: without.receivedAt };
  }
  if (without.status !== 401) {
    const reason = clause(reasons.answeredWith, { path: url.pathname, status: String(without.status) });
    throw new AuthError('not-a-registry', `${registry.host} does not answer like a registry.`, {
      status: without.status,
      details: { host: registry.host, reason },
    });
  }
  const response = await http({ purpose: 'check', method: 'GET', url, authorization });
  const failed = commonRefusal(response, secrets);
  if (failed) {
    throw failed;
  }
  const { status, receivedAt: at } = response;
  // A registry reports a missing repository only to an authorized client.
  if (status === 200 || (named && status === 404)) {
    return { verdict: 'accepted', status, at };
  }
  const service = serviceErrorOf(response, parseChallenges(response.authenticate), secrets);
  return { verdict: 'refused', status, at, ...(service ? { service } : {}) };
}
