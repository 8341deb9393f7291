// What this editor and its windows do.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Connection } from '../../../src/connections/connection.js';
import { createKeychain, type SecretStorageLike } from '../../../src/connections/keychain.js';
import { type ConnectionStore, createConnectionStore } from '../../../src/connections/store.js';
import { stillTheSame } from '../../../src/ui/acquire/usableConnections.js';
import { BrowserStorage, desktopSecrets, memento } from '../../connections/fakes.js';
import { dana, type Row, type Stage } from './stage.js';

const connection: Connection = {
  id: 'one',
  kind: 'oci',
  address: 'https://registry.example',
  form: 'password',
  insecure: false,
  settings: {},
  revision: 1,
};

function desktop(change: Partial<SecretStorageLike> = {}): ConnectionStore {
  const secrets = desktopSecrets();
  return createConnectionStore({
    keychain: createKeychain({ ...secrets, ...change }),
    onDidChangeSecret: secrets.onDidChange,
  });
}

/** Two windows of a browser, each with its own copy of the secrets. */
async function browserWindows(stage: Stage): Promise<() => ConnectionStore> {
  const folder = await mkdtemp(join(tmpdir(), 'registry-auth-'));
  stage.atEnd(() => rm(folder, { recursive: true, force: true }));
  const storage = new BrowserStorage();
  const state = memento();
  return () => {
    const secrets = storage.window();
    return createConnectionStore({
      keychain: createKeychain(secrets),
      onDidChangeSecret: secrets.onDidChange,
      browser: {
        folder,
        memento: state,
        page: async () => randomUUID(),
        startedAt: Date.now(),
        now: () => Date.now(),
        wait: () => setImmediate(),
      },
    });
  };
}

export const editor: readonly Row[] = [
  {
    situation: 'a secret store that cannot be reached',
    happens: () =>
      desktop({ store: () => Promise.reject(new Error('Cannot get the keyring: org.freedesktop.secrets')) }).save(
        connection,
        dana,
      ),
    cause: 'storage',
    evidence: { reason: 'Cannot get the keyring: org.freedesktop.secrets' },
    next: 'See the log for details, then try again.',
    offers: ['log', 'retry'],
  },
  {
    situation: 'a window of a browser that is behind another',
    happens: async (stage) => {
      const open = await browserWindows(stage);
      const [first, second] = [open(), open()];
      await first.save(connection, dana);
      return second.save({ ...connection, id: 'two' }, dana);
    },
    cause: 'storage-behind',
    evidence: {},
    next: 'Reload this window.',
    offers: ['reload'],
  },
  {
    situation: 'a connection that was changed while it was used',
    happens: async () => {
      const store = desktop();
      await store.save({ ...connection, revision: 2 }, dana);
      return stillTheSame(store, connection);
    },
    cause: 'changed',
    evidence: {},
    next: 'Try again.',
    offers: ['retry'],
  },
  {
    situation: 'a connection that was removed',
    happens: () => desktop().read('one'),
    cause: 'removed',
    evidence: {},
    next: 'Add it again if you still need it.',
    offers: [],
  },
];
