import { l10n } from 'vscode';
import type { Connection } from '../../connections/connection.js';
import { findKind } from '../../registries/index.js';
import type { CachedToken } from '../../tokensTypes.js';
import type { Surface } from '../surface.js';
import { knownContentOrigin } from './heldTokens.js';
import { runWithProgress, type Target } from './runWithProgress.js';

/** Whether the kind has a request that only a valid token can make. A refresh token has none. */
export function canTest({ kind }: Connection, { token }: Pick<CachedToken, 'token'>): boolean {
  return findKind(kind)?.prove !== undefined && token.use === 'access';
}

/** Tests the token with one request. Throws ConnectionError when the result is inconclusive. */
export async function testToken(surface: Surface, target: Target): Promise<CachedToken> {
  const { connection, scopes } = target;
  const text = l10n.t('Testing the token with {0}…', knownContentOrigin(surface, connection).host);
  return runWithProgress(surface, target, text, (tokens, options, core) =>
    core.testToken(tokens, connection, scopes, options),
  );
}
