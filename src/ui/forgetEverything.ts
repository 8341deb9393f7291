import { commands, l10n } from 'vscode';
import type { Message } from './ask.js';
import { heldCount } from './forgetTokens.js';
import type { Surface } from './surface.js';

/** After a modal question: every saved credential, every token, every remembered answer. */
export async function forgetEverything(surface: Surface): Promise<void> {
  const { ask, store, tokens, usage, clipboard, panel, playground, tree } = surface;
  const count = (await store.list()).length;
  const held = await heldCount(surface);
  await ask.confirm({
    message: l10n.t('Forget everything?'),
    detail: l10n.t(
      'All connections with their saved credentials ({0}), all tokens in memory, and what was remembered of their use are deleted. The playground stops. This cannot be undone.',
      count,
    ),
    action: l10n.t('Forget Everything'),
  });
  tokens.peek()?.forget();
  await store.removeAll();
  await usage.forgetAll();
  await clipboard.clear();
  await playground.stop();
  panel.peek()?.dispose();
  // Else the focus goes with the panel, to nowhere.
  await commands.executeCommand('registryAuth.connections.focus');
  tree.refresh();
  // The storage is asked anew: what it lists now is the proof.
  const left = await store.remains();
  const proof: Message =
    left.length === 0
      ? {
          severity: 'info',
          text: l10n.t(
            'Nothing is left: {0} connections with their credentials and {1} tokens were removed, and the secret storage lists none any more.',
            count,
            held,
          ),
          actions: [],
        }
      : {
          severity: 'error',
          text: l10n.t(
            '{0} entries are still in the secret storage: {1}. All tokens were removed. Try again.',
            left.length,
            left.join(', '),
          ),
          actions: [],
        };
  void ask.tell(proof);
}
