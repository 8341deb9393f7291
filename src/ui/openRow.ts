import { fetchToken } from './fetchToken.js';
import { editConnection } from './editConnection.js';
import { inspectToken } from './inspectToken.js';
import { lastUsed } from './lastUsed.js';
import type { Node } from './node.js';
import type { Surface } from './surface.js';

/** What Enter does on a row: the one thing that somebody wants of it next. */
export async function openRow(surface: Surface, node: Node | undefined): Promise<void> {
  switch (node?.type) {
    case 'connection':
      return holdsLastUsed(surface, node) ? inspectToken(surface, node) : fetchToken(surface, node);
    case 'scope':
      return inspectToken(surface, node);
    case 'broken':
    case 'lost':
      return editConnection(surface, node);
    case 'playground':
    case undefined:
      return fetchToken(surface, undefined);
  }
}

/** Whether there is a token, expired or not, that somebody asked for: not only one that proved a credential. */
function holdsLastUsed(surface: Surface, node: Extract<Node, { type: 'connection' }>): boolean {
  const last = lastUsed(surface, node);
  const held = surface.tokens.peek()?.cached(node.connection.id) ?? [];
  return last?.type === 'scope' && held.some(({ scopes }) => scopes.join(' ') === last.scopes.join(' '));
}
