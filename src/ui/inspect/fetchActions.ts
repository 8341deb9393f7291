import { l10n } from 'vscode';
import { findKind } from '../../registries/index.js';
import { acquireToken } from '../acquire/acquireToken.js';
import { heldTokens } from '../acquire/heldTokens.js';
import type { Target } from '../acquire/runWithProgress.js';
import { stillThere } from '../acquire/usableConnections.js';
import { chooseTarget } from '../choose/chooseTarget.js';
import { tokenWords, translate } from '../localize.js';
import type { Surface } from '../surface.js';
import { inputOf } from './inspectionInput.js';
import { type FetchedToken, isFetched, type OnPage, type TokenAction } from './shownToken.js';

/** Fetches a new token for the same scopes, regardless of the cache. */
export async function fetchAgain(on: OnPage<FetchedToken>): Promise<void> {
  const { connection, scopes } = on.shown;
  await fetchAndShow(on, { connection: await stillThere(on.surface, connection), scopes });
}

async function editScope(on: OnPage<FetchedToken>): Promise<void> {
  const connection = await stillThere(on.surface, on.shown.connection);
  const title = l10n.t('Edit Scope and Fetch');
  await fetchAndShow(on, await chooseTarget(on.surface, title, { type: 'connection', connection }));
}

async function fetchAndShow({ surface, shown, show }: OnPage<FetchedToken>, target: Target): Promise<void> {
  const before = heldTokens(surface, shown.connection).find(({ trace }) => trace === shown.trace);
  const { scopes, trace, token } = await acquireToken(surface, target, { fresh: true });
  const next = { from: 'connection', connection: target.connection, scopes, trace, evidence: {} } as const;
  if (before === undefined) {
    return show(next);
  }
  const { compareTokens } = await surface.core();
  const [old, young] = [await inputOf(surface, shown, before.token), await inputOf(surface, next, token)];
  const comparison = compareTokens(old, young, translate);
  const sides = { before: tokenWords(before.token), after: tokenWords(token) };
  await show({ ...next, replaced: { comparison, sides } });
}

/**
 * Whether the credential itself goes with every request (HTTP Basic, RFC 7617), so that there is nothing to fetch. A
 * value that expires was issued.
 */
function isPasswordItself(surface: Surface, { connection, trace }: FetchedToken): boolean {
  const held = heldTokens(surface, connection).find((one) => one.trace === trace);
  return held?.token.scheme === 'Basic' && held.token.expiresAt === undefined;
}

export const fetchActions: readonly TokenAction[] = [
  {
    id: 'fetchAgain',
    icon: 'refresh',
    offered: (shown, _inspection, surface) => shown.from === 'connection' && !isPasswordItself(surface, shown),
    run: async (on) => (isFetched(on) ? fetchAgain(on) : undefined),
  },
  {
    id: 'editScope',
    icon: 'edit',
    offered: (shown) => shown.from === 'connection' && findKind(shown.connection.kind)?.scopes !== undefined,
    run: async (on) => (isFetched(on) ? editScope(on) : undefined),
  },
];
