/** What a section of the suite found. */
export interface Result {
  readonly attempted: number;
  /** Ended as it must. */
  readonly survived: number;
  /** Gave a secret to somebody who must not have it; for what holds no secret, lost or half-written data. */
  readonly leaked: number;
  /** One sentence for each that did not survive. */
  readonly faults: readonly string[];
  /** What was measured, in words. */
  readonly figures?: string;
}

export interface Section {
  readonly name: string;
  /** `short` is the form that belongs to npm test. */
  readonly run: (size: 'short' | 'full') => Promise<Result>;
}
