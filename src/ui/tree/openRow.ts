import type { Connection } from '../../connections/connection.js';
import { findKind } from '../../registries/index.js';
import { heldToken } from '../acquire/heldTokens.js';
import { lastUsed } from '../choose/chooseTarget.js';
import type { Surface } from '../surface.js';
import type { Node } from '../treeNode.js';
import { contentOf, rowOf } from './rowOf.js';

type RowNode = Extract<Node, { type: 'connection' | 'scope' }>;

// Milliseconds: the second click of a double click must not start another fetch.
const DOUBLE_CLICK = 500;
/** When a fetch for a row was started last, by the row's ID. */
const started = new Map<string, number>();

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
  return open(surface, node);
}

async function open(surface: Surface, node: RowNode): Promise<void> {
  const click = contentOf(surface, node)?.click;
  if (click === 'show' || holdsLastUsed(surface, node)) {
    return surface.run('registryAuth.inspectToken', node);
  }
  if (click === 'fetch' && isSecondClick(surface, node)) {
    return;
  }
  const { state } = rowOf(surface, { state: 'ok', connection: node.connection });
  const needsCredential = state === 'credential-refused' || state === 'needs-credential';
  return needsCredential && isEntered(node.connection)
    ? surface.run('registryAuth.editConnection', node, { part: 'signIn' })
    : surface.run('registryAuth.fetchToken', node);
}

/** Whether a row with others below it has a token for the scopes that the user requested last. */
function holdsLastUsed(surface: Surface, node: RowNode): boolean {
  const last = node.type === 'connection' ? lastUsed(surface, node) : undefined;
  return last?.type === 'scope' && heldToken(surface, last.connection, last.scopes) !== undefined;
}

function isSecondClick({ now }: Surface, node: RowNode): boolean {
  const id = [node.connection.id, ...(node.type === 'scope' ? node.scopes : [])].join(' ');
  const since = now() - (started.get(id) ?? -Infinity);
  started.set(id, now());
  return since >= 0 && since < DOUBLE_CLICK;
}

/** Whether the credential is entered here. Otherwise it is on this machine, and may have been renewed there. */
function isEntered({ kind, form }: Connection): boolean {
  const found = findKind(kind)?.credentials.find(({ id }) => id === form);
  if (found === undefined || found.signIn !== undefined) {
    return true;
  }
  return found.fields.length === 0 ? found.finds === undefined : found.fields.some(({ secret }) => secret);
}
