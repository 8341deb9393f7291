import { l10n } from 'vscode';
import { type AuthError, isAuthError } from '../../auth/errors.js';
import type { AuthTrace } from '../../auth/trace.js';
import type { Connection } from '../../connections/connection.js';
import type { Explanation } from '../../diagnosis/explanation.js';
import { ConnectionError } from '../acquire/connectionError.js';
import { failureOf } from '../failureText.js';
import { copyScript, copyStep } from '../inspect/copyCurl.js';
import { subtitleOf } from '../inspect/inspectionInput.js';
import { nameOf, translate } from '../localize.js';
import { panelTexts } from '../panel/texts.js';
import type { PanelActions } from '../panel/view.js';
import type { Surface } from '../surface.js';
import { terminalLabel } from '../terminal.js';
import type { Node } from '../treeNode.js';
import { type Act, actsOf, type NamedAct, onPage, pageNames } from './failureActions.js';

/** Runs work and shows its errors as messages. All errors end here. A button can repeat the work for the same row. */
export async function attempt(
  surface: Surface,
  work: (node: Node | undefined) => Promise<void>,
  node?: Node,
): Promise<void> {
  try {
    await work(node);
  } catch (error) {
    await report(surface, error, (about) => attempt(surface, work, about ?? node));
  }
}

async function report(
  surface: Surface,
  thrown: unknown,
  again: (node: Node | undefined) => Promise<void>,
): Promise<void> {
  const { ask, log } = surface;
  const node = thrown instanceof ConnectionError ? thrown.node : undefined;
  const error = thrown instanceof ConnectionError ? thrown.cause : thrown;
  if (!isAuthError(error)) {
    log.error(error);
    const showLog = l10n.t('Show Log');
    const pressed = await ask.tell({
      severity: 'error',
      text: l10n.t('Unexpected error. See the log.'),
      actions: [showLog],
    });
    if (pressed === showLog) {
      log.show();
    }
    return;
  }
  const failure = failureOf(error, node?.connection);
  if (failure === undefined) {
    return;
  }
  log.error(error);

  const acts = actsOf(surface, failure.actions, error, node, again);
  const details = detailsOf(surface, node, failure.explanation, error.trace, acts);
  // The details page has a link to the log as well.
  const buttons = acts.filter(({ id }) => id !== 'log' || details.length === 0);
  const shown = [...buttons.map(({ id, act }) => ({ label: labelOf(id, error, node), act })), ...details];
  const pressed = await ask.tell({ severity: 'error', text: failure.text, actions: shown.map(({ label }) => label) });
  await shown.find(({ label }) => label === pressed)?.act();
}

/** Button for the details page, when a request was sent. */
function detailsOf(
  surface: Surface,
  node: ConnectionError['node'] | undefined,
  explanation: Explanation,
  trace: AuthTrace | undefined,
  acts: readonly NamedAct[],
): { readonly label: string; readonly act: Act }[] {
  if (node === undefined || trace === undefined || trace.steps.length === 0) {
    return [];
  }
  const actions = onPage(acts, (act) => attempt(surface, act));
  const act = (): Promise<void> => showFailure(surface, node.connection, { explanation, trace, actions });
  return [{ label: l10n.t('Show What Happened'), act }];
}

function labelOf(
  action: NamedAct['id'],
  { code, details }: AuthError,
  node: ConnectionError['node'] | undefined,
): string {
  if (action === 'edit' && code === 'no-credential' && node?.connection.form === 'anonymous') {
    return l10n.t('Sign In…');
  }
  const command = action === 'terminal' ? details?.command : undefined;
  return command === undefined ? translate(panelTexts[pageNames[action]]) : terminalLabel(command);
}

/** Opens the panel on a flow without a token: cause, next step, and every request. */
async function showFailure(
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
