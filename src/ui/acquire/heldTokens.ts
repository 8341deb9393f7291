import type { Connection } from '../../connections/connection.js';
import { contentOrigin } from '../../registries/shared/contentOrigin.js';
import type { CachedToken } from '../../tokens.js';
import { usableConnections } from './usableConnections.js';
import type { Surface } from '../surface.js';

/** The same as far as it is known without a request. */
export function knownContentOrigin(surface: Pick<Surface, 'tokens'>, connection: Connection): URL {
  return contentOrigin(connection, heldToken(surface, connection, [])?.token);
}

/** Tokens in memory that the connection's credential, as it is now, has won; expired ones too, newest first. */
export function heldTokens({ tokens }: Pick<Surface, 'tokens'>, { id, revision }: Connection): readonly CachedToken[] {
  return (tokens.peek()?.cached(id) ?? []).filter((held) => held.revision === revision);
}

/** The one for these scopes, which must be canonical. */
export function heldToken(
  surface: Pick<Surface, 'tokens'>,
  connection: Connection,
  scopes: readonly string[],
): CachedToken | undefined {
  return heldTokens(surface, connection).find((held) => held.scopes.join(' ') === scopes.join(' '));
}

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
