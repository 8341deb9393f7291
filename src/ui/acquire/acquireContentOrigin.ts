import type { Connection } from '../../connections/connection.js';
import { findKind } from '../../registries/index.js';
import { contentOrigin } from '../../registries/shared/contentOrigin.js';
import { acquireToken } from './acquireToken.js';
import type { Surface } from '../surface.js';

/**
 * Origin of what the requests of a connection are about. Where its host only hands out tokens, a token says it, and is
 * fetched if there is none. Throws as `obtain`.
 */
export async function acquireContentOrigin(surface: Surface, connection: Connection): Promise<URL> {
  if (findKind(connection.kind)?.isIssuer?.(new URL(connection.address).hostname) !== true) {
    return contentOrigin(connection);
  }
  const { token } = await acquireToken(surface, { connection, scopes: [] });
  return contentOrigin(connection, token);
}
