import { l10n } from 'vscode';
import { nameOf } from '../localize.js';
import { inform } from '../prompts/ask.js';
import type { Surface } from '../surface.js';
import type { Node } from '../treeNode.js';

/**
 * Drops the tokens of a row's connection, or all tokens, for example before the user leaves the desk. Credentials are
 * kept.
 */
export async function forgetTokens(surface: Surface, node: Node | undefined): Promise<void> {
  const { tokens, clipboard, panel, documents, tree, ask } = surface;
  const one = node?.type === 'connection' || node?.type === 'scope' ? node.connection : undefined;
  const count = tokens.peek()?.cached(one?.id).length ?? 0;
  tokens.peek()?.forget(one?.id);
  await clipboard.clear();
  if (one === undefined) {
    panel.peek()?.dispose();
    await documents.peek()?.close();
  } else {
    panel.peek()?.close(one.id);
  }
  tree.refresh();
  const text =
    one === undefined
      ? l10n.t('Forgot all tokens ({0}). The credentials are kept.', count)
      : l10n.t('Forgot the tokens of {0} ({1}). Its credential is kept.', nameOf(one), count);
  inform(ask, text);
}
