import { diagnose } from '../auth/diagnosis.js';
import { type Explanation, explain, explainEvidence } from '../auth/explanation.js';
import type { Connection } from '../connections/connection.js';
import type { Line } from '../registries/checks/line.js';
import { aboutOf } from './failures.js';
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
    const diagnosis = error && diagnose(error, { ...aboutOf(connection), saved: true });
    return {
      label: translate(label),
      state,
      evidence: explainEvidence(evidence, speech),
      ...(diagnosis && { explanation: explain(diagnosis, speech, { brief: false }) }),
    };
  });
}
