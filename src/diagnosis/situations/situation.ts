import type { AuthError, AuthErrorCode, ErrorDetails, TlsProblem } from '../../auth/errors.js';
import type { TraceStep } from '../../auth/trace.js';
import { lastPhase, type Phase } from '../requestPhases.js';
import type { Cause, NextStep } from '../texts.js';

/** Actions of a message or the panel. */
export type Action = 'edit' | 'retry' | 'useAddress' | 'certificate' | 'terminal' | 'log' | 'reload' | 'diagnose';

/** Facts that identify a situation. */
export interface Seen {
  readonly error: AuthError;
  readonly details: ErrorDetails;
  /** The request that caused the failure; undefined if none was sent. */
  readonly step?: TraceStep;
  /** Error code of the system or the TLS library; empty if there is none. */
  readonly system: string;
  /** Error code and text of the service. */
  readonly said: string;
  /** Content type of that request's response, lowercase. */
  readonly type: string;
}

/** A cause and what to do about it. The first match decides. */
export interface Situation {
  readonly code: Exclude<AuthErrorCode, 'cancelled'>;
  /** Absent: matches every error with this code. */
  readonly when?: (seen: Seen) => boolean;
  readonly cause: Cause;
  readonly next: NextStep;
  /** Replaces `next` while the connection is being added. */
  readonly unsaved?: NextStep;
  readonly actions: readonly Action[];
}

export const answered = ({ error }: Seen): boolean => error.status !== undefined;
/** The user must be there, for example to sign in. */
export const asks = ({ details }: Seen): boolean => details.asks === true;
export const during =
  (purpose: TraceStep['purpose']) =>
  ({ step }: Seen): boolean =>
    step?.purpose === purpose;
export const system =
  (pattern: RegExp) =>
  ({ system: code }: Seen): boolean =>
    pattern.test(code);
/** No secret was sent with the request. */
export const sentNothing = ({ step }: Seen): boolean =>
  step?.authorization === 'none' && step.body === undefined && !step.form?.some(([, value]) => value.startsWith('$'));
export const isPage = ({ type }: Seen): boolean => type.includes('html');
export const overHttp = ({ step }: Seen): boolean => step?.url.startsWith('http:') === true;

export const throughProxy = ({ step, details }: Seen): boolean => step?.proxied === true || details.proxy !== undefined;
export const tls =
  (problem: TlsProblem) =>
  ({ details }: Seen): boolean =>
    details.tls === problem;

/** Whether the request ended in this phase. */
export const stoppedAt =
  (phase: Phase) =>
  ({ step }: Seen): boolean =>
    step !== undefined && lastPhase(step) === phase;

export const edit: readonly Action[] = ['edit', 'log'];
export const retry: readonly Action[] = ['retry', 'log'];
export const log: readonly Action[] = ['log'];
/** View the server's certificate, and choose what to trust. */
export const certificate: readonly Action[] = ['certificate', 'log'];
/** For failures that a diagnosis can narrow down. */
export const look: readonly Action[] = ['retry', 'diagnose', 'log'];
