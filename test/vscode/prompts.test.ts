// The editor's own quick inputs, answered through its own commands.
import { strict as assert } from 'node:assert';
import { isAuthError } from '../../src/auth/errors.js';
import { prompts } from '../../src/ui/prompts.js';
import { back } from '../../src/ui/steps.js';
import { persist } from './harness.js';

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

  it('abort what they wait for when somebody goes away', async () => {
    let signal: AbortSignal | undefined;
    const work = async (leaving: AbortSignal) => {
      signal = leaving;
      return new Promise<never>(() => undefined);
    };
    await assert.rejects(persist(prompts.busy({ title: 'Test', text: 'Trying…' }, work), close), isCancelled);
    assert.equal(signal?.aborted, true);
  });
});
