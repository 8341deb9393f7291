import { parseChallenges } from '../auth/challenge.js';
import { missingScopes } from '../auth/scope.js';
import type { Token } from '../auth/token.js';

/** Whether a response means that the token sent has expired, for services that don't report that with a plain 401. */
export type IsStale = (answer: {
  readonly status: number;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}) => boolean;
type StaleAnswer = Parameters<IsStale>[0];

/** The token sent with a request, and its purpose. */
export interface Sent {
  readonly token: Token;
  /** Scopes that the request requires. */
  readonly scopes: readonly string[];
}

/**
 * Whether a response rejects a token that should suffice, so that a new one is worth a try. That is a 401 to a bearer
 * token, or what `isStale` recognizes as an expired token. A rejected password is never sent again.
 */
export function isEnded(sent: Sent, answer: StaleAnswer, isStale: IsStale | undefined): boolean {
  const refused = answer.status === 401 && sent.token.scheme === 'Bearer' && !lacks(sent, answer);
  return refused || isStale?.(answer) === true;
}

/** Whether the token's grants, or the challenge (RFC 6750 section 3.1), show that the token isn't sufficient. */
export function lacks({ token: { granted }, scopes }: Sent, { headers }: Pick<StaleAnswer, 'headers'>): boolean {
  const insufficient = parseChallenges(headers['www-authenticate'] ?? '').some(
    ({ parameters }) => parameters.error === 'insufficient_scope',
  );
  return insufficient || (granted !== undefined && missingScopes(granted, scopes).length > 0);
}
