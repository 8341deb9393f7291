import { l10n } from 'vscode';
import type { Token } from '../auth/token.js';
import type { Connection } from '../connections/connection.js';
import type { OutputForm } from '../registries/kind.js';
import type { CachedToken } from '../tokens.js';
import type { Surface } from './surface.js';
import { scopeWords, translate } from './words.js';

/** Copies and says so, naming what it is for and when it is gone again. */
export async function copyNow(
  { clipboard, ask }: Surface,
  { address }: Connection,
  { token, scopes }: CachedToken,
  form?: OutputForm,
): Promise<void> {
  const secret = form?.text(token, new URL(address), scopes) ?? token.value;
  const what = form === undefined || secret === token.value ? nounOf(token) : translate(form.label);
  // What it is good for, not what was hoped for.
  const good = token.granted?.length ? token.granted : scopes;
  const text = await clipboard.copy(secret, l10n.t('Copied the {0} for {1}', what, scopeWords(good)));
  // Not awaited: there is nothing to press, and the command is done.
  void ask.tell({ severity: 'info', text, actions: [] });
}

function nounOf({ scheme, use }: Token): string {
  if (scheme === 'Basic') return l10n.t('user name and password (Basic)');
  return use === 'refresh' ? l10n.t('refresh token') : l10n.t('token');
}
