import { commands, l10n } from 'vscode';
import { replacementOf } from '../auth/diagnosis.js';
import { type AuthError, isAuthError } from '../auth/errors.js';
import type { Explanation } from '../auth/explanation.js';
import type { Action } from '../auth/situations/index.js';
import type { AuthTrace } from '../auth/trace.js';
import { ConnectionError } from './connectionError.js';
import { editConnection } from './editConnection.js';
import { failureOf } from './failures.js';
import { mendTls } from './mendTls.js';
import type { Node } from './node.js';
import type { PageAction } from './panelActions.js';
import { panelTexts } from './panelTexts.js';
import type { PanelActions } from './panelView.js';
import { showFailure } from './showFailure.js';
import type { Surface } from './surface.js';
import { terminalLabel, typeIntoTerminal } from './terminal.js';
import { mendable } from './tlsOffers.js';
import { translate } from './words.js';

/** The one place where errors end: they become a message, whose buttons may repeat the work for the row it was about. */
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
      text: l10n.t('Something went wrong that should not. See the log.'),
      actions: [showLog],
    });
    if (pressed === showLog) log.show();
    return;
  }
  const failure = failureOf(error, node?.connection);
  if (failure === undefined) return;
  log.error(error);

  const acts = failure.actions.flatMap((id) => {
    const act = actionOf(surface, id, error, node, again);
    return act === undefined ? [] : [{ id, act }];
  });
  const details = detailsOf(surface, node, failure.explanation, error.trace, acts);
  // The page of details leads to the log as well.
  const buttons = acts.filter(({ id }) => id !== 'log' || details.length === 0);
  const shown = [...buttons.map(({ id, act }) => ({ label: labelOf(id, error), act })), ...details];
  const pressed = await ask.tell({ severity: 'error', text: failure.text, actions: shown.map(({ label }) => label) });
  await shown.find(({ label }) => label === pressed)?.act();
}

type Act = () => Promise<void>;

/** Where something was sent, a button for the page that shows it. */
function detailsOf(
  surface: Surface,
  node: ConnectionError['node'] | undefined,
  explanation: Explanation,
  trace: AuthTrace | undefined,
  acts: readonly { readonly id: Action; readonly act: Act }[],
): { readonly label: string; readonly act: Act }[] {
  if (node === undefined || trace === undefined || trace.steps.length === 0) return [];
  const actions: PanelActions = Object.fromEntries(
    acts.map(({ id, act }) => [onPage[id], () => attempt(surface, act)]),
  );
  const act = (): Promise<void> => showFailure(surface, node.connection, { explanation, trace, actions });
  return [{ label: l10n.t('Show What Happened'), act }];
}

function labelOf(action: Action, { details }: AuthError): string {
  const command = action === 'terminal' ? details?.command : undefined;
  return command === undefined ? translate(panelTexts[onPage[action]]) : terminalLabel(command);
}

/** What an action is called on the page of the failure. */
const onPage: Readonly<Record<Action, PageAction>> = {
  edit: 'editConnection',
  retry: 'tryAgain',
  useAddress: 'useAddress',
  certificate: 'certificate',
  terminal: 'runInTerminal',
  log: 'showLog',
  reload: 'reloadWindow',
};

/** Undefined where the action has nothing to act on. */
function actionOf(
  surface: Surface,
  action: Action,
  error: AuthError,
  node: ConnectionError['node'] | undefined,
  again: (node: Node | undefined) => Promise<void>,
): Act | undefined {
  const address = replacementOf(error);
  const command = error.details?.command;
  switch (action) {
    case 'edit':
      return node && surface.playground.credential(node.connection.id) === undefined
        ? () => editConnection(surface, { type: 'connection', connection: node.connection })
        : undefined;
    case 'retry':
      return () => again(node);
    case 'useAddress':
      return node && address !== undefined
        ? async () => {
            await surface.usageOf(node.connection).chooseAddress(node.connection, address);
            await again(node);
          }
        : undefined;
    case 'certificate':
      return node && surface.playground.credential(node.connection.id) === undefined && mendable(error)
        ? async () => {
            await mendTls(surface, node.connection, error);
            await again(node);
          }
        : undefined;
    case 'terminal':
      return command === undefined ? undefined : async () => typeIntoTerminal(command);
    case 'log':
      return async () => surface.log.show();
    case 'reload':
      return async () => {
        await commands.executeCommand('workbench.action.reloadWindow');
      };
  }
}
