/** The answer of somebody who wants to see the question before. Registered, because two chunks hold this file. */
export const back: unique symbol = Symbol.for('registryAuth.back');
export type OrBack<T> = T | typeof back;

/** Where a question stands in a sequence. */
export interface StepPosition {
  readonly title: string;
  readonly step?: number;
  readonly totalSteps?: number;
  /** Whether there is a question to go back to. */
  readonly canGoBack?: boolean;
}

export interface Step<D> {
  /** Gives the draft with the answer in it, or `back`. Throws AuthError `cancelled`. */
  readonly ask: (draft: D, place: Omit<StepPosition, 'title'>) => Promise<OrBack<D>>;
  /** Usually asks nothing, so it is neither counted nor stopped at on the way back. */
  readonly quiet?: boolean;
  /** Its answer decides how many questions follow. */
  readonly decides?: boolean;
}

/**
 * Asks one question after the other. `stepsOf` is evaluated anew after each answer, since an answer may bring further
 * questions after it; the questions up to the present one must stay the same. What was answered stays in the draft
 * when somebody goes back.
 */
export async function runSteps<D>(start: D, stepsOf: (draft: D) => readonly Step<D>[]): Promise<D> {
  let draft = start;
  let index = 0;
  for (;;) {
    const steps = stepsOf(draft);
    const step = steps[index];
    if (step === undefined) return draft;
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
