import { wireScopes } from '../../auth/scope.js';
import type { Connection } from '../../connections/connection.js';
import { findKind } from '../../registries/index.js';
import { contentOrigin } from '../../registries/shared/contentOrigin.js';
import type { CachedToken } from '../../tokensTypes.js';
import type { Surface } from '../surface.js';
import { usableConnections } from './usableConnections.js';

/** Origin of the registry content of a connection, as far as it is known without a request. */
export function knownContentOrigin(surface: Pick<Surface, 'tokens'>, connection: Connection): URL {
  return contentOrigin(connection, heldToken(surface, connection, [])?.token);
}

/** Cached tokens obtained with the connection's current credential, newest first. Includes expired ones. */
export function heldTokens({ tokens }: Pick<Surface, 'tokens'>, { id, revision }: Connection): readonly CachedToken[] {
  return (tokens.peek()?.cached(id) ?? []).filter((held) => held.revision === revision);
}

/** Cached token for these scopes, in the form of wireScopes. */
export function heldToken(
  surface: Pick<Surface, 'tokens'>,
  connection: Connection,
  scopes: readonly string[],
): CachedToken | undefined {
  return heldTokens(surface, connection).find((held) => held.scopes.join(' ') === scopes.join(' '));
}

/** Tokens that rows show, newest first: not those that list names in the background or test a credential. */
export function shownTokens(
  surface: Pick<Surface, 'tokens' | 'usageOf'>,
  connection: Connection,
): readonly CachedToken[] {
  const { usageOf } = surface;
  const suggestions = findKind(connection.kind)?.scopes;
  const used = usageOf(connection)
    .scopes(connection.id)
    .map((scopes) => scopes.join(' '));
  const removed = usageOf(connection)
    .removedScopes(connection.id)
    .map((scopes) => scopes.join(' '));
  const background = suggestions
    ? [[], wireScopes(suggestions.catalogue?.scopes ?? [])].map((scopes) => scopes.join(' '))
    : [];
  const hidden = [...removed, ...background].filter((key) => !used.includes(key));
  return heldTokens(surface, connection).filter((held) => !hidden.includes(held.scopes.join(' ')));
}

export interface WantedTokens {
  readonly connection: Connection;
  /** Includes expired tokens. */
  readonly tokens: readonly CachedToken[];
}

/**
 * Cached tokens that the user requested and didn't remove from the list, by connection. Connections without any are
 * omitted.
 */
export async function wantedTokens(surface: Surface): Promise<readonly WantedTokens[]> {
  if (surface.tokens.peek() === undefined) {
    return [];
  }
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
