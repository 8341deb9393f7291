import { parseChallenges } from '../auth/challenge.js';
import { missingScopes } from '../auth/scope.js';
import type { Token } from '../auth/token.js';

/** Whether an answer to a request with a token means that the token has ended, where that is not a plain 401. */
export type IsStale = (answer: {
  readonly status: number;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}) => boolean;
type StaleAnswer = Parameters<IsStale>[0];

/** What went along with a request, and what for. */
export interface Sent {
  readonly token: Token;
  /** What the request takes. */
  readonly scopes: readonly string[];
}

/**
 * Whether an answer refuses the token that went along although it should suffice, so that a new one is worth a try: what
 * its kind says of an ended token, else 401 to a bearer token. A refused password is never sent again.
 */
export function isEnded(sent: Sent, answer: StaleAnswer, isStale: IsStale | undefined): boolean {
  const refused = answer.status === 401 && sent.token.scheme === 'Bearer' && !lacks(sent, answer);
  return refused || isStale?.(answer) === true;
}

/** Whether the token itself, or the challenge (RFC 6750 section 3.1), says that it does not suffice. */
export function lacks({ token: { granted }, scopes }: Sent, { headers }: Pick<StaleAnswer, 'headers'>): boolean {
  const insufficient = parseChallenges(headers['www-authenticate'] ?? '').some(
    ({ parameters }) => parameters.error === 'insufficient_scope',
  );
  return insufficient || (granted !== undefined && missingScopes(granted, scopes).length > 0);
}
