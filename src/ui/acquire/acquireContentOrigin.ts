import type { Connection } from '../../connections/connection.js';
import { findKind } from '../../registries/index.js';
import { contentOrigin } from '../../registries/shared/contentOrigin.js';
import type { Surface } from '../surface.js';
import { acquireToken } from './acquireToken.js';

/**
 * Origin of the registry content that a connection's requests address. When the connection's host only issues tokens, a
 * token names the origin and is fetched if needed. Throws as `acquireToken`.
 */
export async function acquireContentOrigin(surface: Surface, connection: Connection): Promise<URL> {
  if (findKind(connection.kind)?.isIssuer?.(new URL(connection.address).hostname) !== true) {
    return contentOrigin(connection);
  }
  const { token } = await acquireToken(surface, { connection, scopes: [] });
  return contentOrigin(connection, token);
}
