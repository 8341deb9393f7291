import type { TokenKnowledge } from '../inspection/tokenKnowledge.js';
import type { JsonObject } from '../text/json.js';

/** Knowledge about the tokens of one kind of registry. Only explaining a token needs it, so it loads with the core. */
export interface KindTokens extends Omit<TokenKnowledge, 'missingGrant'> {
  /** Whether the claims of a JWT identify a service of this kind as its issuer. */
  readonly issues?: (claims: JsonObject) => boolean;
  /** Tokens of other issuers, and of other types, that people meet with this kind. */
  readonly others?: readonly OtherTokens[];
}

/** Knowledge about JWTs that a kind's registries don't accept as bearer tokens. */
export interface OtherTokens extends Omit<TokenKnowledge, 'missingGrant' | 'details' | 'opaqueForms'> {
  /** Name of the issuer. */
  readonly label: string;
  /** Whether the claims of a JWT identify this issuer and type. */
  readonly issues: (claims: JsonObject) => boolean;
  /** A connection exchanges them (credential `foreign-tokens`), where `exchange` fits. */
  readonly isForeign?: true;
}
