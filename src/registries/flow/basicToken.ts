import { basicValue } from '../../auth/credential.js';
import { AuthError } from '../../auth/errors.js';
import type { Authorization, HttpResponse } from '../../auth/http.js';
import type { Io } from '../../auth/io.js';
import { looksLikeRegistry } from '../../auth/ping.js';
import { reasons } from '../../auth/reasons.js';
import { commonRefusal, refusal } from '../../auth/refusal.js';
import type { Token } from '../../auth/token.js';
import { clause } from '../../text/message.js';
import type { TokenRequest } from '../kind.js';
import type { AskedRegistry } from './askForChallenge.js';

/**
 * Returns the credential's HTTP Basic value, once the registry accepted it for this path. `open`: the path is
 * readable without a credential, so the check can only reject the credential, and the token's details say `unproved`.
 * Throws AuthError `no-credential`, `unsupported-challenge`, and those of the check.
 */
export async function basicToken(
  { credential, registry, scopes }: TokenRequest,
  { path, open }: Pick<AskedRegistry, 'path' | 'open'>,
  io: Io,
): Promise<Token> {
  if (credential.type === 'anonymous') {
    throw new AuthError('no-credential', `${registry.host} requires a user name and password.`, {
      details: { host: registry.host, scopes },
    });
  }
  if (credential.type !== 'password') {
    throw new AuthError('unsupported-challenge', `${registry.host} accepts only a user name and password.`, {
      details: {
        host: registry.host,
        schemes: ['basic'],
        reason: 'it accepts only HTTP Basic, which needs a user name and password',
      },
    });
  }
  const value = basicValue(credential.username, credential.password);
  await checkToken(registry, path, { scheme: 'Basic', value }, io);
  return {
    scheme: 'Basic',
    value,
    use: 'access',
    obtainedAt: io.now(),
    expirySource: 'none',
    scopes,
    ...(open ? { details: { unproved: 'reading is open' } } : {}),
  };
}

/** Sends one request to check whether the registry accepts this token. Throws AuthError `refused`, `denied`, …. */
export async function checkToken(
  registry: URL,
  path: string,
  authorization: Authorization,
  { http, secrets }: Io,
): Promise<void> {
  const { scheme, value } = authorization;
  const response: HttpResponse = await http({
    purpose: 'check',
    method: 'GET',
    url: new URL(path, registry),
    authorization: { scheme, value },
  });
  const failure = commonRefusal(response, [...secrets, value]);
  if (failure) {
    throw failure;
  }
  if (response.status === 401 || response.status === 403) {
    throw refusal(response.status === 401 ? 'refused' : 'denied', response, [...secrets, value]);
  }
  const found = response.status === 200 || (response.status === 404 && path !== '/v2/');
  if (!found || !looksLikeRegistry(response.headers)) {
    throw refusal('not-a-registry', response, [...secrets, value], {
      reason: clause(reasons.answeredWith, { path, status: String(response.status) }),
    });
  }
}
