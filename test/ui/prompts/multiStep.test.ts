import { describe, expect, it } from 'vitest';
import { back, type OrBack, runSteps, type Step } from '../../../src/ui/prompts/multiStep.js';

type Draft = Readonly<Record<string, string>>;

/** Answers each question in turn and writes down how it was put. */
function interview(answers: readonly (string | typeof back)[]) {
  const left = [...answers];
  const asked: string[] = [];
  const question = (name: string, quiet = false): Step<Draft> => ({
    quiet,
    ask: async (draft, { step, totalSteps, canGoBack }): Promise<OrBack<Draft>> => {
      asked.push(`${name} ${step}/${totalSteps ?? '?'}${canGoBack ? ' back' : ''} ${draft[name] ?? ''}`.trim());
      if (quiet) {
        return { ...draft, [name]: 'done' };
      }
      const answer = left.shift();
      if (answer === undefined) {
        throw new Error(`no answer for ${name}`);
      }
      return answer === back ? back : { ...draft, [name]: answer };
    },
  });
  return { asked, question };
}

describe('a sequence of questions', () => {
  it('counts them, and offers to go back from the second on', async () => {
    const { asked, question } = interview(['a', 'b']);
    await expect(runSteps({}, () => [question('one'), question('two')])).resolves.toEqual({ one: 'a', two: 'b' });
    expect(asked).toEqual(['one 1/2', 'two 2/2 back']);
  });

  it('keeps what was answered when somebody goes back', async () => {
    const { asked, question } = interview(['a', back, 'A', 'b']);
    await expect(runSteps({}, () => [question('one'), question('two')])).resolves.toEqual({ one: 'A', two: 'b' });
    expect(asked).toEqual(['one 1/2', 'two 2/2 back', 'one 1/2 a', 'two 2/2 back']);
  });

  it('neither counts quiet steps nor stops at them on the way back', async () => {
    const { asked, question } = interview(['a', back, 'A', 'b']);
    const steps = [question('one'), question('check', true), question('two')];
    await expect(runSteps({}, () => steps)).resolves.toEqual({ one: 'A', check: 'done', two: 'b' });
    expect(asked).toEqual([
      'one 1/2',
      'check 1/2 back',
      'two 2/2 back',
      'one 1/2 a',
      'check 1/2 back done',
      'two 2/2 back',
    ]);
  });

  it('a quiet step can lead back to the question before it', async () => {
    let tries = 0;
    const { asked, question } = interview(['wrong', 'right']);
    const check: Step<Draft> = { quiet: true, ask: async (draft) => (++tries === 1 ? back : draft) };
    await expect(runSteps({}, () => [question('one'), check])).resolves.toEqual({ one: 'right' });
    expect(asked).toEqual(['one 1/1', 'one 1/1 wrong']);
  });

  it('asks further questions that an answer brings', async () => {
    const { asked, question } = interview(['more', 'b']);
    const stepsOf = (draft: Draft) => [question('one'), ...(draft.one === 'more' ? [question('two')] : [])];
    await expect(runSteps({}, stepsOf)).resolves.toEqual({ one: 'more', two: 'b' });
    expect(asked).toEqual(['one 1/1', 'two 2/2 back']);
  });

  it('says how many there are only once that is decided', async () => {
    const { asked, question } = interview(['a', 'more', back, 'less']);
    const stepsOf = (draft: Draft) => [
      question('one'),
      { ...question('two'), decides: true },
      ...(draft.two === 'more' ? [question('three')] : []),
    ];
    await expect(runSteps({}, stepsOf)).resolves.toEqual({ one: 'a', two: 'less' });
    expect(asked).toEqual(['one 1/?', 'two 2/? back', 'three 3/3 back', 'two 2/? back more']);
  });

  it('ends with what a question throws', async () => {
    const gone: Step<Draft> = { ask: () => Promise.reject(new Error('gone away')) };
    await expect(runSteps({}, () => [gone])).rejects.toThrow('gone away');
  });
});
