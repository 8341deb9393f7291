import type { WriteGuard } from './browserStorage/writeGuard.js';
import type { Entry } from './storedEntry.js';
import type { MementoLike } from './usage.js';

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
  /** After each write, with the ids of what is there now. */
  note(ids: readonly string[]): Promise<void>;
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
export function createWitness(memento: MementoLike, guard: WriteGuard | undefined): Witness {
  const told = (): readonly string[] => {
    const kept = memento.get(TOLD);
    return typeof kept === 'string' ? kept.split(' ').filter(Boolean) : [];
  };

  /** Unless all of it was told before. */
  async function once(what: readonly string[], loss: Loss): Promise<Loss | undefined> {
    if (what.every((one) => told().includes(one))) {
      return undefined;
    }
    await memento.update(TOLD, what.join(' '));
    return loss;
  }

  async function remember(any: boolean): Promise<void> {
    if (!guard && (memento.get(SAVED) === true) !== any) {
      await memento.update(SAVED, any ? true : undefined);
    }
  }

  return {
    async note(ids) {
      // What is there again can be lost again.
      const still = ids.length === 0 ? [] : told().filter((id) => !ids.includes(id));
      if (memento.get(TOLD) !== undefined) {
        await memento.update(TOLD, still.join(' ') || undefined);
      }
      await remember(ids.length > 0);
    },
    async look(entries) {
      if (!guard) {
        const gone = entries.length === 0 && memento.get(SAVED) === true;
        // What did not open at one start, behind a locked keyring, may at the next.
        await remember(entries.length > 0);
        return gone ? { cause: 'restart', labels: [] } : undefined;
      }
      const lost = entries.filter((entry) => entry.state === 'lost');
      if (lost.length > 0) {
        return once(
          lost.map(({ id }) => id),
          { cause: 'reverted', labels: labelsOf(lost) },
        );
      }
      // What other browsers do here from now on is theirs.
      const others = await guard.ofOthers();
      return others.length === 0 ? undefined : once(['cleared'], { cause: 'cleared', labels: labelsOf(others) });
    },
  };
}

function labelsOf(gone: readonly { readonly id: string; readonly label?: string }[]): readonly string[] {
  return gone.map(({ id, label }) => label ?? id.slice(0, 8));
}
