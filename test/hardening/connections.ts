import type { Credential } from '../../src/auth/credential.js';
import type { Connection } from '../../src/connections/connection.js';
import type { ConnectionStore } from '../../src/connections/store.js';

/** A connection and its password, both of which tell the id and the revision: mixed halves would show. */
export function connectionOf(id: string, revision: number): { connection: Connection; credential: Credential } {
  return {
    connection: {
      ...{ id, kind: 'oci', address: `https://${id}.example.com`, form: 'password', insecure: false },
      ...{ settings: { padding: 'x'.repeat(500) }, revision },
    },
    credential: { type: 'password', username: id, password: passwordOf(id, revision) },
  };
}

/** What is stored, as id and revision; what does not fit together is `broken`. */
export async function storedIn(store: ConnectionStore): Promise<ReadonlyMap<string, number | 'broken'>> {
  const found = new Map<string, number | 'broken'>();
  for (const entry of await store.list()) {
    if (entry.state !== 'ok') {
      found.set(entry.id, 'broken');
      continue;
    }
    const { id, revision } = entry.connection;
    const { credential } = await store.read(id);
    const whole = credential.type === 'password' && credential.password === passwordOf(id, revision);
    found.set(id, whole ? revision : 'broken');
  }
  return found;
}

function passwordOf(id: string, revision: number): string {
  return `planted-${id}-${revision}-${'y'.repeat(500)}`;
}
