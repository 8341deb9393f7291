import { l10n } from 'vscode';
import type { Connection } from '../../connections/connection.js';
import type { TokenResult } from '../../tokensTypes.js';
import { nameOf } from '../localize.js';
import { readSettings } from '../settings.js';
import type { Surface } from '../surface.js';
import { ConnectionError } from './connectionError.js';
import { runWithProgress, type Target } from './runWithProgress.js';
import { canTest, testToken } from './tokenTest.js';
import { stillTheSame } from './usableConnections.js';

/**
 * Token for the target, from the cache or new. `fresh` always fetches a new one. Throws ConnectionError, or AuthError
 * `cancelled`.
 */
export async function acquireToken(
  surface: Surface,
  { connection, scopes }: Target,
  { fresh = false }: { readonly fresh?: boolean } = {},
): Promise<TokenResult> {
  const { health } = surface;
  const text = l10n.t('Fetching a token from {0}…', nameOf(connection));
  try {
    const result = await runWithProgress(surface, { connection, scopes }, text, (tokens, options) =>
      tokens.get(connection, scopes, { ...options, fresh }),
    );
    if (!result.cached) {
      health.worked(connection, scopes);
      if (result.token.details?.unproved === undefined) {
        await rememberProof(surface, connection);
      }
    }
    // A slow or failed write must not delay or lose the token.
    void surface
      .usageOf(connection)
      .use(connection.id, scopes)
      .catch((error: unknown) => surface.log.error(error));
    return await provedIfWanted(surface, { connection, scopes }, result);
  } catch (error) {
    if (error instanceof ConnectionError) {
      health.failed(connection, scopes, error.cause);
    }
    throw error;
  } finally {
    surface.tree.refresh();
  }
}

/** Tests the token if the user's setting asks for it. A failed test request doesn't invalidate the token. */
async function provedIfWanted(surface: Surface, target: Target, result: TokenResult): Promise<TokenResult> {
  if (!readSettings().testTokens || result.proof !== undefined || !canTest(target.connection, result)) {
    return result;
  }
  try {
    return { ...result, ...(await testToken(surface, target)) };
  } catch (error) {
    surface.log.error(error instanceof ConnectionError ? error.cause : error);
    return result;
  }
}

/**
 * Records that a connection saved without a test has now worked, unless it was changed in the meantime. A storage
 * failure must not discard the token.
 */
export async function rememberProof({ store, now, log }: Surface, connection: Connection): Promise<void> {
  if (connection.provedAt !== undefined) {
    return;
  }
  try {
    const stored = await stillTheSame(store, connection);
    await store.replace(stored, { ...stored, connection: { ...stored.connection, provedAt: now() } });
  } catch (error) {
    log.error(error);
  }
}
