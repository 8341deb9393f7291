import type { Connection } from '../connections/connection.js';
import { findKind } from '../registries/index.js';

/** What a connection can be used for beside fetching tokens, as the words that menus look for in a row. */
export function abilitiesOf({ kind: id }: Connection): readonly string[] {
  const kind = findKind(id);
  return kind?.pullScopes === undefined ? [] : ['images'];
}
