import { isAuthError } from './auth/errors.js';
import { missingScopes } from './auth/scope.js';
import type { Token } from './auth/token.js';
import type { Connection } from './connections/connection.js';
import { distributionClient, urlOf } from './distribution/client.js';
import { MANIFEST_ACCEPT } from './distribution/imageIndex.js';
import type { Tokens } from './tokens.js';
import type { FlowOptions } from './tokensTypes.js';
import { accessOf } from './tokenUses.js';

/** Whether everyone can pull an image. `open`: not even a token is required. `unknown`: the service doesn't say. */
export type AnonymousPull = 'open' | 'public' | 'private' | 'unknown';

/**
 * Requests a token for an image without a credential, and keeps it as the connection's first. Where the token doesn't
 * say what it grants, the manifest is requested with it. `connection` isn't saved yet. Throws AuthError `cancelled` and
 * those of the network.
 */
export async function pullAnonymously(
  tokens: Tokens,
  connection: Connection,
  { repository, reference = 'latest' }: { readonly repository: string; readonly reference?: string | undefined },
  scopes: readonly string[],
  options: FlowOptions,
): Promise<AnonymousPull> {
  try {
    const { token } = await tokens.try(connection, { type: 'anonymous' }, scopes, options);
    if (token.granted !== undefined) {
      return missingScopes(token.granted, scopes).length === 0 ? 'public' : 'private';
    }
    return (await isReadable(tokens, connection, { repository, reference, scopes, token }, options))
      ? 'public'
      : 'unknown';
  } catch (error) {
    if (isAuthError(error) && error.details?.open === true) {
      return 'open';
    }
    if (isAuthError(error) && ['no-credential', 'denied', 'refused'].includes(error.code)) {
      return 'private';
    }
    throw error;
  }
}

/** Whether the manifest is there for this token. */
async function isReadable(
  tokens: Tokens,
  connection: Connection,
  {
    repository: name,
    reference,
    scopes,
    token,
  }: {
    readonly repository: string;
    readonly reference: string;
    readonly scopes: readonly string[];
    readonly token: Token;
  },
  options: FlowOptions,
): Promise<boolean> {
  const repository = { ...accessOf(connection, token), name, scopes };
  const { value } = await tokens.traced([], connection, options, (io) =>
    distributionClient(
      repository,
      () => Promise.resolve(token),
      io,
    )({ method: 'HEAD', url: urlOf(repository, 'manifests', reference), accept: MANIFEST_ACCEPT }),
  );
  return value.status === 200;
}
