import { commands, l10n, StatusBarAlignment, window } from 'vscode';
import { written } from '../../text/invisible.js';
import { createAlarm } from '../alarm.js';
import { rowText } from '../prompts/untrusted.js';
import type { Surface } from '../surface.js';
import { rowOf } from './rowOf.js';

/** Status bar item of the pinned connection, with the remaining lifetime of its tokens. */
export function attachStatusBar(surface: Surface): { dispose(): void } {
  const { store, usage, tree, log, now } = surface;
  const item = window.createStatusBarItem('registryAuth.pinned', StatusBarAlignment.Right);
  item.name = l10n.t('Pinned Registry Connection');
  item.command = 'registryAuth.showPinned';
  const alarm = createAlarm(now, update);
  let looks = 0;

  async function show(): Promise<void> {
    const id = usage.pinned();
    const look = (looks += 1);
    const entries = id === undefined ? [] : await store.list();
    if (look !== looks) {
      return;
    }
    const entry = entries.find((one) => one.state === 'ok' && one.connection.id === id);
    await commands.executeCommand('setContext', 'registryAuth.hasPinned', entry !== undefined);
    if (entry === undefined) {
      alarm.set(undefined);
      return item.hide();
    }
    const { label, summary, accessibleLabel, changesIn } = rowOf(surface, entry);
    const spoken = written(accessibleLabel);
    item.text = `$(key) ${rowText(label)}: ${rowText(summary)}`;
    item.tooltip = l10n.t('{0}. Select to copy or fetch.', spoken);
    item.accessibilityInformation = { label: l10n.t('Registry Auth: {0}', spoken), role: 'button' };
    item.show();
    alarm.set(changesIn === undefined ? undefined : now() + changesIn);
  }

  function update(): void {
    show().catch((error: unknown) => log.error(error));
  }

  const changes = tree.onDidChangeTreeData(update);
  update();
  return {
    dispose() {
      changes.dispose();
      alarm.dispose();
      item.dispose();
    },
  };
}
