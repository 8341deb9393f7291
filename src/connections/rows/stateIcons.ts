import type { RowState } from './rowInput.js';

/** Icon of a row. Its shape alone tells the state; the color only repeats it. */
export interface StateIcon {
  /** Codicon id without `$()`. */
  readonly icon: string;
  /** Id of a theme color. */
  readonly color?: string;
}

const warning = { color: 'problemsWarningIcon.foreground' } as const;

/** Icons of tree rows by state, the same for connections and scopes. */
export const stateIcons: Readonly<Record<RowState, StateIcon>> = {
  none: { icon: 'circle-outline' },
  early: { icon: 'watch', color: 'charts.blue' },
  valid: { icon: 'pass', color: 'charts.green' },
  expiring: { icon: 'watch', color: 'charts.yellow' },
  expired: { icon: 'history' },
  refused: { icon: 'circle-slash', color: 'charts.red' },
  'no-access': { icon: 'circle-slash', color: 'charts.red' },
  failed: { icon: 'warning', ...warning },
  broken: { icon: 'error', color: 'problemsErrorIcon.foreground' },
  lost: { icon: 'warning', ...warning },
  'credential-refused': { icon: 'error', color: 'problemsErrorIcon.foreground' },
  'needs-credential': { icon: 'account', ...warning },
  'needs-consent': { icon: 'question', ...warning },
  'needs-input': { icon: 'account', ...warning },
  'not-here': { icon: 'remote', ...warning },
  'not-tried': { icon: 'unverified', ...warning },
};
