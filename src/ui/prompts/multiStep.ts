import { AuthError } from '../../auth/errors.js';

/** Answer of a user who goes back to the previous question. */
export const back: unique symbol = Symbol('back');
export type OrBack<T> = T | typeof back;

/** The answer to a question that no other comes before. Throws AuthError `cancelled`. */
export function unlessBack<T>(answer: OrBack<T>): T {
  if (answer === back) {
    throw new AuthError('cancelled', 'There is no question before this one.');
  }
  return answer;
}

/** Position of a question in a sequence. */
export interface StepPosition {
  readonly title: string;
  readonly step?: number;
  readonly totalSteps?: number;
  /** Whether there is a previous question. */
  readonly canGoBack?: boolean;
}

const target: unique symbol = Symbol('target');

/** Answer that continues at another step, which is then asked even if its answer is known. */
export interface Jump<D> {
  readonly [target]: string;
  readonly draft: D;
}

/** Continues at the step with this ID. */
export function jumpTo<D>(step: string, draft: D): Jump<D> {
  return { [target]: step, draft };
}

export interface Step<D> {
  /** Name that a later step can jump to. */
  readonly id?: string;
  /** Returns the draft with the answer, `back`, or a jump. Throws AuthError `cancelled`. */
  readonly ask: (draft: D, place: Omit<StepPosition, 'title'>) => Promise<OrBack<D | Jump<D>>>;
  /** The draft with an answer that needs no question. When the user goes back to this step, the question is asked. */
  readonly known?: (draft: D) => D | undefined;
  /** Usually asks nothing, so it isn't counted, and going back skips it. */
  readonly quiet?: boolean;
  /** Its answer determines how many questions follow. */
  readonly decides?: boolean;
}

/**
 * Asks one question after the other. `stepsOf` is evaluated again after each answer, because an answer can add later
 * questions. The questions up to the current one must stay the same. The draft keeps its answers when the user goes
 * back.
 */
export async function runSteps<D extends object>(start: D, stepsOf: (draft: D) => readonly Step<D>[]): Promise<D> {
  let draft = start;
  let index = 0;
  let skipped: readonly number[] = [];
  let returns = false;
  for (;;) {
    const steps = stepsOf(draft);
    const step = steps[index];
    if (step === undefined) {
      return draft;
    }
    const answerless = returns ? undefined : step.known?.(draft);
    returns = false;
    if (answerless !== undefined) {
      draft = answerless;
      skipped = [...skipped, index];
      index += 1;
      continue;
    }
    skipped = skipped.filter((one) => one < index);
    const counts = ({ quiet }: Step<D>, at: number): boolean => quiet !== true && !skipped.includes(at);
    const asked = steps.slice(0, index).filter(counts).length;
    const open = steps.slice(index).some(({ decides, known }) => decides === true || known !== undefined);
    const answer = await step.ask(draft, {
      step: step.quiet === true ? asked : asked + 1,
      ...(open ? {} : { totalSteps: steps.filter(counts).length }),
      canGoBack: before(steps, index) !== undefined,
    });
    if (answer === back) {
      index = before(steps, index) ?? 0;
      returns = true;
    } else if (target in answer) {
      draft = answer.draft;
      const found = stepsOf(draft).findIndex(({ id }) => id === answer[target]);
      if (found === -1) {
        throw new Error(`There is no step ${answer[target]}.`);
      }
      index = found;
      returns = true;
    } else {
      draft = answer;
      index += 1;
    }
  }
}

/** The question before this step, asked or skipped. */
function before<D>(steps: readonly Step<D>[], index: number): number | undefined {
  const found = steps.slice(0, index).findLastIndex(({ quiet }) => quiet !== true);
  return found === -1 ? undefined : found;
}
