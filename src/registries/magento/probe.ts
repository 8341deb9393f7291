import { AuthError } from '../../auth/errors.js';
import type { HttpResponse } from '../../auth/http.js';
import type { Io } from '../../auth/io.js';
import type { Token } from '../../auth/token.js';
import { answersEverybody } from '../flow/tokenTest.js';
import type { TokenRequest } from '../kind.js';
import { kindReasons } from '../shared/reasons.js';
import { at, serviceErrorOfSaid } from './errorDocument.js';
import { failure, failureBefore, strangeAnswer } from './failures.js';
import { probeRoutes, revokeRoute } from './routes.js';
import { restUrl, type Shop, shopOf } from './shop.js';
import { readJsonAnswer } from './tokenAnswer.js';

// ACL resource of a customer's own data.
const OWN = 'self';

/** URL of a route that needs a token: the one in the settings, else a usual one. Throws AuthError `invalid-input`. */
export function probeUrl(shop: Shop, role: 'admin' | 'customer', { probe = '' }: TokenRequest['settings']): URL {
  if (!/^(V\d[\w\-./]*)?$/.test(probe) || probe.includes('..')) {
    throw new AuthError('invalid-input', 'The setting probe is invalid.', {
      details: { field: 'probe', reason: 'the route is invalid' },
    });
  }
  // Some versions can't read anything through the store code `all`.
  return restUrl(shop.store === 'all' ? { ...shop, store: '' } : shop, probe === '' ? probeRoutes[role] : probe);
}

/**
 * Checks whether the token is valid. A shop doesn't reject an expired or revoked token: it silently treats the
 * request as a guest's. So this requests data that guests can't read.
 *
 * Throws AuthError `refused`; `denied` for an unexpired JWT, whose role can lack the permission;
 * `unsupported-challenge` if a server in front of the shop answered; and those of every request.
 */
export async function probe(shop: Shop, url: URL, token: Token, io: Io): Promise<void> {
  const response = await sendWith(token, 'GET', shop, url, io);
  if (response.status === 200) {
    return;
  }
  const answer = answerOf(response);
  const resources = at(answer.said?.parameters, 'resources');
  const secrets = [...io.secrets, token.value];
  // Every customer with a valid token can read their own data.
  const alive = token.expiresAt !== undefined && token.expiresAt > io.now() && resources !== OWN;
  throw failure(
    alive ? 'denied' : 'refused',
    response,
    answer,
    { secrets },
    {
      reason: kindReasons.guest,
      ...(alive && typeof resources === 'string' ? { scopes: [resources] } : {}),
    },
  );
}

/**
 * Checks that the route needs a token. Throws AuthError `unsupported-challenge` if guests can read it too, and those of
 * every request.
 */
export async function requireClosed(shop: Shop, url: URL, io: Io): Promise<void> {
  const { status } = await sendWith(undefined, 'GET', shop, url, io);
  if (status === 200) {
    throw answersEverybody(url);
  }
}

/**
 * Revokes **every** token of the token's customer. A token issued within the same second is revoked too, so wait a
 * second before the next request. Admin users have no such route. Throws AuthError as `probe` does.
 */
export async function revokeCustomerTokens(request: TokenRequest, token: Token, io: Io): Promise<void> {
  const shop = shopOf(request, io);
  const response = await sendWith(token, 'POST', shop, restUrl(shop, revokeRoute), io);
  if (response.status !== 200 || response.text.trim() !== 'true') {
    const secrets = [...io.secrets, token.value];
    const refused = response.status === 401;
    throw failure(
      refused ? 'refused' : 'bad-response',
      response,
      answerOf(response),
      { secrets },
      refused ? { reason: kindReasons.guest } : {},
    );
  }
}

async function sendWith(
  token: Token | undefined,
  method: 'GET' | 'POST',
  shop: Shop,
  url: URL,
  io: Io,
): Promise<HttpResponse> {
  const secrets = [...io.secrets, ...(token ? [token.value] : [])];
  const response = await io.http({
    purpose: 'check',
    method,
    url,
    headers: { Accept: 'application/json' },
    ...(token ? { authorization: { scheme: 'Bearer', value: token.value } } : {}),
    said: (text, contentType, status) => serviceErrorOfSaid(readJsonAnswer(text, contentType).said, status),
    ...shop.checks,
  });
  const isJson = /json/i.test(response.headers['content-type'] ?? '');
  const asked = { shop, secrets, gate: false };
  const broken =
    failureBefore(response, answerOf(response), asked) ?? (isJson ? undefined : strangeAnswer(response, asked));
  if (broken) {
    throw broken;
  }
  return response;
}

function answerOf({ text, headers }: HttpResponse): ReturnType<typeof readJsonAnswer> {
  const { said } = readJsonAnswer(text, headers['content-type'] ?? '');
  return said ? { said } : {};
}
