import { l10n } from 'vscode';
import { usableConnections } from '../acquire/usableConnections.js';
import { nameOf } from '../localize.js';
import { back } from '../prompts/multiStep.js';
import type { Surface } from '../surface.js';
import type { Node } from '../treeNode.js';

/** Pins the connection of a row to the status bar, replacing the previous one. */
export async function pinConnection(surface: Surface, node: Node | undefined): Promise<void> {
  if (node?.type !== 'connection') {
    return;
  }
  await surface.usage.pin(node.connection.id);
  surface.tree.refresh();
}

export async function unpinConnection({ usage, tree }: Surface): Promise<void> {
  await usage.pin(undefined);
  tree.refresh();
}

/** Shows the actions of the status bar item. It asks, because any extension can run this command. */
export async function showPinned(surface: Surface): Promise<void> {
  const id = surface.usage.pinned();
  const connection = (await usableConnections(surface)).find((one) => one.id === id);
  if (connection === undefined) {
    return;
  }
  const node: Node = { type: 'connection', connection };
  const chosen = await surface.ask.pick<() => Promise<void>>({
    title: nameOf(connection),
    placeholder: l10n.t('What do you want to do?'),
    choices: [
      { label: l10n.t('Copy Token'), icon: 'copy', value: () => surface.run('registryAuth.copyToken', node) },
      { label: l10n.t('Fetch Token'), icon: 'key', value: () => surface.run('registryAuth.fetchToken', node) },
      { label: l10n.t('Inspect Token'), icon: 'inspect', value: () => surface.run('registryAuth.inspectToken', node) },
      { label: l10n.t('Unpin from Status Bar'), icon: 'pinned', value: () => unpinConnection(surface) },
    ],
  });
  if (chosen !== back) {
    await chosen();
  }
}
