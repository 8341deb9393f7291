import { heldToken } from '../acquire/heldTokens.js';
import { lastUsed } from '../choose/chooseTarget.js';
import type { Surface } from '../surface.js';
import type { Node } from '../treeNode.js';

/**
 * Runs the most likely action for a row on Enter. It only shows or asks, because any extension can run this command on
 * the focused row.
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

/**
 * Whether there is a token, possibly expired, that the user requested. Tokens that only tested a credential don't
 * count.
 */
function holdsLastUsed(surface: Surface, node: Extract<Node, { type: 'connection' | 'scope' }>): boolean {
  const last = lastUsed(surface, node);
  return last?.type === 'scope' && heldToken(surface, last.connection, last.scopes) !== undefined;
}
