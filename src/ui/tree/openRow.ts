import { heldToken } from '../acquire/heldTokens.js';
import { lastUsed } from '../choose/chooseTarget.js';
import type { Surface } from '../surface.js';
import type { Node } from '../treeNode.js';
import { contentOf, rowOf } from './rowOf.js';

type RowNode = Extract<Node, { type: 'connection' | 'scope' }>;

/** Rows that are being opened: the second click of a double click must not start another fetch. */
const opening = new Set<string>();

/**
 * Runs the most likely action for a row, on Enter or a click. Shows the token that is held; fetches without a question
 * only what this row stands for, and only where the credential isn't known to be rejected. Another extension can run
 * this command on the focused row, and sees nothing of the result. A row that needs something from the user asks for it;
 * only Enter gets there.
 */
export async function openRow(surface: Surface, node: Node | undefined): Promise<void> {
  if (node?.type === 'broken' || node?.type === 'lost') {
    return surface.run('registryAuth.editConnection', node);
  }
  if (node === undefined || node.type === 'playground') {
    return surface.run('registryAuth.fetchToken');
  }
  const id = node.type === 'scope' ? [node.connection.id, ...node.scopes].join(' ') : node.connection.id;
  if (opening.has(id)) {
    return;
  }
  opening.add(id);
  try {
    await open(surface, node);
  } finally {
    opening.delete(id);
  }
}

function open(surface: Surface, node: RowNode): Promise<void> {
  if (contentOf(surface, node)?.click === 'show' || holdsLastUsed(surface, node)) {
    return surface.run('registryAuth.inspectToken', node);
  }
  const { state } = rowOf(surface, { state: 'ok', connection: node.connection });
  const needsCredential = state === 'credential-refused' || state === 'needs-credential';
  return needsCredential
    ? surface.run('registryAuth.editConnection', node, { part: 'signIn' })
    : surface.run('registryAuth.fetchToken', node);
}

/** Whether a row with others below it has a token for the scopes that the user requested last. */
function holdsLastUsed(surface: Surface, node: RowNode): boolean {
  const last = node.type === 'connection' ? lastUsed(surface, node) : undefined;
  return last?.type === 'scope' && heldToken(surface, last.connection, last.scopes) !== undefined;
}
