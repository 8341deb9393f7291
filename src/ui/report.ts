import { commands, l10n } from 'vscode';
import { type AuthError, isAuthError } from '../auth/errors.js';
import { ConnectionError } from './connectionError.js';
import { editConnection } from './editConnection.js';
import { replacementOf } from './failureFacts.js';
import { failureOf, type FailureAction } from './failures.js';
import type { Node } from './node.js';
import type { Surface } from './surface.js';
import { typeIntoTerminal } from './terminal.js';

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

  const actions = failure.actions
    .map((id) => ({ id, act: actionOf(surface, id, error, node, again) }))
    .flatMap(({ id, act }) => (act === undefined ? [] : [{ label: labelOf(id), act }]));
  const pressed = await ask.tell({ severity: 'error', text: failure.text, actions: actions.map(({ label }) => label) });
  await actions.find(({ label }) => label === pressed)?.act();
}

function labelOf(action: FailureAction): string {
  const labels: Readonly<Record<FailureAction, string>> = {
    edit: l10n.t('Edit Connection'),
    retry: l10n.t('Try Again'),
    useAddress: l10n.t('Use This Address'),
    terminal: l10n.t('Run in Terminal'),
    log: l10n.t('Show Log'),
    reload: l10n.t('Reload Window'),
  };
  return labels[action];
}

/** Undefined where the action has nothing to act on. */
function actionOf(
  surface: Surface,
  action: FailureAction,
  error: AuthError,
  node: ConnectionError['node'] | undefined,
  again: (node: Node | undefined) => Promise<void>,
): (() => Promise<void>) | undefined {
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
