import { l10n } from 'vscode';
import { hostOf } from '../../connections/connection.js';
import { type EntryNode, entryOf } from '../choose/chooseConnection.js';
import { nameOf, scopeWords } from '../localize.js';
import { inform } from '../prompts/ask.js';
import type { Surface } from '../surface.js';
import type { Node } from '../treeNode.js';

/**
 * Removes the rows' connections after a modal question that names them, and the scopes of the other rows from the list.
 * Asks for a connection without rows.
 */
export async function removeConnection(surface: Surface, nodes: readonly Node[]): Promise<void> {
  const [only, ...others] = nodes;
  if (only?.type === 'playground' && others.length === 0) {
    return surface.run('registryAuth.stopPlayground');
  }
  const { ask, tree } = surface;
  const entries = nodes.filter((node) => isEntry(surface, node));
  const scopes = nodes.filter((node) => node.type === 'scope').filter((node) => !entries.some(contains(node)));
  const removed =
    entries.length + scopes.length > 0 ? entries : [await entryOf(surface, l10n.t('Remove Connection'), only)];
  if (removed.length > 0) {
    await ask.confirm(questionOf(removed));
  }
  try {
    for (const entry of removed) {
      await remove(surface, entry);
    }
    for (const { connection, scopes: list } of scopes) {
      await surface.usageOf(connection).removeScopes(connection.id, list);
      surface.tokens.peek()?.remove(connection, list);
    }
  } finally {
    tree.refresh();
  }
  const [first, ...more] = scopes;
  if (first !== undefined) {
    const text =
      more.length === 0
        ? l10n.t('Removed {0} from the list.', scopeWords(first.scopes))
        : l10n.t('Removed {0} rows from the list.', scopes.length);
    inform(ask, text);
  }
}

/** Whether a row is a saved entry. Those of the playground can't be removed. */
function isEntry({ playground }: Surface, node: Node): node is EntryNode {
  return (
    node.type === 'broken' ||
    node.type === 'lost' ||
    (node.type === 'connection' && playground.credential(node.connection.id) === undefined)
  );
}

function contains({ connection: { id } }: Extract<Node, { type: 'scope' }>): (entry: EntryNode) => boolean {
  return (entry) => idOf(entry) === id;
}

async function remove({ store, usage, tokens, panel }: Surface, entry: EntryNode): Promise<void> {
  const id = idOf(entry);
  await store.remove(id);
  tokens.peek()?.forget(id);
  await usage.forget(id);
  panel.peek()?.close(id);
}

const MOST_NAMES = 10;

function questionOf(entries: readonly EntryNode[]): Parameters<Surface['ask']['confirm']>[0] {
  const action = l10n.t('Remove');
  const [only, ...others] = entries.map(labelOf);
  if (only === undefined || others.length === 0) {
    return {
      message: l10n.t('Remove {0}?', only ?? ''),
      detail: l10n.t(
        'This deletes the connection, its saved credential, and its tokens in memory. This can’t be undone.',
      ),
      action,
    };
  }
  const names = [only, ...others].slice(0, MOST_NAMES);
  const left = entries.length - names.length;
  return {
    message: l10n.t('Remove {0} connections?', entries.length),
    detail: [
      ...names,
      ...(left === 0 ? [] : [l10n.t('{0} more', left)]),
      '',
      l10n.t(
        'This deletes the connections, their saved credentials, and their tokens in memory. This can’t be undone.',
      ),
    ].join('\n'),
    action,
  };
}

function idOf(entry: EntryNode): string {
  return entry.type === 'connection' ? entry.connection.id : entry.id;
}

function labelOf(entry: EntryNode): string {
  if (entry.type !== 'connection') {
    return entry.label;
  }
  const { connection } = entry;
  const host = hostOf(connection);
  const name = nameOf(connection);
  const who = connection.account === undefined ? host : l10n.t('{0} as {1}', host, connection.account);
  return name === host ? who : l10n.t('{0} ({1})', name, who);
}
