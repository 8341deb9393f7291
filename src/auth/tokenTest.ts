import { parseChallenges } from './challenge.js';
import { AuthError } from './errors.js';
import type { Authorization, Http } from './http.js';
import { commonRefusal } from './refusal.js';
import { serviceErrorOf, type ServiceError } from './serviceError.js';
import { secretsSent } from '../text/redact.js';

/** What a host makes of a token. `open`: it answers everybody, so its answer says nothing. */
export interface Acceptance {
  readonly verdict: 'accepted' | 'refused' | 'open';
  readonly status: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** What it said of a refusal. */
  readonly service?: ServiceError;
}

/** Names as the distribution specification has them: whatever else a token says is put into no address. */
const NAME = /^[a-z0-9]+(?:(?:\.|__?|-+|\/)[a-z0-9]+)*$/;

/**
 * Asks a registry without and with the token: `GET /v2/`, or the tags of a repository that the token says it may pull
 * from. The token goes to this origin and no redirect is followed. Throws AuthError `redirected`, `rate-limited`,
 * `server-failed`, `not-a-registry`, and those of every request.
 */
export async function testTokenAt(
  registry: URL,
  authorization: Authorization,
  { http }: { readonly http: Http },
  repository?: string,
): Promise<Acceptance> {
  const named = repository !== undefined && NAME.test(repository) && repository.length < 256;
  const url = new URL(named ? `/v2/${repository}/tags/list?n=1` : '/v2/', registry);
  const secrets = secretsSent(authorization);
  const without = await http({ purpose: 'ping', method: 'GET', url });
  const common = commonRefusal(without, secrets);
  if (common) throw common;
  if (without.status === 200) return { verdict: 'open', status: without.status, at: without.receivedAt };
  if (without.status !== 401) {
    const reason = `${url.pathname} was answered with ${String(without.status)}`;
    throw new AuthError('not-a-registry', `${registry.host} does not answer like a registry.`, {
      status: without.status,
      details: { host: registry.host, reason },
    });
  }
  const response = await http({ purpose: 'check', method: 'GET', url, authorization });
  const failed = commonRefusal(response, secrets);
  if (failed) throw failed;
  const { status, receivedAt: at } = response;
  // A name that is not there is told to those only who may know.
  if (status === 200 || (named && status === 404)) return { verdict: 'accepted', status, at };
  const service = serviceErrorOf(response, parseChallenges(response.authenticate), secrets);
  return { verdict: 'refused', status, at, ...(service ? { service } : {}) };
}
