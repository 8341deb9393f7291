import { l10n } from 'vscode';
import { chooseTarget } from './chooseTarget.js';
import { obtain, type Target } from './obtain.js';
import { type FetchedToken, isFetched, type OnPage, type TokenAction } from './shownToken.js';
import { stillThere } from './usableConnections.js';

/** The same scopes once more, whatever is kept. */
export async function fetchAgain(on: OnPage<FetchedToken>): Promise<void> {
  const { connection, scopes } = on.shown;
  await fetchAndShow(on, { connection: await stillThere(on.surface, connection), scopes });
}

async function editScope(on: OnPage<FetchedToken>): Promise<void> {
  const connection = await stillThere(on.surface, on.shown.connection);
  const title = l10n.t('Edit Scope and Fetch');
  await fetchAndShow(on, await chooseTarget(on.surface, title, { type: 'connection', connection }));
}

async function fetchAndShow({ surface, show }: OnPage, target: Target): Promise<void> {
  const { scopes, trace } = await obtain(surface, target, { fresh: true });
  await show({ from: 'connection', connection: target.connection, scopes, trace, evidence: {} });
}

export const fetchActions: readonly TokenAction[] = [
  {
    id: 'fetchAgain',
    icon: 'refresh',
    offered: ({ from }) => from === 'connection',
    run: async (on) => (isFetched(on) ? fetchAgain(on) : undefined),
  },
  {
    id: 'editScope',
    icon: 'edit',
    offered: (shown) => shown.from === 'connection' && shown.scopes.length > 0,
    run: async (on) => (isFetched(on) ? editScope(on) : undefined),
  },
];
