import { l10n, window } from 'vscode';
import type { Surface } from '../surface.js';

/** Starts the playground on this machine and offers to fetch a first token. */
export async function tryPlayground(surface: Surface): Promise<void> {
  const { playground, ask } = surface;
  await window.withProgress({ location: { viewId: 'registryAuth.connections' } }, () => playground.start());
  const [connection] = playground.connections();
  // The user stopped the playground during its start.
  if (connection === undefined) {
    return;
  }
  const fetch = l10n.t('Fetch Token');
  const pressed = await ask.tell({
    severity: 'info',
    text: l10n.t('The playground runs on this machine. Nothing leaves it, and it stops with this window.'),
    actions: [fetch],
  });
  if (pressed === fetch) {
    await surface.run('registryAuth.fetchToken', { type: 'connection', connection });
  }
}

export async function stopPlayground({ playground, tokens, panel }: Surface): Promise<void> {
  for (const { id } of playground.connections()) {
    tokens.peek()?.forget(id);
    panel.peek()?.close(id);
  }
  await playground.stop();
}
