import type { AuthError } from '../../auth/errors.js';
import type { Token } from '../../auth/token.js';
import type { AuthTrace } from '../../auth/trace.js';
import type { Blob, Manifest } from '../../distribution/pull.js';
import type { Upload } from '../../distribution/push.js';
import type { Clause } from '../../text/message.js';
import type { Evidence } from '../diagnosis.js';
import type { checkLabels } from './texts.js';

/** State of a complete use while it runs: signing in, and reading something with the token. */
export interface WholeUse {
  /** Every request so far, in order. */
  readonly steps: AuthTrace['steps'];
  /** Requested scopes. */
  readonly scopes: readonly string[];
  /** Account of the connection. Absent if the credential names none. */
  readonly account?: string;
  /** The use includes an upload, which needs every requested scope. */
  readonly uploads?: true;
  /** Null: the registry wants no token. Absent: the use ended before that point. */
  readonly token?: Token | null;
  readonly manifest?: Manifest;
  readonly blob?: Blob;
  readonly upload?: Upload;
  /** The service accepted the token for one of its own requests. */
  readonly tried?: true;
  /** Results of the host probe. */
  readonly closer?: readonly Evidence[];
  /** The error that ended the use. */
  readonly error?: AuthError;
}

/** Result of a check. `noted` doesn't end the use. */
export type CheckResult =
  | { readonly state: 'passed'; readonly evidence: readonly Evidence[]; readonly fact?: Clause }
  /** The check doesn't apply here. */
  | { readonly state: 'skipped' }
  /** The requests say nothing about it. */
  | { readonly state: 'untested' }
  | {
      readonly state: 'failed' | 'noted';
      readonly error: AuthError;
      readonly fact?: Clause;
      readonly evidence?: readonly Evidence[];
    };

/** A few words of English, such as "Address". */
export type CheckLabel = (typeof checkLabels)[keyof typeof checkLabels];

/** One line of a checklist. */
export interface Check {
  readonly label: CheckLabel;
  /**
   * Judges the requests so far. Undefined: the use hasn't passed this check, so an error that ends the use fails here.
   */
  readonly judge: (use: WholeUse) => CheckResult | undefined;
}

/** A passed check. `fact` is the one that tells most. */
export const passed = (fact: Clause | undefined, ...evidence: readonly Evidence[]): CheckResult => ({
  state: 'passed',
  evidence,
  ...(fact !== undefined && { fact }),
});
export const skipped: CheckResult = { state: 'skipped' };
export const untested: CheckResult = { state: 'untested' };
