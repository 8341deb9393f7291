// The editor's own quick inputs, answered through its own commands.
import { strict as assert } from 'node:assert';
import { commands, window } from 'vscode';
import { isAuthError } from '../../src/auth/errors.js';
import { askForFlow } from '../../src/ui/acquire/runWithProgress.js';
import { newDraft } from '../../src/ui/connect/connectionDraft.js';
import { fieldStep } from '../../src/ui/connect/credentialSteps.js';
import type { Ask, Choice, TextQuestion } from '../../src/ui/prompts/ask.js';
import { pasted } from '../../src/ui/prompts/inputBox.js';
import { back } from '../../src/ui/prompts/multiStep.js';
import { prompts } from '../../src/ui/prompts/prompts.js';
import { persist } from './harness.js';
import { script } from './script.js';
import { testSurface } from './testSurface.js';

const accept = 'workbench.action.acceptSelectedQuickOpenItem';
const close = 'workbench.action.closeQuickOpen';
const goBack = 'workbench.action.quickInputBack';

const isCancelled = (error: unknown): boolean => isAuthError(error) && error.code === 'cancelled';
const choices = [
  { label: 'first', value: 1, group: 'Group' },
  { label: 'second', value: 2 },
];

describe('prompts', () => {
  it('give the choice that was accepted', async () => {
    assert.equal(await persist(prompts.pick({ title: 'Test', placeholder: 'Which?', choices }), accept), 1);
  });

  it('give what was typed, when that can be chosen', async () => {
    const typed = (text: string) => ({ label: text, value: 3 });
    assert.equal(
      await persist(prompts.pick({ title: 'Test', placeholder: 'Which?', choices: [], typed, value: 'own' }), accept),
      3,
    );
  });

  it('show choices that come later', async () => {
    const later = async () => [{ label: 'later', value: 4 }];
    assert.equal(await persist(prompts.pick({ title: 'Test', placeholder: 'Which?', choices: [], later }), accept), 4);
  });

  it('stay on the choice that somebody is at when more come', async () => {
    let arrive: (more: readonly Choice<number>[]) => void = () => undefined;
    const later = () => new Promise<readonly Choice<number>[]>((resolve) => (arrive = resolve));
    const two = choices.map((choice) => ({ ...choice, picked: choice.value === 2 }));
    const answer = prompts.pick({ title: 'Test', placeholder: 'Which?', choices: two, later });
    await commands.executeCommand('workbench.action.quickOpenSelectNext'); // to the first, around the end
    await commands.executeCommand('workbench.action.quickOpenSelectNext'); // and back
    arrive([{ label: 'later', value: 4 }]);
    // Two ways there and back, so that the list has them.
    for (const value of [true, false]) {
      await commands.executeCommand('setContext', 'registryAuthTest.arrived', value);
    }
    assert.equal(await persist(answer, accept), 2);
  });

  it('stop what would come later when somebody goes away', async () => {
    let signal: AbortSignal | undefined;
    const later = async (leaving: AbortSignal) => {
      signal = leaving;
      return new Promise<never>(() => undefined);
    };
    await assert.rejects(
      persist(prompts.pick({ title: 'Test', placeholder: 'Which?', choices, later }), close),
      isCancelled,
    );
    assert.equal(signal?.aborted, true);
  });

  it('accept the value that is there already', async () => {
    assert.equal(await persist(prompts.text({ title: 'Test', prompt: 'Name', value: ' dana ' }), accept), 'dana');
  });

  it('strip the line break that a paste brings, and nothing else, from a secret', async () => {
    const question = { title: 'Test', prompt: 'Password', value: ' pass word \r\n', secret: true };
    assert.equal(await persist(prompts.text(question), accept), ' pass word ');
  });

  it('do not accept what is wrong', async () => {
    let tried = 0;
    const validate = () => {
      tried += 1;
      return tried > 3 ? undefined : 'Wrong.';
    };
    assert.equal(await persist(prompts.text({ title: 'Test', prompt: 'Name', value: 'x', validate }), accept), 'x');
    assert.ok(tried > 3);
  });

  it('accept what they warn of', async () => {
    const warned: string[] = [];
    const warn = (value: string) => {
      warned.push(value);
      return 'It ends in a blank.';
    };
    const question = { title: 'Test', prompt: 'Password', value: 'word ', secret: true, warn };
    assert.equal(await persist(prompts.text(question), accept), 'word ');
    assert.deepEqual([...new Set(warned)], ['word ']);
  });

  it('warn of a slip in a field of a credential form', async () => {
    let question: TextQuestion | undefined;
    const person = {
      ...script([]),
      text: async (asked: TextQuestion) => {
        question = asked;
        return 'word ';
      },
    };
    const warn = (value: string) => (value.endsWith(' ') ? 'It ends in a blank.' : undefined);
    const field = { name: 'password', label: 'Password', secret: true, warn };
    await fieldStep(await testSurface(person), 'Test', field).ask(newDraft(), {});
    assert.deepEqual([question?.warn?.('word '), question?.warn?.('word')], ['It ends in a blank.', undefined]);
  });

  it('go back where there is something to go back to', async () => {
    const place = { title: 'Test', step: 2, totalSteps: 2, canGoBack: true };
    assert.equal(await persist(prompts.text({ ...place, prompt: 'Name' }), goBack), back);
    assert.equal(await persist(prompts.pick({ ...place, placeholder: 'Which?', choices }), goBack), back);
  });

  it('end as cancelled when somebody goes away', async () => {
    await assert.rejects(persist(prompts.text({ title: 'Test', prompt: 'Name' }), close), isCancelled);
    await assert.rejects(
      persist(prompts.pickSeveral({ title: 'Test', placeholder: 'Which?', choices }), close),
      isCancelled,
    );
  });

  it('go back from what they wait for, which is aborted', async () => {
    let signal: AbortSignal | undefined;
    const work = async (leaving: AbortSignal) => {
      signal = leaving;
      return new Promise<never>(() => undefined);
    };
    const place = { title: 'Test', step: 2, totalSteps: 2, canGoBack: true };
    assert.equal(await persist(prompts.busy({ ...place, text: 'Trying…' }, work), goBack), back);
    assert.equal(signal?.aborted, true);
  });

  it('ask while they wait, which is no going away', async () => {
    const work = async (signal: AbortSignal, ask: Pick<Ask, 'text' | 'pick'>) => [
      await ask.text({ title: 'Test', prompt: 'Code', value: '123456' }),
      signal.aborted,
    ];
    assert.deepEqual(await persist(prompts.busy({ title: 'Test', text: 'Trying…' }, work), accept), ['123456', false]);
  });

  it('have something chosen while they wait', async () => {
    const work = async (signal: AbortSignal, ask: Pick<Ask, 'text' | 'pick'>) => [
      await ask.pick({ title: 'Test', placeholder: 'Which?', choices }),
      signal.aborted,
    ];
    const [first] = choices;
    const found = await persist(prompts.busy({ title: 'Test', text: 'Trying…' }, work), accept);
    assert.deepEqual(found, [first?.value, false]);
  });

  it('leave a question of a flow unanswered when somebody goes away, and wait on', async () => {
    const question = { title: 'Test', prompt: 'Code', secret: false };
    const work = async (signal: AbortSignal, ask: Pick<Ask, 'text' | 'pick'>) => [
      await askForFlow(ask)(question),
      signal.aborted,
    ];
    const shown = prompts.busy({ title: 'Test', text: 'Trying…' }, work);
    // Once: the list that comes back is not to be closed.
    await commands.executeCommand(close);
    assert.deepEqual(await shown, [undefined, false]);
  });

  it('choose a value of a field that has a list of them', async () => {
    const fixed = { name: 'protocol', label: 'Web API', secret: false, initial: 'b' };
    const choices = ['a', 'b'].map((value) => ({ value, label: `Choice ${value}` }));
    const suggested = { ...fixed, suggestions: async () => ['x'], validate: (text: string) => text && undefined };
    const person = script([{ pick: 'Choice a', to: 'Web API' }, { pick: 'b' }, { type: 'own' }]);
    const surface = await testSurface(person);
    const values: unknown[] = [];
    for (const field of [{ ...fixed, choices }, suggested, suggested]) {
      const draft = await fieldStep(surface, 'Test', field).ask(newDraft(), {});
      values.push(draft !== back && 'values' in draft ? draft.values.protocol : draft);
    }
    person.done();
    assert.deepEqual(values, ['a', 'b', 'own']);
  });

  it('abort what they wait for when somebody goes away', async () => {
    let signal: AbortSignal | undefined;
    const work = async (leaving: AbortSignal) => {
      signal = leaving;
      return new Promise<never>(() => undefined);
    };
    await assert.rejects(persist(prompts.busy({ title: 'Test', text: 'Trying…' }, work), close), isCancelled);
    assert.equal(signal?.aborted, true);
  });

  const nothing = 'The clipboard is empty or can’t be read. Paste into the box instead.';
  const validate = (text: string) => (text === 'good' ? undefined : 'Wrong.');
  const clipboards: readonly (readonly [string, () => Promise<string>, object])[] = [
    ['what fits', async () => 'good', { text: 'good' }],
    ['what does not', async () => 'bad', { wrong: 'Wrong.' }],
    ['an empty text', async () => '', { wrong: nothing }],
    ['nothing, because reading is not allowed', () => Promise.reject(new Error('not allowed')), { wrong: nothing }],
  ];
  for (const [name, text, expected] of clipboards) {
    it(`take from the clipboard ${name}`, async () => {
      assert.deepEqual(await pasted({ title: 'Test', prompt: 'Token', validate }, { tooltip: '', text }), expected);
    });
  }

  it('show no link that a service wrote', async () => {
    const shown: string[] = [];
    const { showInformationMessage } = window;
    try {
      Object.assign(window, { showInformationMessage: async (text: string) => void shown.push(text) });
      await prompts.tell({ severity: 'info', text: 'it says [Sign in](command:x)', actions: [] });
    } finally {
      Object.assign(window, { showInformationMessage });
    }
    assert.deepEqual(shown, ['it says [Sign in]\u2060(command:x)']);
  });
});
