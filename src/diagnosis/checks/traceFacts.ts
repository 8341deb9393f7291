import type { TraceStep } from '../../auth/trace.js';
import type { Evidence } from '../diagnosis.js';
import type { WholeUse } from './check.js';

// Facts that the checks read from the requests of a use.

export function challengesOf({ steps }: WholeUse): NonNullable<TraceStep['challenges']> {
  return steps.filter(({ purpose }) => purpose === 'ping').flatMap(({ challenges = [] }) => challenges);
}

/** The challenge was cached by an earlier use, and this one didn't request it. */
export function isKnown({ steps }: WholeUse): boolean {
  return steps[0]?.purpose === 'exchange';
}

export function exchangeOf({ steps }: WholeUse): TraceStep | undefined {
  return steps.findLast(({ purpose }) => purpose === 'exchange');
}

/** The request that returned the token, or that tested it. */
export function signInOf(use: WholeUse): TraceStep | undefined {
  return exchangeOf(use) ?? use.steps.findLast(({ purpose }) => purpose === 'sign-in' || purpose === 'check');
}

/** A missing permission implies a valid sign-in, if the service itself reports it and not a server in front of it. */
export function lacksRight({ error, steps }: WholeUse): boolean {
  return error?.code === 'denied' && error.details?.field !== 'network' && steps.at(-1)?.service !== undefined;
}

/** The request and its response as evidence; empty if there was no response. */
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
