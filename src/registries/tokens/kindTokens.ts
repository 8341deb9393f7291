import type { JsonObject } from '../../auth/json.js';
import type { TokenKnowledge } from '../../auth/tokenKnowledge.js';

/** What is known of the tokens of one kind of registry. It is needed only to explain one, so it loads with the core. */
export interface KindTokens extends Omit<TokenKnowledge, 'missingGrant'> {
  /** Whether the claims of a JWT give away that a service of this kind made it. */
  readonly issues?: (claims: JsonObject) => boolean;
}
