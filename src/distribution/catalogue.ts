import { AuthError } from '../auth/errors.js';
import type { HttpResponse } from '../auth/http.js';
import type { Io } from '../auth/io.js';
import { isOwnUrl } from '../auth/redirects.js';
import { isResourceName } from '../auth/reference.js';
import { commonRefusal, refusal } from '../auth/refusal.js';
import type { Token } from '../auth/token.js';
import { holdsLongSecret } from '../text/knownSecrets.js';
import { secretsSent } from '../text/redact.js';
import { nextPage } from './client.js';

// Ten pages of a thousand names are more than a person scrolls through.
const MAX_PAGES = 10;
const MAX_NAMES = 10_000;

/**
 * Repository names in the registry's catalog, sorted, at most 10,000 from at most ten pages (distribution specification,
 * "Listing Repositories"). Left out: text that can't be the name in a scope, because it could be several scopes, and
 * names that hold a secret. Throws AuthError `denied` if this token isn't allowed to list, `bad-response`, and the
 * codes of the request.
 */
export async function readCatalogue(
  registry: URL,
  catalogue: { readonly path: string; names(body: unknown): readonly string[] },
  token: Token,
  io: Io,
): Promise<readonly string[]> {
  // HTTP Basic holds the password itself, which a service can echo.
  const secrets = [...io.secrets, ...secretsSent(token)];
  const names = new Set<string>();
  let next: URL | undefined = new URL(catalogue.path, registry);
  for (let page = 0; next && page < MAX_PAGES && names.size < MAX_NAMES; page += 1) {
    const response: HttpResponse = await io.http({
      purpose: 'catalogue',
      method: 'GET',
      url: next,
      authorization: { scheme: token.scheme, value: token.value },
    });
    for (const name of catalogue.names(pageOf(response, secrets))) {
      if (names.size < MAX_NAMES && isResourceName(name)) {
        names.add(name);
      }
    }
    next = nextPage(response);
    // The token is sent along, so only the registry's own origin is followed.
    next = next && isOwnUrl(next, registry) ? next : undefined;
  }
  const listed = [...names].sort();
  return holdsLongSecret(listed.join('\n'), secrets)
    ? listed.filter((name) => !holdsLongSecret(name, secrets))
    : listed;
}

function pageOf(response: HttpResponse, secrets: readonly string[]): unknown {
  const { status, url, text } = response;
  const failure = commonRefusal(response, secrets);
  if (failure) {
    throw failure;
  }
  if (status !== 200) {
    throw refusal([401, 403, 404, 405].includes(status) ? 'denied' : 'bad-response', response, secrets);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new AuthError('bad-response', `${url.host} answered a listing that is not JSON.`, {
      status,
      details: { host: url.host, reason: 'the listing is not JSON' },
    });
  }
}
