import type { Keychain } from '../keychain.js';
import type { BrowserWorld, WriteGuard } from './writeGuard.js';

/** The write guard with its watcher. Their code is a separate chunk that only browser-hosted windows load. */
export function loadGuard(
  keychain: Keychain,
  world: BrowserWorld,
): WriteGuard & { watch(changed: () => void): { dispose(): void } } {
  const chunk = import('./writeGuard.js');
  const guard = chunk.then(({ createWriteGuard }) => createWriteGuard(keychain, world));
  guard.catch(() => undefined); // reported to every caller
  return {
    behind: async () => (await guard).behind(),
    listed: async () => (await guard).listed(),
    ofOthers: async () => (await guard).ofOthers(),
    write: async (...writing) => (await guard).write(...writing),
    watch(changed) {
      let watching: { dispose(): void } | undefined;
      let over = false;
      chunk.then(
        ({ watchConnectionLists }) => {
          if (!over) {
            watching = watchConnectionLists(world.folder, changed);
          }
        },
        () => undefined,
      );
      return {
        dispose() {
          over = true;
          watching?.dispose();
        },
      };
    },
  };
}
