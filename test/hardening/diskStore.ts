import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createKeychain } from '../../src/connections/keychain.js';
import { type ConnectionStore, createConnectionStore } from '../../src/connections/store.js';
import { diskMemento, diskSecrets } from './diskSecrets.js';

export type Host = 'desktop' | 'browser';

/** The product's store over the folder, as a window of that host has it that starts now. */
export function diskStore(folder: string, host: Host): ConnectionStore {
  const own = join(folder, 'server');
  mkdirSync(own, { recursive: true });
  return createConnectionStore({
    keychain: createKeychain(diskSecrets(folder)),
    onDidChangeSecret: () => ({ dispose: () => undefined }),
    ...(host === 'browser'
      ? {
          browser: {
            folder: own,
            memento: diskMemento(folder),
            page: async () => String(process.pid),
            startedAt: performance.timeOrigin,
            now: () => Date.now(),
          },
        }
      : {}),
  });
}
