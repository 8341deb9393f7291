import type { AuthError } from './errors.js';
import type { TraceStep } from './trace.js';

/**
 * The request that a failure is about: the one that ended so, else the last that its host answered with its status, else
 * the last of all. After it, others may have been sent: a registry is asked anew what it wants.
 */
export function failedStep({ code, status, details, trace }: AuthError): TraceStep | undefined {
  const steps = trace?.steps ?? [];
  const answered = (step: TraceStep): boolean =>
    step.status === status && (details?.host === undefined || new URL(step.url).host === details.host);
  return (
    steps.findLast(({ failure }) => failure === code) ??
    (status === undefined ? undefined : steps.findLast(answered)) ??
    steps.at(-1)
  );
}
