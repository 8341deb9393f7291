/** What Registry Auth is compared with. */
export const EMPTY = 'an empty extension';

export interface ActivationRow {
  readonly extension: string;
  /** Milliseconds. */
  readonly time: number;
}

/** Ours once more, together with the first command: what is loaded for it counts too. */
export const FIRST_COMMAND = 'Registry Auth, with its first command';
