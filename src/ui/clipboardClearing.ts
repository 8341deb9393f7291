/**
 * What happens to a copied secret. `cleared`: it is cleared later. `kept`: it stays, by the user's setting or because
 * another copy replaced it. `unreadable`: it stays because reading the clipboard isn't allowed.
 */
export type Afterwards = 'cleared' | 'kept' | 'unreadable';

export interface ClearingClipboard {
  copy(secret: string): Promise<Afterwards>;
  /** Clears a secret that is due to be cleared later. Called when the extension ends. */
  clear(): Promise<void>;
}

export interface CopierWorld {
  readonly read: () => Promise<string>;
  write(text: string): Promise<void>;
  /** Seconds until a copy is cleared; 0: never. */
  clearAfter(): number;
  /** Calls back once after a delay in milliseconds. The returned function cancels. */
  readonly after: (milliseconds: number, callback: () => void) => () => void;
  /** Whether the clipboard may be readable now. A browser blocks reading in a window without focus. */
  focused(): boolean;
  /** Calls back once when the window gets the focus. The returned function cancels. */
  readonly whenFocused: (callback: () => void) => () => void;
}

// Timeout in milliseconds. A browser may ask the user for permission and get no answer.
const PATIENCE = 2_000;

/** Copies secrets and clears them later. Never overwrites content that it can't read. */
export function createClearingClipboard(world: CopierWorld): ClearingClipboard {
  let due: { readonly secret: string; readonly stop: () => void } | undefined;
  // Every blocked attempt can show a message from the editor, so there is only one attempt.
  let readable = true;
  let copies = 0;

  /** Reads the clipboard. Undefined where reading isn't allowed. */
  async function look(): Promise<string | undefined> {
    const content = readable ? await readOrGiveUp(world) : undefined;
    readable = content !== undefined && content !== '';
    return readable ? content : undefined;
  }

  async function clear(): Promise<void> {
    if (due === undefined) {
      return;
    }
    const { secret, stop } = due;
    stop();
    if (!world.focused()) {
      due = { secret, stop: world.whenFocused(clearQuietly) };
      return;
    }
    due = undefined;
    if ((await readOrGiveUp(world)) === secret) {
      await world.write('');
    }
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
      if (seconds === 0) {
        return 'kept';
      }
      if (world.focused()) {
        const content = await look();
        if (content === undefined) {
          return 'unreadable';
        }
        if (content !== secret || copy !== copies) {
          return 'kept';
        }
      }
      due = { secret, stop: world.after(seconds * 1000, clearQuietly) };
      return 'cleared';
    },
    clear,
  };
}

/** Reads the clipboard. Undefined when reading fails or times out. */
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
