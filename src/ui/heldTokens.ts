import type { Connection } from '../connections/connection.js';
import type { CachedToken } from '../tokens.js';
import type { Surface } from './surface.js';

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
