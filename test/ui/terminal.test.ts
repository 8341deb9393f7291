import { describe, expect, it, vi } from 'vitest';
import { type Terminal, window } from 'vscode';
import type { Surface } from '../../src/ui/surface.js';
import { openWith, runHere } from '../../src/ui/terminal.js';
import { script } from '../vscode/script.js';

const person = script([]);
const copied: string[] = [];
const here = {
  ask: person,
  // The rest of a clipboard is about secrets.
  clipboard: { copyText: (text: string) => Promise.resolve(void copied.push(text)) } as Surface['clipboard'],
  machine: 'this machine',
};

it('a command for the machine of the extension is not typed into a terminal of another', async () => {
  await runHere({ ...here, terminalMachine: 'SSH: devbox' }, 'aws sso login --profile work');
  expect(copied).toEqual(['aws sso login --profile work']);
  expect(person.told[0]?.text).toMatch(/Run it on this machine. Terminals in this window run on SSH: devbox/);
});

it('elsewhere it is typed', async () => {
  // The stand-in of the editor has no terminals to type it into.
  await expect(runHere(here, 'aws sso login')).rejects.toThrow(/createTerminal/);
  expect(copied).toHaveLength(1);
});

describe('a line is typed once, when the prompt is there:', () => {
  function opened(): {
    readonly typed: readonly string[];
    readonly report: (terminal?: Terminal) => void;
    readonly close: () => void;
    readonly listeners: () => number;
  } {
    const typed: string[] = [];
    const terminal = { show: () => undefined, sendText: (line: string) => typed.push(line) } as unknown as Terminal;
    const integrations = new Set<(changed: { terminal: Terminal }) => void>();
    const closes = new Set<(closed: Terminal) => void>();
    const event =
      <T>(listeners: Set<T>) =>
      (listener: T) => {
        listeners.add(listener);
        return { dispose: () => listeners.delete(listener) };
      };
    Object.assign(window, {
      createTerminal: () => terminal,
      onDidChangeTerminalShellIntegration: event(integrations),
      onDidCloseTerminal: event(closes),
    });
    return {
      typed,
      report: (of = terminal) => integrations.forEach((listener) => listener({ terminal: of })),
      close: () => closes.forEach((listener) => listener(terminal)),
      listeners: () => integrations.size + closes.size,
    };
  }
  const open = () => openWith({ name: 'test', environment: {}, line: 'curl' });

  it.each<[string, (on: ReturnType<typeof opened>) => void, number, readonly string[]]>([
    ['after the shell reported itself', ({ report }) => [report(), report()], 200, ['curl']],
    ['not when another shell did', ({ report }) => report({} as Terminal), 2000, []],
    ['after a while where the shell reports nothing', () => undefined, 3000, ['curl']],
    ['never in a terminal that was closed', ({ close }) => close(), 10_000, []],
  ])('%s', async (_, happen, milliseconds, expected) => {
    vi.useFakeTimers();
    try {
      const on = opened();
      const done = open();
      expect(on.typed).toEqual([]);
      happen(on);
      await vi.advanceTimersByTimeAsync(milliseconds);
      expect(on.typed).toEqual(expected);
      await vi.advanceTimersByTimeAsync(3000);
      await done;
      expect(on.listeners()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});
