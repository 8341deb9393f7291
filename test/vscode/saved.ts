// A saved connection that nobody had to be asked about.
import { strict as assert } from 'node:assert';
import type { Connection } from '../../src/connections/connection.js';
import type { Surface } from '../../src/ui/surface.js';
import type { Node } from '../../src/ui/treeNode.js';
import { rows } from './testSurface.js';

type ConnectionNode = Extract<Node, { type: 'connection' }>;

/** Saves a connection of user `dana` to `address`, or replaces the one with its id, and gives its row. */
export async function saved(
  surface: Surface,
  given: Pick<Connection, 'id' | 'address'> & Partial<Connection>,
  password = 'not a real password',
): Promise<ConnectionNode> {
  const connection: Connection = {
    kind: 'oci',
    form: 'password',
    account: 'dana',
    insecure: true,
    settings: {},
    revision: 1,
    ...given,
  };
  const anonymous = connection.form === 'anonymous';
  await surface.store.save(
    connection,
    anonymous ? { type: 'anonymous' } : { type: 'password', username: 'dana', password },
  );
  const found = (await rows(surface))
    .map(({ node }) => node)
    .find((node) => node.type === 'connection' && node.connection.id === given.id);
  assert.ok(found?.type === 'connection');
  return found;
}
