import { diagnose } from '../auth/diagnosis.js';
import { type Explanation, explain, explainEvidence } from '../auth/explanation.js';
import { type Connection, hostOf } from '../connections/connection.js';
import type { Line } from '../registries/checks/line.js';
import { speech, translate } from './words.js';

/** A line of a diagnosis in the reader's words. */
export interface CheckLine {
  readonly label: string;
  readonly state: Line['state'];
  readonly evidence: readonly string[];
  /** Of what failed, or is noted. */
  readonly explanation?: Explanation;
}

export function checkLines(lines: readonly Line[], connection: Connection): readonly CheckLine[] {
  return lines.map(({ label, state, evidence, error }) => {
    const { account } = connection;
    const about = { host: hostOf(connection), ...(account === undefined ? {} : { account }), saved: true };
    const diagnosis = error && diagnose(error, about);
    return {
      label: translate(label),
      state,
      evidence: explainEvidence(evidence, speech),
      ...(diagnosis && { explanation: explain(diagnosis, speech, { brief: false }) }),
    };
  });
}
