import type { Event, TreeDataProvider } from 'vscode';
import type { Connection } from '../connections/connection.js';
import type { Entry } from '../connections/storedEntry.js';

/** What a row of the tree stands for. */
export type Node =
  | { readonly type: 'connection'; readonly connection: Connection }
  | { readonly type: 'scope'; readonly connection: Connection; readonly scopes: readonly string[] }
  /** An entry that cannot be read. */
  | { readonly type: 'broken'; readonly id: string; readonly label: string }
  /** One that this browser's storage has lost. */
  | { readonly type: 'lost'; readonly id: string; readonly label: string; readonly address?: string }
  | { readonly type: 'playground' };

/** `label` is what its row is called. */
export function unreadNode(entry: Exclude<Entry, { state: 'ok' }>, label: string): Node & { type: 'broken' | 'lost' } {
  const { id } = entry;
  if (entry.state === 'broken') return { type: 'broken', id, label };
  return { type: 'lost', id, label, ...(entry.address === undefined ? {} : { address: entry.address }) };
}

export interface Tree extends TreeDataProvider<Node> {
  readonly onDidChangeTreeData: Event<undefined>;
  /** The argument of a command, if it is one of the objects that this tree handed out. */
  handedOut(argument: unknown): Node | undefined;
  /** What the view says above its rows; undefined for an empty view. */
  message(): Promise<string | undefined>;
  refresh(): void;
  dispose(): void;
}
