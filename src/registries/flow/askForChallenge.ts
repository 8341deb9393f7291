import { pickChallenge } from '../../auth/challenge.js';
import { AuthError, isAuthError } from '../../auth/errors.js';
import type { Http } from '../../auth/http.js';
import type { Io } from '../../auth/io.js';
import { ping, type PingResult } from '../../auth/ping.js';
import type { KnownPing } from '../../auth/pingCache.js';
import { parseScope } from '../../auth/scope.js';
import type { TokenRequest } from '../kind.js';

/** A registry's challenge, and the request that it answered. */
export interface AskedRegistry {
  readonly answer: PingResult;
  /** The challenged path. */
  readonly path: string;
  /** From an earlier flow. */
  readonly known: boolean;
}

/**
 * Returns the response with the challenge to use, from `GET /v2/`. If that response isn't enough, the real request is
 * sent. Throws AuthError `unsupported-challenge` (with `open` if the registry wants no token), `not-found`, and those
 * of the ping.
 */
export async function askRegistry(request: TokenRequest, io: Io): Promise<AskedRegistry> {
  const { answer: root, known } = await pingOrKnown('/v2/', request, io);
  const path = contentPath(request.scopes);
  // Some roots are open although repositories aren't. Some omit the `service` that repositories name.
  const picked = pickChallenge(root.challenges);
  const thin = root.status !== 401 || (picked?.scheme === 'bearer' && !picked.parameters.service);
  if (path === undefined || !thin) {
    return { answer: requireChallenge(root), path: '/v2/', known };
  }
  try {
    const { answer, known: both } = await pingOrKnown(path, request, io);
    return answer.status === 401 || root.status !== 401
      ? { answer: requireChallenge(answer), path, known: both }
      : { answer: root, path: '/v2/', known };
  } catch (error) {
    if (root.status === 401 && isAuthError(error) && error.code !== 'cancelled') {
      return { answer: root, path: '/v2/', known };
    }
    throw error;
  }
}

async function pingOrKnown(
  path: string,
  { registry, insecure }: TokenRequest,
  { http, pings }: Io,
): Promise<KnownPing> {
  const ask = (sender: Http): Promise<PingResult> => ping(registry, { http: sender }, { path, insecure });
  return pings ? pings.get(path, ask) : { answer: await ask(http), known: false };
}

function requireChallenge(answer: PingResult): PingResult {
  if (answer.status === 404) {
    throw new AuthError('not-found', `${answer.registry.host} does not know the repository.`, {
      status: answer.status,
      details: { host: answer.registry.host },
    });
  }
  if (answer.status !== 401) {
    throw new AuthError('unsupported-challenge', `${answer.registry.host} answers without a token.`, {
      status: answer.status,
      details: { host: answer.registry.host, reason: 'it answers without asking for a token', open: true },
    });
  }
  return answer;
}

/** Path of content that is needed anyway: the tags of the first requested repository, or the catalog. */
function contentPath(scopes: readonly string[]): string | undefined {
  const resources = scopes.map(parseScope);
  const repository = resources.find(({ type, name }) => type === 'repository' && name !== '' && name !== '*');
  if (repository) {
    return `/v2/${repository.name.split('/').map(encodeURIComponent).join('/')}/tags/list`;
  }
  return resources.some(({ type, name }) => type === 'registry' && name === 'catalog') ? '/v2/_catalog' : undefined;
}
