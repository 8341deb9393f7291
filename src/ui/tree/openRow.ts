import { lastUsed } from '../choose/chooseTarget.js';
import type { Node } from '../treeNode.js';
import { heldToken } from '../acquire/heldTokens.js';
import type { Surface } from '../surface.js';

/**
 * What Enter does on a row: the one thing that somebody wants of it next. Shows or asks, and does nothing else by itself,
 * because any extension can say that it means the row that has the focus.
 */
export async function openRow(surface: Surface, node: Node | undefined): Promise<void> {
  switch (node?.type) {
    case 'connection':
    case 'scope':
      return holdsLastUsed(surface, node)
        ? surface.run('registryAuth.inspectToken', node)
        : surface.run('registryAuth.fetchToken', { type: 'connection', connection: node.connection });
    case 'broken':
    case 'lost':
      return surface.run('registryAuth.editConnection', node);
    case 'playground':
    case undefined:
      return surface.run('registryAuth.fetchToken');
  }
}

/** Whether there is a token, expired or not, that somebody asked for: not only one that proved a credential. */
function holdsLastUsed(surface: Surface, node: Extract<Node, { type: 'connection' | 'scope' }>): boolean {
  const last = lastUsed(surface, node);
  return last?.type === 'scope' && heldToken(surface, last.connection, last.scopes) !== undefined;
}
