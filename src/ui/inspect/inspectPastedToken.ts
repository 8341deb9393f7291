import { l10n } from 'vscode';
import type { Surface } from '../surface.js';
import { askForToken } from './askForPastedToken.js';
import { pastedToken } from './shownToken.js';
import { tokenPage } from './tokenPage.js';

/** Explains a token found in pasted text, in a panel that isn't reused for other tokens. Sends and saves nothing. */
export async function inspectPastedToken(surface: Surface): Promise<void> {
  const { found, text, fromClipboard } = await askForToken(surface, l10n.t('Inspect Pasted Token'));
  (await surface.panel()).show(await tokenPage(surface, pastedToken(found)));
  await offerToClear(surface, text, fromClipboard);
}

/** Offers to clear the clipboard. Every program can read the pasted text until something else is copied. */
async function offerToClear({ ask, clipboard }: Surface, text: string, fromClipboard: boolean): Promise<void> {
  if (!fromClipboard && !(await clipboard.holds(text))) {
    return;
  }
  const clear = l10n.t('Clear Clipboard');
  const said = l10n.t('What you pasted is still in the clipboard.');
  const pressed = await ask.tell({ severity: 'info', text: said, actions: [clear] });
  if (pressed === clear) {
    await clipboard.takeAway(text);
  }
}
