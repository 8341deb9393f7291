// What the editor is given to draw for a list whose words come from a service.
import { describe, expect, it, vi } from 'vitest';
import { QuickPickItemKind, window } from 'vscode';
import { pick, pickSeveral } from '../../../src/ui/prompts/quickPick.js';

interface Shown {
  readonly items: readonly {
    readonly label: string;
    readonly description?: string;
    readonly detail?: string;
    readonly kind?: number;
  }[];
  readonly activeItems: readonly unknown[];
  readonly title: string;
  readonly placeholder: string;
  readonly prompt?: string | undefined;
  readonly busy?: boolean;
  readonly step?: number;
  readonly totalSteps?: number;
}

interface Drawn {
  readonly shown: Shown;
  readonly answer: Promise<unknown>;
  readonly type: (value: string) => void;
  /** Presses Enter on this row. */
  readonly accept: (label: string) => void;
}

/** `newer`: a window from VS Code 1.108, whose lists have a line for sentences. */
function drawn(ask: () => Promise<unknown>, newer = false): Drawn {
  const listeners: Record<string, (value?: unknown) => void> = {};
  const events = ['onDidAccept', 'onDidHide', 'onDidChangeValue', 'onDidTriggerButton'].map((name) => [
    name,
    (listener: () => void) => {
      listeners[name] = listener;
      return { dispose: () => undefined };
    },
  ]);
  const input = {
    ...{ items: [], activeItems: [], value: '', show: () => undefined, dispose: () => undefined },
    ...(newer ? { prompt: undefined } : {}),
    ...Object.fromEntries(events),
  } as Shown & { value: string; activeItems: unknown };
  Object.assign(window, { createQuickPick: () => input });
  const answer = ask();
  return {
    shown: input,
    answer,
    type(value) {
      input.value = value;
      listeners.onDidChangeValue?.(value);
    },
    accept(label) {
      input.activeItems = input.items.filter((item) => item.label === label);
      listeners.onDidAccept?.();
    },
  };
}

function shownBy(ask: () => Promise<unknown>): Shown {
  return drawn(ask).shown;
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

describe('a sentence', () => {
  const question = {
    ...{ title: '', placeholder: '', choices: [{ label: 'one', value: 1, group: 'Used before' }] },
    ...{ last: [{ label: 'other', value: 2 }], waiting: 'Listing…' },
  };
  const selectable = ({ items }: Shown): string[] =>
    items.filter(({ kind }) => kind !== QuickPickItemKind.Separator).map(({ label }) => label);

  it.each([
    ['a window from VS Code 1.108', true],
    ['an older window', false],
  ])('cannot be chosen in %s', async (_, newer) => {
    let arrive: (found: string) => void = () => undefined;
    const later = () => new Promise<string>((resolve) => (arrive = resolve));
    const { shown, type } = drawn(() => pick({ ...question, message: 'Context.', later }), newer);
    const said = (): unknown => (newer ? shown.prompt : shown.items[0]?.label);
    const between = newer ? '\n' : ' ';
    expect(said()).toBe(`Context.${between}Listing…`);
    expect(shown.busy).toBe(true);
    arrive('The names can’t be listed.');
    await vi.waitFor(() => expect(shown.busy).toBe(false));
    expect(said()).toBe(`Context.${between}The names can’t be listed.`);
    type('on');
    expect(said()).toBe(`Context.${between}The names can’t be listed.`);
    expect(selectable(shown)).toEqual(['one', 'other']);
  });

  it('about a typed text replaces the one about the list, and goes with its cause', () => {
    const typed = (text: string) => (text === 'bad' ? 'This isn’t a name.' : { label: text, value: 3 });
    const { shown, type } = drawn(() => pick({ ...question, typed }), true);
    expect(shown.prompt).toBeUndefined();
    type('bad');
    expect([shown.prompt, selectable(shown)]).toEqual(['This isn’t a name.', ['one', 'other']]);
    type('good');
    expect([shown.prompt, selectable(shown)]).toEqual([undefined, ['good', 'one', 'other']]);
  });
});

it('what is loaded stands before the last choices', async () => {
  const later = () => Promise.resolve([{ label: 'loaded', value: 2, group: 'In the catalog' }]);
  const { shown, accept, answer } = drawn(() =>
    pick({
      ...{ title: '', placeholder: '', choices: [{ label: 'used', value: 1 }], later },
      last: [{ label: 'other', value: 3 }],
    }),
  );
  await vi.waitFor(() =>
    expect(shown.items.map(({ label }) => label)).toEqual(['used', 'In the catalog', 'loaded', 'other']),
  );
  accept('other');
  expect(await answer).toBe(3);
});

it('a list that waits for typing loads nothing before', async () => {
  let loads = 0;
  const later = () => {
    loads += 1;
    return Promise.resolve('None.');
  };
  const { shown, type } = drawn(() => pick({ title: '', placeholder: '', choices: [], later, onTyping: true }));
  expect([loads, shown.busy]).toEqual([0, undefined]);
  type('t');
  type('te');
  await vi.waitFor(() => expect(shown.busy).toBe(false));
  expect(loads).toBe(1);
});

it.each([
  ['without a total', { step: 1 }, [undefined, undefined]],
  ['of one', { step: 1, totalSteps: 1 }, [undefined, undefined]],
  ['of several', { step: 1, totalSteps: 3 }, [1, 3]],
])('a step %s', (_, place, expected) => {
  const { step, totalSteps } = shownBy(() => pick({ title: '', ...place, placeholder: '', choices: [] }));
  expect([step, totalSteps]).toEqual(expected);
});
