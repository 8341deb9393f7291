/** What Registry Auth is compared with. */
export const EMPTY = 'an empty extension';

export interface ActivationRow {
  readonly extension: string;
  /** Which of the two came first in this host: the second one finds more ready. */
  readonly turn: 'first' | 'second';
  /** Milliseconds. */
  readonly time: number;
}
