import { l10n } from 'vscode';
import type { Connection } from '../connections/connection.js';
import type { OutputForm } from '../registries/kind.js';
import type { CachedToken } from '../tokens.js';
import type { Surface } from './surface.js';
import { scopeWords, translate } from './words.js';

/** Copies and says so, naming the scopes and when it is gone again. */
export async function copyNow(
  { clipboard, ask }: Surface,
  { address }: Connection,
  { token, scopes }: CachedToken,
  form?: OutputForm,
): Promise<void> {
  const what = form === undefined ? l10n.t('the token') : translate(form.label);
  const text = await clipboard.copy(
    form?.text(token, new URL(address), scopes) ?? token.value,
    l10n.t('Copied {0} for {1}', what, scopeWords(scopes)),
  );
  // Not awaited: there is nothing to press, and the command is done.
  void ask.tell({ severity: 'info', text, actions: [] });
}
