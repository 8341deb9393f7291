import type { AuthError, AuthErrorCode, ErrorDetails, TlsProblem } from '../../auth/errors.js';
import type { TraceStep } from '../../auth/trace.js';
import { lastPhase, type Phase } from '../requestPhases.js';
import type { Cause, NextStep } from '../texts.js';

/** What a message or the panel offers. */
export type Action = 'edit' | 'retry' | 'useAddress' | 'certificate' | 'terminal' | 'log' | 'reload' | 'diagnose';

/** What a situation is recognised by. */
export interface Seen {
  readonly error: AuthError;
  readonly details: ErrorDetails;
  /** The last request that was sent; undefined when none was. */
  readonly step?: TraceStep;
  /** The system's or the TLS library's own code; empty where there is none. */
  readonly system: string;
  /** Code and text of the service. */
  readonly said: string;
  /** Of the last answer, lower case. */
  readonly type: string;
}

/** A cause with what to do about it. The first one that fits decides. */
export interface Situation {
  readonly code: Exclude<AuthErrorCode, 'cancelled'>;
  /** Absent: always, with this code. */
  readonly when?: (seen: Seen) => boolean;
  readonly cause: Cause;
  readonly next: NextStep;
  /** In place of `next` while the connection is just being made. */
  readonly unsaved?: NextStep;
  readonly actions: readonly Action[];
}

export const answered = ({ error }: Seen): boolean => error.status !== undefined;
/** Somebody has to be there, such as to sign in. */
export const asks = ({ details }: Seen): boolean => details.asks === true;
export const during =
  (purpose: TraceStep['purpose']) =>
  ({ step }: Seen): boolean =>
    step?.purpose === purpose;
export const system =
  (pattern: RegExp) =>
  ({ system: code }: Seen): boolean =>
    pattern.test(code);
export const isPage = ({ type }: Seen): boolean => type.includes('html');
export const overHttp = ({ step }: Seen): boolean => step?.url.startsWith('http:') === true;

export const throughProxy = ({ step, details }: Seen): boolean => step?.proxied === true || details.proxy !== undefined;
export const tls =
  (problem: TlsProblem) =>
  ({ details }: Seen): boolean =>
    details.tls === problem;

/** Whether the request came to its end in this phase. */
export const stoppedAt =
  (phase: Phase) =>
  ({ step }: Seen): boolean =>
    step !== undefined && lastPhase(step) === phase;

export const edit: readonly Action[] = ['edit', 'log'];
export const retry: readonly Action[] = ['retry', 'log'];
export const log: readonly Action[] = ['log'];
/** To look at what was shown, and to choose what is trusted. */
export const certificate: readonly Action[] = ['certificate', 'log'];
/** Where a closer look helps. */
export const look: readonly Action[] = ['retry', 'diagnose', 'log'];
