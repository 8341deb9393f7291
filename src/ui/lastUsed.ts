import type { Node } from './node.js';
import type { Surface } from './surface.js';

/** For a connection, the row of the scopes that were used last, so that nobody needs to be asked; else the row itself. */
export function lastUsed({ usageOf }: Surface, node: Node | undefined): Node | undefined {
  if (node?.type !== 'connection') return node;
  const { connection } = node;
  const [scopes] = usageOf(connection).scopes(connection.id);
  return scopes === undefined ? node : { type: 'scope', connection, scopes };
}
