export interface Edit {
  /** Below src. */
  readonly file: string;
  /** Occurs exactly once. */
  readonly text: string;
  readonly becomes: string;
}

export interface Check {
  readonly id: string;
  readonly what: string;
  readonly edits: readonly Edit[];
}

/** Edits of one file. */
export function inFile(file: string): (text: string, becomes: string) => Edit {
  return (text, becomes) => ({ file, text, becomes });
}
