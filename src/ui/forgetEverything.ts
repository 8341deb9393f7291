import { commands, l10n } from 'vscode';
import type { Surface } from './surface.js';

/** After a modal question: every saved credential, every token, every remembered answer. */
export async function forgetEverything(surface: Surface): Promise<void> {
  const { ask, store, tokens, usage, clipboard, panel, playground, tree } = surface;
  const count = (await store.list()).length;
  await ask.confirm({
    message: l10n.t('Forget everything?'),
    detail: l10n.t(
      'All connections with their saved credentials ({0}), all tokens in memory, and what was remembered of their use are deleted. The playground stops. This cannot be undone.',
      count,
    ),
    action: l10n.t('Forget Everything'),
  });
  await store.removeAll();
  tokens.peek()?.forget();
  await usage.forgetAll();
  await clipboard.clear();
  await playground.stop();
  panel.peek()?.dispose();
  // Else the focus goes with the panel, to nowhere.
  await commands.executeCommand('registryAuth.connections.focus');
  tree.refresh();
  void ask.tell({ severity: 'info', text: l10n.t('Nothing is left: no credential, no token.'), actions: [] });
}
