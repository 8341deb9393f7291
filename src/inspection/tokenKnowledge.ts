import type { OpaqueForm } from '../text/masking.js';

/**
 * What is known of the tokens that one kind of service makes, and of what it takes as a credential. Texts are English
 * templates, translated when they are shown.
 */
export interface TokenKnowledge {
  /** Labels of what a token's details say, by name, in the order to show them. */
  readonly details?: Readonly<Record<string, string>>;
  /** Meaning of claims beyond the registered ones, by claim name. */
  readonly claims: Readonly<Record<string, string>>;
  /** What a value of a claim means, by claim name and value as text. */
  readonly values?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /**
   * What else entries of `access` say: the members of their object `from` fill the `{names}` of `text`, those of
   * `seconds` as lengths of time.
   */
  readonly grantNotes?: readonly GrantNote[];
  /** Member of an entry of `access` with an end of its own, in seconds since the epoch. */
  readonly grantEnd?: string;
  /** Claim of a refresh token whose list of `actions` is the most that access tokens made with it can be granted. */
  readonly mostGranted?: string;
  /** Signing with a secret that only the service has (HMAC) is normal here. */
  readonly sharedKey?: true;
  /** What to do about a grant that is missing, by credential form id; `''` for any other form. `{account}` and `{repository}` are filled in. */
  readonly missingGrant: Readonly<Record<string, string>>;
  /** What to do when a secret leaked, by credential form id; `''` for any other form. */
  readonly leaked?: Readonly<Record<string, string>>;
  /** Forms of secrets that hold nothing to read. */
  readonly opaqueForms?: readonly OpaqueForm[];
}

export interface GrantNote {
  readonly from: string;
  readonly text: string;
  readonly seconds?: readonly string[];
}
