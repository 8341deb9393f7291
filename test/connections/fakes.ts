import type { Credential } from '../../src/auth/credential.js';
import type { Connection } from '../../src/connections/connection.js';
import type { SecretStorageLike } from '../../src/connections/keychain.js';
import type { MementoLike } from '../../src/connections/memento.js';

interface FakeSecrets extends SecretStorageLike {
  readonly onDidChange: (listener: (event: { readonly key: string }) => void) => { dispose(): void };
}

/** A desktop window's secrets: one store, every window hears of every change. */
export function desktopSecrets(values = new Map<string, string>()): FakeSecrets {
  const listeners = new Set<(event: { readonly key: string }) => void>();
  const changed = (key: string) => listeners.forEach((listener) => listener({ key }));
  return {
    keys: async () => [...values.keys()],
    get: async (key) => values.get(key),
    store: async (key, value) => (values.set(key, value), changed(key)),
    delete: async (key) => (values.delete(key), changed(key)),
    onDidChange: (listener) => (listeners.add(listener), { dispose: () => listeners.delete(listener) }),
  };
}

/** One browser profile's storage, as measured: a window copies it when loaded, writes its whole copy back, hears nothing. */
export class BrowserStorage {
  stored = new Map<string, string>();

  window(): FakeSecrets {
    const copy = new Map(this.stored);
    const own = desktopSecrets(copy);
    const writeBack = () => {
      this.stored = new Map(copy);
    };
    return {
      ...own,
      store: async (key, value) => {
        await own.store(key, value);
        writeBack();
      },
      delete: async (key) => {
        await own.delete(key);
        writeBack();
      },
    };
  }
}

export function memento(values: Record<string, unknown> = {}): MementoLike {
  const map = new Map(Object.entries(values));
  return {
    keys: () => [...map.keys()],
    get: (key) => map.get(key),
    update: async (key, value) => {
      if (value === undefined) {
        map.delete(key);
      } else {
        map.set(key, structuredClone(value));
      }
    },
  };
}

export const secret: Credential = { type: 'password', username: 'dana', password: 'topsecret' };

export function named(id: string): Connection {
  const address = `https://${id}.example.com`;
  return { id, kind: 'oci', address, form: 'password', insecure: false, settings: {}, revision: 0 };
}
