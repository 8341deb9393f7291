import { AuthError } from '../../auth/errors.js';
import type { HttpResponse } from '../../auth/http.js';
import type { Io } from '../../auth/io.js';
import { sendFollowing } from '../../auth/redirects.js';
import { tagsPath } from '../../auth/reference.js';
import { refusal } from '../../auth/refusal.js';
import { parseScope } from '../../auth/scope.js';
import type { Token } from '../../auth/token.js';
import { compareResponses } from '../../auth/tokenTest.js';
import { secretsSent } from '../../text/redact.js';
import type { RegistryKind, TokenRequest } from '../kind.js';

// Fits a listing of one name; in bytes.
const MAX_ANSWER = 64 * 1024;

/**
 * Tests the token at its registry, with the cheapest request that its grant covers. That is one tag of a repository it
 * can pull, else one name of the catalog, else the API root. An open endpoint proves nothing, so each request is sent
 * without the token first. `registry` of the request is where the token is used. `isStale` is the kind's rule for an
 * expired token.
 *
 * Throws AuthError `refused` if the registry rejects the token. Throws `unsupported-challenge` (the endpoint is open),
 * those of `compareResponses` and those of the request itself if the responses prove nothing about the token.
 */
export async function testAtRegistry(
  { registry, insecure }: TokenRequest,
  token: Token,
  io: Io,
  isStale?: RegistryKind['isStale'],
): Promise<void> {
  const secrets = [...io.secrets, ...secretsSent(token)];
  const authorization = { scheme: token.scheme, value: token.value };
  const ask = async (path: string, withToken: boolean): Promise<HttpResponse> => {
    const url = new URL(path, registry);
    const request = { purpose: 'check', method: 'GET', url, maxBytes: MAX_ANSWER } as const;
    const place = { registry, insecure };
    const response = await sendFollowing({ ...request, ...(withToken && { authorization }) }, io.http, place);
    if (response.url.origin !== registry.origin) {
      throw new AuthError('bad-response', `${registry.host} redirected to another host.`, {
        details: { host: registry.host, reason: 'another host answered, and the token wasn’t sent there' },
      });
    }
    return response;
  };
  const { verdict, response } = await compareResponses(pathsFor(token), { ask, secrets, isStale, isRegistry: true });
  if (verdict === 'refused') {
    throw refusal('refused', response, secrets);
  }
  if (verdict === 'open') {
    throw answersEverybody(registry);
  }
}

export function answersEverybody({ host }: URL): AuthError {
  return new AuthError('unsupported-challenge', `${host} answers without a token.`, {
    details: { host, reason: 'it answers without a token, so its response doesn’t show whether the token works' },
  });
}

const ROOT = '/v2/';

/** Paths that the token's grant covers, the best test first. */
function pathsFor({ granted, scopes }: Token): readonly [string, ...string[]] {
  const held = (granted ?? scopes).map(parseScope);
  const repository = held.find(
    ({ type, name, actions }) =>
      type === 'repository' && name !== '*' && (actions.includes('pull') || actions.includes('*')),
  );
  if (repository) {
    return [`${tagsPath(repository.name)}?n=1`, ROOT];
  }
  const catalogue = held.some(({ type, name }) => type === 'registry' && name === 'catalog');
  return catalogue ? ['/v2/_catalog?n=1', ROOT] : [ROOT];
}
