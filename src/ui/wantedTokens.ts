import type { Connection } from '../connections/connection.js';
import type { CachedToken } from '../tokens.js';
import { heldTokens } from './heldTokens.js';
import type { Surface } from './surface.js';
import { usableConnections } from './usableConnections.js';

export interface WantedTokens {
  readonly connection: Connection;
  /** Expired ones too. */
  readonly tokens: readonly CachedToken[];
}

/** The tokens in memory that somebody asked for and did not take off the list, by connection; none without any. */
export async function wantedTokens(surface: Surface): Promise<readonly WantedTokens[]> {
  if (surface.tokens.peek() === undefined) return [];
  const all = (await usableConnections(surface)).map((connection) => {
    const used = surface
      .usageOf(connection)
      .scopes(connection.id)
      .map((scopes) => scopes.join(' '));
    const tokens = heldTokens(surface, connection).filter(({ scopes }) => used.includes(scopes.join(' ')));
    return { connection, tokens };
  });
  return all.filter(({ tokens }) => tokens.length > 0);
}
