import type { AuthErrorCode } from '../auth/errors.js';
import type { Io } from '../auth/io.js';
import { redirectTarget } from '../auth/redirects.js';
import { commonRefusal, refusal } from '../auth/refusal.js';
import type { Token } from '../auth/token.js';
import { secretsSent } from '../text/redact.js';
import type { RepositoryAccess } from './client.js';

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
 * blob in chunks", "Canceling an upload"). Throws AuthError `refused` (401), `denied` (403), `not-found`, `bad-response`
 * and those of the request itself.
 */
export async function startUpload(
  { registry, name, scopes }: RepositoryAccess,
  { scheme, value }: Token,
  { http, secrets }: Io,
): Promise<Upload> {
  const authorization = { scheme, value };
  const known = [...secrets, ...secretsSent(authorization)];
  const url = new URL(`/v2/${name}/blobs/uploads/`, registry);
  const response = await http({ purpose: 'content', method: 'POST', url, authorization });
  const failure = commonRefusal(response, known);
  if (failure) {
    throw failure;
  }
  if (response.status >= 300) {
    throw refusal(codes.get(response.status) ?? 'bad-response', response, known, { scopes });
  }
  const upload = redirectTarget(response);
  if (upload?.origin !== registry.origin) {
    return { cancelled: false };
  }
  const { status } = await http({ purpose: 'content', method: 'DELETE', url: upload, authorization });
  return { cancelled: status < 300 };
}
