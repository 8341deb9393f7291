import type { Connection } from '../connections/connection.js';

/** What a row of the tree stands for. */
export type Node =
  | { readonly type: 'connection'; readonly connection: Connection }
  | { readonly type: 'scope'; readonly connection: Connection; readonly scopes: readonly string[] }
  /** An entry that cannot be read. */
  | { readonly type: 'broken'; readonly id: string; readonly label: string }
  /** One that this browser's storage has lost. */
  | { readonly type: 'lost'; readonly id: string; readonly label: string }
  | { readonly type: 'playground' };
