import type { Event, TreeDataProvider } from 'vscode';
import type { Connection } from '../connections/connection.js';
import type { Entry } from '../connections/storedEntry.js';

/** Value of a row in the tree. */
export type Node =
  | { readonly type: 'connection'; readonly connection: Connection }
  | { readonly type: 'scope'; readonly connection: Connection; readonly scopes: readonly string[] }
  /** Unreadable entry. */
  | { readonly type: 'broken'; readonly id: string; readonly label: string }
  /** Entry that the browser's storage lost. */
  | { readonly type: 'lost'; readonly id: string; readonly label: string; readonly address?: string }
  | { readonly type: 'playground' };

/** Node of an unreadable or lost entry. `label` is the label of its row. */
export function unreadNode(entry: Exclude<Entry, { state: 'ok' }>, label: string): Node & { type: 'broken' | 'lost' } {
  const { id } = entry;
  if (entry.state === 'broken') {
    return { type: 'broken', id, label };
  }
  return { type: 'lost', id, label, ...(entry.address === undefined ? {} : { address: entry.address }) };
}

/** What the view shows besides its rows. The last three are absent while the saved connections can't be read. */
export interface TreeStatus {
  /** Message above the rows. */
  readonly message?: string;
  /** Number of connections that work again only after the user has done something. */
  readonly needUser: number;
  /** There is no connection, and the playground doesn't run. */
  readonly empty?: boolean;
  /** A connection is saved. */
  readonly hasConnection?: boolean;
  /** A token is held, possibly expired. */
  readonly hasToken?: boolean;
}

export interface Tree extends TreeDataProvider<Node> {
  readonly onDidChangeTreeData: Event<undefined>;
  /** Returns a command's argument if it is an object created by this tree. */
  handedOut(argument: unknown): Node | undefined;
  status(): Promise<TreeStatus>;
  refresh(): void;
  dispose(): void;
}
