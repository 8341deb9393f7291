import type { JsonObject } from '../text/json.js';
import type { OpaqueForm } from '../text/masking.js';
import type { Template } from '../text/message.js';

/**
 * Knowledge about the tokens that one kind of service issues, and about the credentials it accepts. Texts are English
 * templates, translated for display.
 */
export interface TokenKnowledge {
  /** Labels of a token's details by name, in display order. */
  readonly details?: Readonly<Record<string, string>>;
  /** Meaning of claims beyond the registered ones, by claim name. */
  readonly claims: Readonly<Record<string, string>>;
  /** Meaning of claim values, by claim name and value as text. */
  readonly values?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /**
   * Notes on entries of the access claim. Members of their object `from` fill the `{names}` of `text`; those listed in
   * `seconds` are durations.
   */
  readonly grantNotes?: readonly GrantNote[];
  /** Claim of a refresh token whose list of `actions` is the maximum for access tokens obtained with it. */
  readonly mostGranted?: string;
  /**
   * Whom the claims name as the subject, where `sub` doesn't say it, or says it less clearly. Undefined for any other
   * token.
   */
  readonly subject?: (claims: JsonObject) => KnownSubject | undefined;
  /** What such a token is called, unless it is an access token or refresh token. */
  readonly type?: string;
  /** The audience is a client or another API, never the host where the token is used. */
  readonly clientAudience?: true;
  /** Why a token can have the action `*` although it wasn't requested. */
  readonly usualWildcard?: string;
  readonly exchange?: Exchange;
  /** Id of the credential form that the claims show, for the advice on a leaked token. Undefined if they don't. */
  readonly leakedForm?: (claims: JsonObject) => string | undefined;
  /** Signing with a secret that only the service has (HMAC) is normal for this kind. */
  readonly sharedKey?: true;
  /**
   * Advice on a missing grant, by credential form id; `''` for any other form. `{account}` and `{repository}` are
   * placeholders.
   */
  readonly missingGrant: Readonly<Record<string, string>>;
  /** Advice on a leaked secret, by credential form id; `''` for any other form. */
  readonly leaked?: Readonly<Record<string, string>>;
  /** Forms of opaque secrets. */
  readonly opaqueForms?: readonly OpaqueForm[];
}

/** Description of a subject, such as "customer 5". */
export type KnownSubject = 'anonymous' | Template;

/** Why a registry doesn't accept a token as it is, and how to get one that it accepts. */
export interface Exchange {
  /** Whether a token with these claims is meant. */
  readonly fits: (claims: JsonObject) => boolean;
  readonly text: string;
  readonly advice: string;
  /** A registry accepts it as a password. */
  readonly isPassword?: true;
}

export interface GrantNote {
  readonly from: string;
  readonly text: string;
  readonly seconds?: readonly string[];
}
