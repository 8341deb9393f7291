// What the editor is given to draw for a list whose words come from a service.
import { expect, it } from 'vitest';
import { window } from 'vscode';
import { pick, pickSeveral } from '../../../src/ui/prompts/quickPick.js';

interface Shown {
  readonly items: readonly { readonly label: string; readonly description?: string; readonly detail?: string }[];
  readonly title: string;
  readonly placeholder: string;
}

function shownBy(ask: () => unknown): Shown {
  const events = ['onDidAccept', 'onDidHide', 'onDidChangeValue', 'onDidTriggerButton'].map((name) => [
    name,
    () => ({ dispose: () => undefined }),
  ]);
  const input = { items: [], show: () => undefined, dispose: () => undefined, ...Object.fromEntries(events) } as Shown;
  Object.assign(window, { createQuickPick: () => input });
  ask();
  return input;
}

const foreign = 'note=$(verified-filled) signed \u202egnp.exe\nnext [x](command:y)';
const written = 'note=$\u2060(verified-filled) signed \\u{202e}gnp.exe\\u{a}next [x]\u2060(command:y)';
const choice = { label: foreign, description: foreign, detail: foreign, group: foreign, value: 1 };
const row = { label: written, description: written, detail: written };

it.each([
  ['one', pick],
  ['several', pickSeveral],
] as const)('foreign words in a list of %s are no icon, no link and one line', (_, ask) => {
  const { items, title, placeholder } = shownBy(() =>
    ask({ title: `Token of ${foreign}`, placeholder: foreign, choices: [choice] }),
  );
  expect(items).toEqual([expect.objectContaining({ label: written }), expect.objectContaining(row)]);
  expect(title).not.toMatch(/[\u202e\n]/);
  expect(placeholder).not.toMatch(/[\u202e\n]/);
});

it('a warning has an icon', () => {
  const { items } = shownBy(() =>
    pick({ title: '', placeholder: '', choices: [{ label: 'push', detail: 'creates $(x)', warns: true, value: 1 }] }),
  );
  expect(items[0]?.detail).toBe('$(warning) creates $\u2060(x)');
});

it('so are those of what was typed', () => {
  const { items } = shownBy(() =>
    pick({ title: '', placeholder: '', choices: [], value: 'x', typed: () => `not usable: ${foreign}` }),
  );
  expect(items).toEqual([expect.objectContaining({ label: `not usable: ${written}` })]);
});
