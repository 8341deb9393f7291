import { expect, it } from 'vitest';
import type { Surface } from '../../src/ui/surface.js';
import { runHere } from '../../src/ui/terminal.js';
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
  expect(person.told[0]?.text).toMatch(/Run it on this machine: terminals of this window run on SSH: devbox/);
});

it('elsewhere it is typed', async () => {
  // The stand-in of the editor has no terminals to type it into.
  await expect(runHere(here, 'aws sso login')).rejects.toThrow(/createTerminal/);
  expect(copied).toHaveLength(1);
});
