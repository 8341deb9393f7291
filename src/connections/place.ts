import type { Owner } from '../auth/cache.js';
import type { Connection } from './connection.js';

/** Whose what is kept in memory for a connection is: forgotten with it, and with its credential. */
export function ownerOf({ id, revision }: Connection): Owner {
  return { group: id, version: revision };
}

/** Where a connection leads and as whom; the revision stands for the credential. */
export function placeOf(connection: Connection): readonly unknown[] {
  const { id, revision, kind, address, insecure, settings, options = {} } = connection;
  return [id, revision, kind, address, insecure, settings, options];
}
