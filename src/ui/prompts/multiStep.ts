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

export interface Step<D> {
  /** Returns the draft with the answer, or `back`. Throws AuthError `cancelled`. */
  readonly ask: (draft: D, place: Omit<StepPosition, 'title'>) => Promise<OrBack<D>>;
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
export async function runSteps<D>(start: D, stepsOf: (draft: D) => readonly Step<D>[]): Promise<D> {
  let draft = start;
  let index = 0;
  for (;;) {
    const steps = stepsOf(draft);
    const step = steps[index];
    if (step === undefined) {
      return draft;
    }
    const asked = steps.slice(0, index).filter(({ quiet }) => quiet !== true).length;
    const open = steps.slice(index).some(({ decides }) => decides === true);
    const answer = await step.ask(draft, {
      step: step.quiet === true ? asked : asked + 1,
      ...(open ? {} : { totalSteps: steps.filter(({ quiet }) => quiet !== true).length }),
      canGoBack: asked > 0,
    });
    if (answer === back) {
      index = before(steps, index);
    } else {
      draft = answer;
      index += 1;
    }
  }
}

function before<D>(steps: readonly Step<D>[], index: number): number {
  return Math.max(
    0,
    steps.slice(0, index).findLastIndex(({ quiet }) => quiet !== true),
  );
}
