import type { AuthError } from '../../auth/errors.js';
import type { Token } from '../../auth/token.js';
import type { AuthTrace } from '../../auth/trace.js';
import type { Evidence } from '../diagnosis.js';
import type { Blob, Manifest } from '../../distribution/pull.js';

/** What is known of a whole use while it goes on: signing in, and reading something with the token. */
export interface WholeUse {
  /** Every request so far, in order. */
  readonly steps: AuthTrace['steps'];
  /** Asked for. */
  readonly scopes: readonly string[];
  /** Null: the registry wants none. Absent: it did not come to that. */
  readonly token?: Token | null;
  readonly manifest?: Manifest;
  readonly blob?: Blob;
  /** The service took the token for a request of its own. */
  readonly tried?: true;
  /** What a closer look at the way there showed. */
  readonly closer?: readonly Evidence[];
  /** What ended it. */
  readonly error?: AuthError;
}

/** What a check found. `noted` does not end the use. */
export type CheckResult =
  | { readonly state: 'passed'; readonly evidence: readonly Evidence[] }
  /** There is nothing to check here. */
  | { readonly state: 'skipped' }
  | { readonly state: 'failed' | 'noted'; readonly error: AuthError };

/** One line of a diagnosis. */
export interface Check {
  /** A few words of English: "Address". */
  readonly label: string;
  /** Read off the requests. Undefined: the use has not come past it, so that what ends the use ends it here. */
  readonly judge: (use: WholeUse) => CheckResult | undefined;
}

export const passed = (...evidence: readonly Evidence[]): CheckResult => ({ state: 'passed', evidence });
export const skipped: CheckResult = { state: 'skipped' };
