/**
 * What becomes of a copied text: it is cleared later; nothing (the user's setting, or another copy has taken its place);
 * or it stays because nobody may look.
 */
export type Afterwards = 'cleared' | 'kept' | 'unreadable';

export interface ClearingClipboard {
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
  /** Whether reading has a chance now: a browser refuses it to a window without the focus. */
  focused(): boolean;
  /** Calls back once, when the window gets the focus, unless the returned function is called before. */
  readonly whenFocused: (callback: () => void) => () => void;
}

// A browser may ask the user whether we may read, and get no answer.
const PATIENCE = 2_000;

/**
 * Copies secrets and takes them away again, but only what it can still see there: content that could not be read is
 * never overwritten.
 */
export function createClearingClipboard(world: CopierWorld): ClearingClipboard {
  let due: { readonly secret: string; readonly stop: () => void } | undefined;
  // Every refused attempt may show a message of the editor's own, so the first is the last.
  let readable = true;
  let copies = 0;

  /** Undefined where nobody may look. */
  async function look(): Promise<string | undefined> {
    const content = readable ? await readOrGiveUp(world) : undefined;
    readable = content !== undefined && content !== '';
    return readable ? content : undefined;
  }

  async function clear(): Promise<void> {
    if (due === undefined) return;
    const { secret, stop } = due;
    stop();
    if (!world.focused()) {
      due = { secret, stop: world.whenFocused(clearQuietly) };
      return;
    }
    due = undefined;
    if ((await readOrGiveUp(world)) === secret) await world.write('');
  }

  function clearQuietly(): void {
    void clear().catch(() => undefined);
  }

  return {
    async copy(secret) {
      const copy = (copies += 1);
      due?.stop();
      due = undefined;
      await world.write(secret);
      const seconds = world.clearAfter();
      if (seconds === 0) return 'kept';
      if (world.focused()) {
        const content = await look();
        if (content === undefined) return 'unreadable';
        if (content !== secret || copy !== copies) return 'kept';
      }
      due = { secret, stop: world.after(seconds * 1000, clearQuietly) };
      return 'cleared';
    },
    clear,
  };
}

/** Undefined where reading fails or takes too long. */
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
