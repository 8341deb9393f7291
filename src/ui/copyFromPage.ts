import { l10n } from 'vscode';
import { copyNow } from './copyNow.js';
import { copyAs } from './copyToken.js';
import { copyPastedAs } from './copyPastedAs.js';
import { keptToken, withToken } from './keptToken.js';
import { obtain } from './obtain.js';
import { isFetched, type OnPage, type TokenAction } from './shownToken.js';
import { stillThere } from './usableConnections.js';
import { translate } from './words.js';

/** The token on the page; where that is due for renewal, its successor, which is then shown as well. */
async function copyToken(on: OnPage): Promise<void> {
  const { surface, shown, show } = on;
  await withToken(on, async (token) => {
    if (shown.from === 'paste') {
      const text = await surface.clipboard.copy(shown.value, l10n.t('Copied the pasted token'));
      return tell(on, text);
    }
    if (shown.part === 'refresh') {
      const kept = keptToken(surface, shown);
      return kept && copyNow(surface, shown.connection, kept);
    }
    const connection = await stillThere(surface, shown.connection);
    const result = await obtain(surface, { connection, scopes: shown.scopes });
    await copyNow(surface, connection, result);
    if (result.token !== token) await show({ ...shown, connection, trace: result.trace, evidence: {} });
  });
}

async function copyAnswer(on: OnPage): Promise<void> {
  const { surface, inspection } = on;
  const { answerText } = await surface.core();
  await surface.clipboard.copyText(answerText(inspection, surface.now(), translate));
  tell(on, l10n.t('Copied the answer as text.'));
}

function tell({ surface }: OnPage, text: string): void {
  void surface.ask.tell({ severity: 'info', text, actions: [] });
}

export const copyActions: readonly TokenAction[] = [
  { id: 'copyToken', icon: 'copy', offered: () => true, run: copyToken },
  {
    id: 'copyTokenAs',
    icon: 'files',
    offered: () => true,
    run: async (on) => {
      if (!isFetched(on)) return copyPastedAs(on);
      const { surface, shown } = on;
      await copyAs(surface, { connection: await stillThere(surface, shown.connection), scopes: shown.scopes });
    },
  },
  { id: 'copyAnswer', icon: 'comment', offered: () => true, run: copyAnswer },
];
