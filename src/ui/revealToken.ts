import { l10n } from 'vscode';
import { withToken } from './keptToken.js';
import type { OnPage, TokenAction } from './shownToken.js';

/** Shows the token itself, in a box of the editor and for a short while: never on the page. */
async function revealToken(on: OnPage): Promise<void> {
  await withToken(on, (token) =>
    on.surface.ask.reveal({
      title: l10n.t('Token'),
      value: typeof token === 'string' ? token : token.value,
    }),
  );
}

export const revealAction: TokenAction = { id: 'reveal', icon: 'eye', offered: () => true, run: revealToken };
