import { l10n } from 'vscode';
import { shownTokens } from '../acquire/heldTokens.js';
import type { Surface } from '../surface.js';
import type { TreeStatus } from '../treeNode.js';
import { rowOf, type Rows } from './rowOf.js';

/** What the view shows besides its rows, read anew. A failing storage is reported in the message. */
export async function treeStatus(surface: Rows & Pick<Surface, 'store' | 'log'>): Promise<TreeStatus> {
  const { store, playground } = surface;
  try {
    const entries = await store.list();
    const needUser = entries.filter((entry) => rowOf(surface, entry).needsUser === true).length;
    const connections = [
      ...entries.flatMap((one) => (one.state === 'ok' ? [one.connection] : [])),
      ...playground.connections(),
    ];
    const hasToken = connections.some((connection) => shownTokens(surface, connection).length > 0);
    const behind = await store.behind();
    return {
      ...(behind
        ? {
            message: l10n.t('Another window has changed the connections. Reload this window to see and change them.'),
          }
        : {}),
      needUser,
      empty: entries.length === 0 && !playground.runs(),
      hasConnection: connections.length > playground.connections().length,
      hasToken,
    };
  } catch (error) {
    surface.log.error(error);
    const message = l10n.t('The saved connections can’t be read: VS Code’s secret storage failed. See the log.');
    return { message, needUser: 0 };
  }
}
