import { l10n } from 'vscode';
import type { Explanation } from '../auth/explanation.js';
import type { AuthTrace } from '../auth/trace.js';
import type { Connection } from '../connections/connection.js';
import { copyScript, copyStep, subtitleOf } from './inspect.js';
import type { PanelActions } from './panelView.js';
import type { Surface } from './surface.js';
import { nameOf } from './words.js';

/** Opens the panel on a flow that gave no token: why, what to do, and every request. */
export async function showFailure(
  surface: Surface,
  connection: Connection,
  {
    explanation,
    trace,
    actions,
  }: { readonly explanation: Explanation; readonly trace: AuthTrace; readonly actions: PanelActions },
): Promise<void> {
  const panel = await surface.panel();
  panel.show({
    page: 'failure',
    tab: l10n.t('No token for {0}', nameOf(connection)),
    title: nameOf(connection),
    subtitle: subtitleOf(connection),
    connectionId: connection.id,
    explanation,
    trace,
    actions: {
      ...actions,
      copyStep: (index) => surface.attempt(() => copyStep(surface, trace, index)),
      copyScript: () => surface.attempt(() => copyScript(surface, trace)),
    },
  });
}
