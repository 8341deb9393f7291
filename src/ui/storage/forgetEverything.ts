import { commands, l10n } from 'vscode';
import type { Message } from '../prompts/ask.js';
import type { Surface } from '../surface.js';

/** Deletes every saved credential, token, and remembered answer, after a modal question. */
export async function forgetEverything(surface: Surface): Promise<void> {
  const { ask, browserHosted, store, tokens, usage, clipboard, panel, documents, playground, tree } = surface;
  const count = (await store.list()).length;
  await ask.confirm({
    message: l10n.t('Forget everything?'),
    detail: l10n.t(
      'This deletes all connections with their saved credentials ({0}), all tokens in memory, and the usage history. The playground stops. This can’t be undone.',
      count,
    ),
    action: l10n.t('Forget Everything'),
  });
  tokens.peek()?.forget();
  await store.removeAll();
  // Until their credentials were deleted, more tokens could be obtained.
  tokens.peek()?.forget();
  await usage.forgetAll();
  await clipboard.clear();
  await playground.stop();
  tokens.peek()?.forget();
  panel.peek()?.dispose();
  await documents.peek()?.close();
  // Otherwise the focus is lost with the panel.
  await commands.executeCommand('registryAuth.connections.focus');
  tree.refresh();
  // Lists the storage again: the new list is the proof.
  const left = await store.remains();
  const proof: Message =
    left.length === 0
      ? {
          severity: 'info',
          text: browserHosted
            ? l10n.t(
                'Removed all connections with their credentials ({0}) and all tokens. The secret storage keeps only a marker without secrets, which lets windows of this browser detect each other.',
                count,
              )
            : l10n.t(
                'Removed all connections with their credentials ({0}) and all tokens. The secret storage lists none.',
                count,
              ),
          actions: [],
        }
      : {
          severity: 'error',
          text: l10n.t(
            'Still in the secret storage ({0}): {1}. All tokens were removed. Try again.',
            left.length,
            left.join(', '),
          ),
          actions: [],
        };
  void ask.tell(proof);
}
