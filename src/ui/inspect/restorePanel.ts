import * as v from 'valibot';
import { l10n, type WebviewPanel } from 'vscode';
import { acquireToken } from '../acquire/acquireToken.js';
import { heldTokens } from '../acquire/heldTokens.js';
import { usableConnections } from '../acquire/usableConnections.js';
import { chooseTarget, lastUsed } from '../choose/chooseTarget.js';
import { nameOf } from '../localize.js';
import type { PanelInput } from '../panel/view.js';
import type { Surface } from '../surface.js';
import { subtitleOf } from './inspectionInput.js';
import { inspectPastedToken } from './inspectPastedToken.js';
import { tokenPage } from './tokenPage.js';

/** State that a page persists. The editor stores it unencrypted. */
const Remembered = v.object({ connectionId: v.optional(v.string()) });

/** Fills a panel that the editor restores after a reload. Its token is gone by then, unless a new one was fetched. */
export async function restorePanel(surface: Surface, panel: WebviewPanel, state: unknown): Promise<void> {
  const remembered = v.safeParse(Remembered, state);
  const id = remembered.success ? remembered.output.connectionId : undefined;
  (await surface.panel()).adopt(panel, await restored(surface, id));
}

async function restored(surface: Surface, id: string | undefined): Promise<PanelInput> {
  const connection = (await usableConnections(surface)).find((one) => one.id === id);
  if (connection === undefined) {
    const sentence =
      id === undefined
        ? l10n.t('Pasted text isn’t kept when the window reloads. Paste it again.')
        : l10n.t('The connection for this token was removed.');
    return {
      page: 'empty',
      tab: l10n.t('Token'),
      title: l10n.t('Token'),
      sentence,
      actions: { inspectPasted: () => surface.attempt(() => inspectPastedToken(surface)) },
    };
  }
  const [held] = heldTokens(surface, connection);
  if (held !== undefined) {
    const { scopes, trace } = held;
    return tokenPage(surface, { from: 'connection', connection, scopes, trace, evidence: {} });
  }
  return {
    page: 'empty',
    tab: l10n.t('Token for {0}', nameOf(connection)),
    title: nameOf(connection),
    subtitle: subtitleOf(connection),
    connectionId: connection.id,
    sentence: l10n.t('Tokens are kept only in memory, so reloading the window removed this one.'),
    actions: {
      fetchToken: (here) =>
        surface.attempt(async () => {
          const node = lastUsed(surface, { type: 'connection', connection });
          const target = await chooseTarget(surface, l10n.t('Fetch Token'), node);
          const { scopes, trace } = await acquireToken(surface, target);
          const shown = { from: 'connection', connection: target.connection, scopes, trace, evidence: {} } as const;
          here.show(await tokenPage(surface, shown));
        }),
    },
  };
}
