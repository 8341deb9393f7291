import { randomUUID } from 'node:crypto';
import { type Command, l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { Row } from '../../connections/rows/connectionRow.js';
import type { ScopeRow } from '../../connections/rows/scopeRow.js';
import { written, writtenLines } from '../../text/invisible.js';
import { abilitiesOf } from '../choose/abilities.js';
import type { Node } from '../treeNode.js';

/** Tree item for a row. `label` can be shortened. `inPlayground`: the connection can't be edited or removed. */
export function treeItem(
  node: Exclude<Node, { type: 'playground' }>,
  content: Row | ScopeRow,
  { label, inPlayground }: { readonly label: string; readonly inPlayground: boolean },
): TreeItem {
  const item = new TreeItem(label, collapsibleState(content));
  item.id = node.type === 'scope' ? `${node.connection.id} ${node.scopes.join(' ')}` : nodeId(node);
  item.description = written(content.description);
  item.tooltip = writtenLines(label === written(content.label) ? content.tooltip : [content.label, ...content.tooltip]);
  item.iconPath = new ThemeIcon(content.icon, content.color === undefined ? undefined : new ThemeColor(content.color));
  if (content.click !== undefined) {
    item.command = opening(node, content.click);
  }
  item.accessibilityInformation = { label: written(content.accessibleLabel) };
  const type = node.type === 'connection' && inPlayground ? 'playgroundConnection' : node.type;
  item.contextValue = [type, ...('connection' in node ? abilitiesOf(node.connection) : [])].join(' ');
  return item;
}

/** A click opens the row as Enter does. */
function opening(node: Node, click: 'show' | 'fetch'): Command {
  const title = click === 'show' ? l10n.t('Inspect Token') : l10n.t('Fetch Token');
  return { command: 'registryAuth.openRow', title, arguments: [node] };
}

// Random, as the IDs of connections are, so that no other extension can pass this row to a command.
const playgroundId = randomUUID();

export function playgroundItem(): TreeItem {
  const item = new TreeItem(l10n.t('Playground'), TreeItemCollapsibleState.Expanded);
  item.id = playgroundId;
  item.description = l10n.t('stops with this window');
  item.iconPath = new ThemeIcon('beaker');
  item.contextValue = 'playground';
  item.accessibilityInformation = { label: l10n.t('Playground, stops with this window') };
  return item;
}

function collapsibleState(content: Row | ScopeRow): TreeItemCollapsibleState {
  if (!('children' in content) || content.children.length === 0) {
    return TreeItemCollapsibleState.None;
  }
  return TreeItemCollapsibleState.Expanded;
}

/** Random ID, so that no other extension can address a row. */
function nodeId(node: Exclude<Node, { type: 'scope' | 'playground' }>): string {
  return node.type === 'connection' ? node.connection.id : node.id;
}
