import type { BrowserGuard } from './browserGuard.js';
import type { MementoLike } from './memento.js';
import type { Entry } from './store.js';

/** Saved connections that are no longer there. */
export interface Loss {
  /**
   * `restart`: the editor did not keep any; `reverted`: an old copy of this browser's secrets came back; `cleared`: the
   * server knows of connections, and this browser has never had any, or no longer.
   */
  readonly cause: 'restart' | 'reverted' | 'cleared';
  /** What they were called, where anybody knows. */
  readonly labels: readonly string[];
}

export interface Witness {
  /** After each write. */
  note(saved: { readonly any: boolean }): Promise<void>;
  /** What the list, as it is now, shows to be lost and was not reported before. */
  look(entries: readonly Entry[]): Promise<Loss | undefined>;
}

/** Secrets were saved, outside a browser: there the list on the server knows. */
const SAVED = 'registryAuth.saved';
const TOLD = 'registryAuth.lossTold';

/**
 * Where the editor loses secrets, it says nothing: what it kept for the session only is gone after a restart. So something
 * that is no secret, and lies elsewhere, remembers that there were some.
 */
export function createWitness(memento: MementoLike, guard: BrowserGuard | undefined): Witness {
  async function once(sign: string, loss: Loss): Promise<Loss | undefined> {
    if (memento.get(TOLD) === sign) {
      return undefined;
    }
    await memento.update(TOLD, sign);
    return loss;
  }

  return {
    async note({ any }) {
      if (!any) {
        await memento.update(TOLD, undefined);
      }
      if (!guard && (memento.get(SAVED) === true) !== any) {
        await memento.update(SAVED, any ? true : undefined);
      }
    },
    async look(entries) {
      if (!guard) {
        if (entries.length > 0 || memento.get(SAVED) !== true) {
          return undefined;
        }
        await memento.update(SAVED, undefined);
        return { cause: 'restart', labels: [] };
      }
      const lost = entries.filter((entry) => entry.state === 'lost');
      const gone = lost.length > 0 ? lost : await guard.ofOthers();
      if (gone.length === 0) {
        return undefined;
      }
      return once(
        gone
          .map(({ id }) => id)
          .sort()
          .join(' '),
        {
          cause: lost.length > 0 ? 'reverted' : 'cleared',
          labels: gone.map(({ id, label }) => label ?? id.slice(0, 8)),
        },
      );
    },
  };
}
