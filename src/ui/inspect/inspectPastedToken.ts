import { commands, l10n } from 'vscode';
import type { Surface } from '../surface.js';
import { askForPaste } from './askForPastedToken.js';
import { challengePage } from './challengePage.js';
import { pastedToken } from './shownToken.js';
import { tokenPage } from './tokenPage.js';

/**
 * Explains a token or a challenge found in pasted text. A token gets a panel that isn't reused for others. Sends and
 * saves nothing.
 */
export async function inspectPastedToken(surface: Surface): Promise<void> {
  const { found, hasSecret, text, fromClipboard } = await askForPaste(surface, l10n.t('Inspect Pasted Token'));
  const page =
    found.what === 'token'
      ? await tokenPage(surface, pastedToken(found.token))
      : await challengePage(surface, found.challenge);
  (await surface.panel()).show(page);
  await commands.executeCommand('setContext', 'registryAuth.hasInspected', true); // ticks the step of the walkthrough
  if (hasSecret) {
    await offerToClear(surface, text, fromClipboard);
  }
}

/** Offers to clear the clipboard. Every program can read the pasted text until something else is copied. */
async function offerToClear({ ask, clipboard }: Surface, text: string, fromClipboard: boolean): Promise<void> {
  if (!fromClipboard && !(await clipboard.holds(text))) {
    return;
  }
  const clear = l10n.t('Clear Clipboard');
  const said = l10n.t('The pasted secret is still on the clipboard.');
  const pressed = await ask.tell({ severity: 'info', text: said, actions: [clear] });
  if (pressed === clear) {
    await clipboard.takeAway(text);
  }
}
