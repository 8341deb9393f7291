import { isDeepStrictEqual } from 'node:util';
import { type Credential, secretsOf } from '../auth/credential.js';
import { AuthError, isAuthError } from '../auth/errors.js';
import { clauseText } from '../text/message.js';
import { redactText } from '../text/redact.js';
import type { ListedConnection } from './browserStorage/connectionList.js';
import { loadGuard } from './browserStorage/loadGuard.js';
import type { BrowserWorld } from './browserStorage/writeGuard.js';
import { type Connection, hostOf } from './connection.js';
import { accountOfKey, GUARD_SERVICE, type Keychain } from './keychain.js';
import type { MementoLike } from './memento.js';
import { createWitness, type Loss } from './storageLoss.js';
import { type Entry, formatStored, readStored, type Saved, type Stored } from './storedEntry.js';

/**
 * The user's connections. Each connection with its credential is one keychain entry. Every function can throw AuthError
 * `storage`.
 */
export interface ConnectionStore {
  /** In no particular order. */
  list(): Promise<readonly Entry[]>;
  /** Reads the whole entry. Throws AuthError `removed` if there is none. */
  read(id: string): Promise<Saved>;
  /** Adds an entry, or replaces a lost or unreadable entry with this id. Throws AuthError `storage-behind`. */
  save(connection: Connection, credential: Credential, clientKey?: string): Promise<void>;
  /**
   * Replaces an entry with `after`, if it still equals `before`. So no change in between is undone. Throws AuthError
   * `changed` and `removed` if there was one, `storage-behind`.
   */
  replace(before: Saved, after: Saved): Promise<void>;
  /** Throws AuthError `storage-behind`. */
  remove(id: string): Promise<void>;
  /** Throws AuthError `storage-behind`. */
  removeAll(): Promise<void>;
  /** Whether this window must be reloaded before it can write; only in a browser. */
  behind(): Promise<boolean>;
  /** Saved connections that are gone; reported once, to the first caller. */
  loss(): Promise<Loss | undefined>;
  /** Ids of everything in the secret storage, readable or not. */
  remains(): Promise<readonly string[]>;
  /** Fires for changes of this window and of others. */
  onDidChange(listener: () => void): { dispose(): void };
}

export interface StoreWorld {
  readonly keychain: Keychain;
  readonly onDidChangeSecret: (listener: (event: { readonly key: string }) => void) => { dispose(): void };
  /** Records, without secrets, that something was saved. */
  readonly memento?: MementoLike;
  /** Only if VS Code runs in a browser. */
  readonly browser?: BrowserWorld;
}

export const SERVICE = 'registry-auth';

/** One store per window. It caches nothing, so the next call sees another window's changes. */
export function createConnectionStore({ keychain, onDidChangeSecret, memento, browser }: StoreWorld): ConnectionStore {
  const guard = browser && loadGuard(keychain, browser);
  const witness = memento && createWitness(memento, guard);
  const listeners = new Set<() => void>();
  const writer = createWriter(keychain, guard, async () => witness?.note((await readEntries(keychain)).map(idOf)));
  const idle = (): Promise<void> => writer.idle();

  async function write(...writing: Parameters<Writer['write']>): Promise<void> {
    try {
      await writer.write(...writing);
    } finally {
      listeners.forEach((listener) => listener());
    }
  }

  /** Not read back: the answer would come from the same memory that accepted it, with or without a keyring. */
  function put(
    { connection, credential, clientKey }: Saved,
    require = async (): Promise<void> => undefined,
  ): Promise<void> {
    const text = formatStored(connection, credential, clientKey);
    return write(
      (id) => id === connection.id,
      [text, ...secretsOf(credential), ...(clientKey === undefined ? [] : [clientKey])],
      async () => {
        await require();
        await keychain.setPassword(SERVICE, connection.id, text);
      },
    );
  }

  function remove(touched: (id: string) => boolean, ids: () => Promise<readonly string[]>): Promise<void> {
    return write(touched, [], async () => {
      for (const id of await ids()) {
        await keychain.deletePassword(SERVICE, id);
      }
    });
  }

  async function list(): Promise<readonly Entry[]> {
    await idle();
    return asStorageError(async () => {
      const present = await readEntries(keychain);
      const listed = (await guard?.listed()) ?? [];
      const lost = listed.filter(({ id }) => !present.some((entry) => idOf(entry) === id));
      return [...present, ...lost.map((one) => ({ state: 'lost' as const, ...one }))];
    });
  }

  return {
    list,
    async read(id) {
      await idle();
      return savedOf(await asStorageError(() => readEntry(keychain, id)));
    },
    save: (connection, credential, clientKey) =>
      put({ connection, credential, ...(clientKey === undefined ? {} : { clientKey }) }),
    replace: (before, after) =>
      put(after, async () => {
        const stored = await readEntry(keychain, before.connection.id);
        if (stored.state === 'broken' || !isDeepStrictEqual(setUp(stored), setUp(before))) {
          throw new AuthError('changed', 'The connection was changed in the meantime.');
        }
      }),
    remove: (id) =>
      remove(
        (other) => other === id,
        async () => [id],
      ),
    removeAll: () =>
      remove(
        () => true,
        async () => (await keychain.findCredentials(SERVICE)).map(({ account }) => account),
      ),
    async loss() {
      const entries = await list();
      return asStorageError(async () => witness?.look(entries));
    },
    async remains() {
      await idle();
      return asStorageError(async () => (await keychain.findCredentials(SERVICE)).map(({ account }) => account));
    },
    async behind() {
      await idle();
      return asStorageError(async () => (await guard?.behind()) ?? false);
    },
    onDidChange(listener) {
      listeners.add(listener);
      const subscriptions = [
        onDidChangeSecret(({ key }) => {
          if (!writer.busy() && isOurs(key)) {
            listener();
          }
        }),
        // A browser doesn't notify its windows of each other's secrets; they share only the folder.
        ...(guard ? [guard.watch(listener)] : []),
      ];
      return {
        dispose() {
          listeners.delete(listener);
          subscriptions.forEach((subscription) => subscription.dispose());
        },
      };
    },
  };
}

function isOurs(key: string): boolean {
  return [SERVICE, GUARD_SERVICE].some((name) => accountOfKey(name, key) !== undefined);
}

interface Writer {
  /**
   * Runs `action` when the writes before it have ended. `touched` says of which entries it is, `secrets` must not stay in
   * the text of a failure. Throws AuthError `storage`, `storage-behind`.
   */
  write(touched: (id: string) => boolean, secrets: readonly string[], action: () => Promise<void>): Promise<void>;
  /** Resolves when no write is running. Readers wait for it, so they never see the steps in between. */
  idle(): Promise<void>;
  /** Whether a write is running: the changes that the editor reports meanwhile are our own. */
  busy(): boolean;
}

/** Writes run one at a time. `note` is called after each that succeeded. */
function createWriter(
  keychain: Keychain,
  guard: ReturnType<typeof loadGuard> | undefined,
  note: () => Promise<void>,
): Writer {
  let last = Promise.resolve();
  let busy = false;
  return {
    idle: () => last,
    busy: () => busy,
    write(touched, secrets, action) {
      const list = async (before: readonly ListedConnection[]): Promise<readonly ListedConnection[]> => {
        const present = (await readEntries(keychain)).map(listedOf);
        const missing = before.filter(({ id }) => !touched(id) && !present.some((one) => one.id === id));
        return [...present, ...missing];
      };
      const turn = last.then(async () => {
        busy = true;
        try {
          await asStorageError(() => (guard ? guard.write(action, list) : action()), secrets);
          // A saved entry stays saved, even if the note fails.
          await note().catch(() => undefined);
        } finally {
          busy = false;
        }
      });
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}

async function readEntries(keychain: Keychain): Promise<Exclude<Entry, { state: 'lost' }>[]> {
  const found = await keychain.findCredentials(SERVICE);
  return found.map(({ account, password }) => {
    const stored = readStored(account, password);
    return stored.state === 'ok'
      ? { state: 'ok', connection: stored.connection }
      : { state: 'broken', id: account, reason: stored.reason };
  });
}

async function readEntry(keychain: Keychain, id: string): Promise<Stored> {
  const text = await keychain.getPassword(SERVICE, id);
  if (text === null) {
    throw new AuthError('removed', 'There is no such connection.');
  }
  return readStored(id, text);
}

/** Throws AuthError `storage` for an entry that can't be read. */
function savedOf(stored: Stored): Saved {
  if (stored.state === 'broken') {
    throw new AuthError('storage', `The stored connection can’t be read: ${clauseText(stored.reason)}.`, {
      details: { reason: stored.reason },
    });
  }
  const { connection, credential, clientKey } = stored;
  return { connection, credential, ...(clientKey === undefined ? {} : { clientKey }) };
}

/** The user's input in an entry. A later successful use (`provedAt`) doesn't change it. */
function setUp({ connection, credential, clientKey }: Saved): readonly unknown[] {
  return [{ ...connection, provedAt: undefined }, credential, clientKey];
}

function idOf(entry: Entry): string {
  return entry.state === 'ok' ? entry.connection.id : entry.id;
}

function listedOf(entry: Entry): ListedConnection {
  return entry.state === 'ok'
    ? {
        id: entry.connection.id,
        label: entry.connection.name ?? hostOf(entry.connection),
        address: entry.connection.address,
      }
    : { id: idOf(entry) };
}

/** Storage and file system throw their own errors, whose texts can quote the data to store. */
async function asStorageError<T>(work: () => Promise<T>, secrets: readonly string[] = []): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isAuthError(error)) {
      throw error;
    }
    const text = redactText(error instanceof Error ? error.message : String(error), secrets, { words: true }).slice(
      0,
      200,
    );
    throw new AuthError('storage', `Connections couldn’t be read or written: ${text}`, { details: { reason: text } });
  }
}
