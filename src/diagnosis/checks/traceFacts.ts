import type { TraceStep } from '../../auth/trace.js';
import type { WholeUse } from './check.js';
import type { Evidence } from '../diagnosis.js';

// What the checks read off the requests of a use.

export function challengesOf({ steps }: WholeUse): NonNullable<TraceStep['challenges']> {
  return steps.filter(({ purpose }) => purpose === 'ping').flatMap(({ challenges = [] }) => challenges);
}

/** An earlier use heard what the registry wants, and this one did not ask. */
export function isKnown({ steps }: WholeUse): boolean {
  return steps[0]?.purpose === 'exchange';
}

export function exchangeOf({ steps }: WholeUse): TraceStep | undefined {
  return steps.findLast(({ purpose }) => purpose === 'exchange');
}

/** The request that the token came from, or that showed it to be good. */
export function signInOf(use: WholeUse): TraceStep | undefined {
  return exchangeOf(use) ?? use.steps.findLast(({ purpose }) => purpose === 'sign-in' || purpose === 'check');
}

/** A right that is missing says that the sign-in is good, where the service says it and not who stands before it. */
export function lacksRight({ error, steps }: WholeUse): boolean {
  return error?.code === 'denied' && steps.at(-1)?.service !== undefined;
}

/** What was sent and how it was answered; nothing where it was not. */
export function answerOf(step: TraceStep | undefined): Evidence[] {
  return step?.status === undefined
    ? []
    : [
        { id: 'request', text: `${step.method} ${step.url}` },
        { id: 'status', text: String(step.status) },
      ];
}

export function hostOf(step: TraceStep | undefined): string {
  return step === undefined ? '' : new URL(step.url).host;
}
