import type { AuthError } from '../../auth/errors.js';
import type { Clause } from '../../text/message.js';
import type { Evidence } from '../diagnosis.js';
import type { Check, CheckLabel, WholeUse } from './check.js';

/** A check with its result. */
export interface ChecklistLine {
  readonly label: CheckLabel;
  readonly state: 'waiting' | 'passed' | 'skipped' | 'untested' | 'noted' | 'failed' | 'not-reached';
  /** What tells most about a passed or noted check, such as "10.0.0.5:443, direct". */
  readonly fact?: Clause;
  readonly evidence: readonly Evidence[];
  /** Why the check failed or is noted. */
  readonly error?: AuthError;
}

/** Lines for the current state of a use. An error that ended the use belongs to the first check that it didn't pass. */
export function linesOf(checks: readonly Check[], use: WholeUse): readonly ChecklistLine[] {
  let state: 'goes on' | 'waits' | 'ended' = 'goes on';
  return checks.map(({ label, judge }): ChecklistLine => {
    if (state !== 'goes on') {
      return { label, state: state === 'ended' ? 'not-reached' : 'waiting', evidence: [] };
    }
    const verdict = judge(use) ?? (use.error && { state: 'failed' as const, error: use.error });
    if (verdict === undefined) {
      state = 'waits';
      return { label, state: 'waiting', evidence: [] };
    }
    if (verdict.state === 'failed') {
      state = 'ended';
    }
    return {
      label,
      state: verdict.state,
      evidence: [
        ...('evidence' in verdict ? (verdict.evidence ?? []) : []),
        ...(verdict.state === 'failed' ? (use.closer ?? []) : []),
      ],
      ...('fact' in verdict ? { fact: verdict.fact } : {}),
      ...('error' in verdict ? { error: verdict.error } : {}),
    };
  });
}
