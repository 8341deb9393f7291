import { l10n } from 'vscode';
import { hostOf } from '../../connections/connection.js';
import { type EntryNode, entryOf } from '../choose/chooseConnection.js';
import { nameOf, scopeWords } from '../localize.js';
import { inform } from '../prompts/ask.js';
import type { Surface } from '../surface.js';
import type { Node } from '../treeNode.js';

/** Removes a connection after a modal question that names the connection, its credential and its tokens. */
export async function removeConnection(surface: Surface, node: Node | undefined): Promise<void> {
  const title = l10n.t('Remove Connection');
  if (node?.type === 'scope') {
    return removeScope(surface, node);
  }
  if (node?.type === 'playground') {
    return surface.run('registryAuth.stopPlayground');
  }
  const entry = await entryOf(surface, title, node);
  const { ask, store, usage, tokens, panel, tree } = surface;
  await ask.confirm({
    message: l10n.t('Remove {0}?', labelOf(entry)),
    detail: l10n.t('The connection, its saved credential and its tokens in memory are deleted. This cannot be undone.'),
    action: l10n.t('Remove'),
  });
  const id = entry.type === 'connection' ? entry.connection.id : entry.id;
  await store.remove(id);
  tokens.peek()?.forget(id);
  await usage.forget(id);
  panel.peek()?.close(id);
  tree.refresh();
}

/** Removes a row's scopes from the list, and their cached token. */
export async function removeScope(surface: Surface, node: Node | undefined): Promise<void> {
  if (node?.type !== 'scope') {
    return;
  }
  const { connection, scopes } = node;
  await surface.usageOf(connection).removeScopes(connection.id, scopes);
  surface.tokens.peek()?.remove(connection, scopes);
  surface.tree.refresh();
  const text = l10n.t('Removed {0} from the list.', scopeWords(scopes));
  inform(surface.ask, text);
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
