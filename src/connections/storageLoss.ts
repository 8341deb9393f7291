import type { WriteGuard } from './browserStorage/writeGuard.js';
import type { MementoLike } from './memento.js';
import type { Entry } from './storedEntry.js';

/** Saved connections that are gone. */
export interface Loss {
  /**
   * `restart`: the editor kept none. `reverted`: an old copy of this browser's secrets came back. `cleared`: the server
   * lists connections, and this browser never had any or no longer has them.
   */
  readonly cause: 'restart' | 'reverted' | 'cleared';
  /** Their names, if known. */
  readonly labels: readonly string[];
}

export interface Witness {
  /** Called after each write, with the ids that exist now. */
  note(ids: readonly string[]): Promise<void>;
  /** Returns the loss that the current list shows and that wasn't reported before. */
  look(entries: readonly Entry[]): Promise<Loss | undefined>;
}

/** Secrets were saved. Not used in a browser, where the server's list has this information. */
const SAVED = 'registryAuth.saved';
const TOLD = 'registryAuth.lossTold';

/**
 * Detects that the editor lost secrets. The editor reports nothing: secrets kept for the session only are gone after a
 * restart. So a non-secret flag, stored elsewhere, records that secrets existed.
 */
export function createWitness(memento: MementoLike, guard: WriteGuard | undefined): Witness {
  const told = (): readonly string[] => {
    const kept = memento.get(TOLD);
    return typeof kept === 'string' ? kept.split(' ').filter(Boolean) : [];
  };

  /** Returns the loss unless all of it was reported before. */
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
      // A restored connection can be lost again.
      const still = ids.length === 0 ? [] : told().filter((id) => !ids.includes(id));
      if (memento.get(TOLD) !== undefined) {
        await memento.update(TOLD, still.join(' ') || undefined);
      }
      await remember(ids.length > 0);
    },
    async look(entries) {
      if (!guard) {
        const gone = entries.length === 0 && memento.get(SAVED) === true;
        // Secrets that a locked keyring didn't open at one start can open at the next.
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
      // Other browsers' later changes don't count as a loss here.
      const others = await guard.ofOthers();
      return others.length === 0 ? undefined : once(['cleared'], { cause: 'cleared', labels: labelsOf(others) });
    },
  };
}

function labelsOf(gone: readonly { readonly id: string; readonly label?: string }[]): readonly string[] {
  return gone.map(({ id, label }) => label ?? id.slice(0, 8));
}
