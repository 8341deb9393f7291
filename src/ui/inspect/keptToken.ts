import { l10n } from 'vscode';
import { secretOf, type Token } from '../../auth/token.js';
import type { AuthTrace } from '../../auth/trace.js';
import type { CachedToken } from '../../tokensTypes.js';
import { heldTokens } from '../acquire/heldTokens.js';
import type { Surface } from '../surface.js';
import { fetchAgain } from './fetchActions.js';
import { type FetchedToken, isFetched, type OnPage } from './shownToken.js';

/** The cached token of a page. Undefined when it was replaced or forgotten. */
export function keptToken(surface: Surface, { connection, trace, part }: FetchedToken): CachedToken | undefined {
  const kept = heldTokens(surface, connection).find((held) => held.trace === trace);
  if (part === undefined || kept === undefined) {
    return kept;
  }
  const token = refreshTokenOf(kept.token);
  return token && { ...kept, token };
}

/** All requests for the token: those that obtained it, tested it, and used it since. */
export function wholeTrace(surface: Surface, shown: FetchedToken): AuthTrace {
  const { trace, since = [] } = shown;
  return { ...trace, steps: [...trace.steps, ...(keptToken(surface, shown)?.proof?.steps ?? []), ...since] };
}

/** Refresh token of a token. Its expiry is known only from its own claims. */
function refreshTokenOf({ refreshToken, obtainedAt, details }: Token): Token | undefined {
  if (refreshToken === undefined) {
    return undefined;
  }
  const what = { scheme: 'Bearer', value: refreshToken, use: 'refresh', expirySource: 'none' } as const;
  return { ...what, obtainedAt, scopes: [], ...(details ? { details } : {}) };
}

/** Runs `act` with the text of the page's token, which is secret. */
export function withText(on: OnPage, act: (value: string) => Promise<void>): Promise<void> {
  return withToken(on, (token) => act(secretOf(token)));
}

/** Runs `act` with the page's token. Shows a message when the token is no longer cached. */
export async function withToken(on: OnPage, act: (token: Token | string) => Promise<void>): Promise<void> {
  if (on.shown.from === 'paste') {
    return act(on.shown.value);
  }
  const kept = keptToken(on.surface, on.shown);
  if (kept !== undefined) {
    return act(kept.token);
  }
  const again = l10n.t('Fetch Again');
  const pressed = await on.surface.ask.tell({
    severity: 'warning',
    text: l10n.t('This token is no longer available. It was replaced or forgotten.'),
    actions: [again],
  });
  if (pressed === again && isFetched(on)) {
    await fetchAgain(on);
  }
}
