import { describe, expect, it } from 'vitest';
import { createClearingClipboard } from '../../src/ui/clipboardClearing.js';

/** A clipboard and a clock in the hands of the test. */
function desk(options: { clearAfter?: number; read?: 'refused' | 'empty' | 'never' } = {}) {
  let content = 'before';
  let now = 0;
  let focused = true;
  let waiting: (() => void)[] = [];
  let reads = 0;
  let timers: { at: number; callback: () => void }[] = [];
  const written: string[] = [];
  const readings = {
    refused: () => Promise.reject(new Error('not allowed')),
    empty: async () => '',
    never: () => new Promise<string>(() => undefined),
  };
  const copier = createClearingClipboard({
    read: async () => {
      reads += 1;
      return options.read ? readings[options.read]() : content;
    },
    write: async (text) => {
      written.push(text);
      content = text;
    },
    clearAfter: () => options.clearAfter ?? 60,
    after(milliseconds, callback) {
      const timer = { at: now + milliseconds, callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    focused: () => focused,
    whenFocused(callback) {
      waiting.push(callback);
      return () => {
        waiting = waiting.filter((other) => other !== callback);
      };
    },
  });
  return {
    copier,
    written,
    content: () => content,
    pending: () => timers.length,
    reads: () => reads,
    focus: async (now: boolean): Promise<void> => {
      focused = now;
      if (now) {
        waiting.splice(0).forEach((callback) => callback());
      }
      await new Promise((resolve) => setImmediate(resolve));
    },
    copyByHand: (text: string): void => {
      content = text;
    },
    /** Lets time pass, and everything that it sets off. */
    pass: async (milliseconds: number): Promise<void> => {
      now += milliseconds;
      const due = timers.filter(({ at }) => at <= now);
      timers = timers.filter(({ at }) => at > now);
      due.forEach(({ callback }) => callback());
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe('a copied secret', () => {
  it('is cleared after the time of the setting, not before', async () => {
    const { copier, content, pass } = desk();
    await expect(copier.copy('secret')).resolves.toBe('cleared');
    await pass(59_999);
    expect(content()).toBe('secret');
    await pass(1);
    expect(content()).toBe('');
  });

  it('stays for ever when the setting says so, and no timer waits', async () => {
    const { copier, content, pending, pass } = desk({ clearAfter: 0 });
    await expect(copier.copy('secret')).resolves.toBe('kept');
    expect(pending()).toBe(0);
    await pass(1e9);
    await copier.clear();
    expect(content()).toBe('secret');
  });

  it('is left alone once something else was copied', async () => {
    const { copier, content, copyByHand, pass } = desk();
    await copier.copy('secret');
    copyByHand('of somebody else');
    await pass(60_000);
    expect(content()).toBe('of somebody else');
  });

  it('starts the time anew when another one is copied', async () => {
    const { copier, content, pending, pass } = desk();
    await copier.copy('first');
    await pass(40_000);
    await copier.copy('second');
    expect(pending()).toBe(1);
    await pass(40_000);
    expect(content()).toBe('second');
    await pass(20_000);
    expect(content()).toBe('');
  });

  it('is cleared at once at the end, if it is still there', async () => {
    const one = desk();
    await one.copier.copy('secret');
    await one.copier.clear();
    expect(one.content()).toBe('');
    expect(one.pending()).toBe(0);

    const other = desk();
    await other.copier.copy('secret');
    other.copyByHand('of somebody else');
    await other.copier.clear();
    expect(other.content()).toBe('of somebody else');
  });

  it.each(['refused', 'empty'] as const)(
    'is never cleared where reading is %s, and nobody is told that it were',
    async (read) => {
      const { copier, written, pass } = desk({ read });
      await expect(copier.copy('secret')).resolves.toBe('unreadable');
      await pass(1e9);
      await copier.clear();
      expect(written).toEqual(['secret']);
    },
  );

  it('is cleared when the window has the focus again, where it had none at the time', async () => {
    const { copier, content, focus, pass } = desk();
    await copier.copy('secret');
    await focus(false);
    await pass(60_000);
    expect(content()).toBe('secret');
    await focus(true);
    expect(content()).toBe('');
  });

  it('is left alone when something else was copied while the window had no focus', async () => {
    const { copier, content, copyByHand, focus, pass } = desk();
    await copier.copy('secret');
    await focus(false);
    await pass(60_000);
    copyByHand('of somebody else');
    await focus(true);
    expect(content()).toBe('of somebody else');
  });

  it('is cleared in time when it was copied after one that still waits for the focus', async () => {
    const { copier, content, focus, pass } = desk();
    await copier.copy('first');
    await focus(false);
    await pass(60_000);
    await expect(copier.copy('second')).resolves.toBe('cleared');
    await focus(true);
    expect(content()).toBe('second');
    await pass(60_000);
    expect(content()).toBe('');
  });

  it('is looked for once in a window where reading is not allowed', async () => {
    const { copier, reads } = desk({ read: 'refused' });
    await expect(copier.copy('first')).resolves.toBe('unreadable');
    await expect(copier.copy('second')).resolves.toBe('unreadable');
    expect(reads()).toBe(1);
  });

  it('is no sign that reading is not allowed when another copy took its place', async () => {
    const { copier, content, pass } = desk();
    const results = await Promise.all([copier.copy('first'), copier.copy('second')]);
    expect(results).toEqual(['kept', 'cleared']);
    await pass(60_000);
    expect(content()).toBe('');
  });

  it('is not waited for where nobody answers whether it may be read', async () => {
    const { copier, written, pass } = desk({ read: 'never' });
    const copying = copier.copy('secret');
    await pass(0);
    await pass(2_000);
    await expect(copying).resolves.toBe('unreadable');
    await pass(1e9);
    expect(written).toEqual(['secret']);
  });
});
