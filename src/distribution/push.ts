import type { AuthErrorCode } from '../auth/errors.js';
import type { HttpResponse } from '../auth/http.js';
import type { Io } from '../auth/io.js';
import { cancelUpload, startedUpload } from '../auth/ping.js';
import { commonRefusal, refusal } from '../auth/refusal.js';
import type { Token } from '../auth/token.js';
import { secretsSent } from '../text/redact.js';
import { type RepositoryAccess, uploadUrl } from './client.js';

const codes: ReadonlyMap<number, AuthErrorCode> = new Map([
  [401, 'refused'],
  [403, 'denied'],
  [404, 'not-found'],
]);

/** An upload that was started and cancelled. */
export interface Upload {
  /** Whether the registry says that it cancelled the upload; otherwise it ends by itself. */
  readonly cancelled: boolean;
}

/**
 * Starts an upload to the repository and cancels it, without sending content (OCI distribution specification, "Pushing a
 * blob in chunks", "Canceling an upload"). Throws AuthError `refused` (401; `no-credential`
 * without a token), `denied` (403), `not-found`, `bad-response`
 * and those of the request itself.
 */
export async function startUpload(
  repository: RepositoryAccess,
  token: Token | undefined,
  { http, secrets }: Io,
): Promise<Upload> {
  const { registry, scopes } = repository;
  const authorized = token ? { authorization: { scheme: token.scheme, value: token.value } } : {};
  const known = [...secrets, ...(token ? secretsSent(token) : [])];
  const response = await http({ purpose: 'content', method: 'POST', url: uploadUrl(repository), ...authorized });
  const failure = commonRefusal(response, known);
  if (failure) {
    throw failure;
  }
  if (!startedUpload(response)) {
    const code = !token && response.status === 401 ? 'no-credential' : codes.get(response.status);
    throw refusal(code ?? 'bad-response', response, known, { scopes });
  }
  const remove = (url: URL): Promise<HttpResponse> =>
    http({ purpose: 'content', method: 'DELETE', url, ...authorized });
  return { cancelled: await cancelUpload(response, registry, remove) };
}
