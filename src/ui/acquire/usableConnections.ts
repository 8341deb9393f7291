import { AuthError } from '../../auth/errors.js';
import { type Connection, hostOf } from '../../connections/connection.js';
import type { Surface } from '../surface.js';

type Shelves = Pick<Surface, 'store' | 'playground'>;

/** All saved connections that are readable, and those of the playground. */
export async function usableConnections({ store, playground }: Shelves): Promise<readonly Connection[]> {
  const saved = (await store.list()).flatMap((entry) => (entry.state === 'ok' ? [entry.connection] : []));
  return [...saved, ...playground.connections()];
}

/** The current version of a connection. Undefined when it was removed since the row was created. */
export async function current(surface: Shelves, connection: Connection): Promise<Connection | undefined> {
  return (await usableConnections(surface)).find(({ id }) => id === connection.id);
}

/** The current version of a connection, for callers that can't ask for another one. Throws AuthError `removed`. */
export async function stillThere(surface: Shelves, connection: Connection): Promise<Connection> {
  const found = await current(surface, connection);
  if (found !== undefined) {
    return found;
  }
  throw new AuthError('removed', 'The connection was removed.', { details: { host: hostOf(connection) } });
}

/**
 * The saved entry that `connection` was read from. A credential is never sent to an address that it wasn't entered for.
 * Throws AuthError `changed`, `removed`, `storage`.
 */
export async function stillTheSame(
  store: Surface['store'],
  { id, revision, address }: Connection,
): Promise<Awaited<ReturnType<Surface['store']['read']>>> {
  const stored = await store.read(id);
  if (stored.connection.revision === revision && stored.connection.address === address) {
    return stored;
  }
  throw new AuthError('changed', 'The connection was changed meanwhile.');
}
