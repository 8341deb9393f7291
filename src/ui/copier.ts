/** What becomes of a copied text: it is cleared later, stays (the user's setting), or stays because nobody may look. */
export type Afterwards = 'cleared' | 'kept' | 'unreadable';

export interface Copier {
  copy(secret: string): Promise<Afterwards>;
  /** Clears what is still due; for the end of the extension. */
  clear(): Promise<void>;
}

export interface CopierWorld {
  readonly read: () => Promise<string>;
  write(text: string): Promise<void>;
  /** Seconds after which a copy is cleared; 0: never. */
  clearAfter(): number;
  /** Calls back once, after so many milliseconds, unless the returned function is called before. */
  readonly after: (milliseconds: number, callback: () => void) => () => void;
}

// A browser may ask the user whether we may read, and get no answer.
const PATIENCE = 2_000;

/**
 * Copies secrets and takes them away again, but only what it can still see there: content that could not be read is
 * never overwritten.
 */
export function createCopier(world: CopierWorld): Copier {
  let due: { readonly secret: string; readonly stop: () => void } | undefined;

  async function clear(): Promise<void> {
    if (due === undefined) return;
    const { secret, stop } = due;
    due = undefined;
    stop();
    if ((await readOrGiveUp(world)) === secret) await world.write('');
  }

  return {
    async copy(secret) {
      due?.stop();
      due = undefined;
      await world.write(secret);
      const seconds = world.clearAfter();
      if (seconds === 0) return 'kept';
      if ((await readOrGiveUp(world)) !== secret) return 'unreadable';
      due = { secret, stop: world.after(seconds * 1000, () => void clear().catch(() => undefined)) };
      return 'cleared';
    },
    clear,
  };
}

async function readOrGiveUp({ read, after }: CopierWorld): Promise<string | undefined> {
  let stop: (() => void) | undefined;
  const late = new Promise<undefined>((resolve) => (stop = after(PATIENCE, () => resolve(undefined))));
  try {
    return await Promise.race([read(), late]);
  } catch {
    return undefined;
  } finally {
    stop?.();
  }
}
