import { commands } from 'vscode';
import type { AuthError } from '../../auth/errors.js';
import type { Connection } from '../../connections/connection.js';
import { replacementOf } from '../../diagnosis/diagnosis.js';
import type { Action } from '../../diagnosis/situations/index.js';
import { ownHosts } from '../../registries/shared/ownHosts.js';
import type { ConnectionError } from '../acquire/connectionError.js';
import { asksForAnotherCredential } from '../acquire/connectionHealth.js';
import { mendable } from '../connect/certificateChoices.js';
import { askAboutCertificate } from '../connect/certificateDialog.js';
import type { PageAction } from '../panel/actions.js';
import type { PanelActions } from '../panel/view.js';
import type { Surface } from '../surface.js';
import { runHere } from '../terminal.js';
import type { Node } from '../treeNode.js';

export type Act = () => Promise<void>;

export interface NamedAct {
  readonly id: Action;
  readonly act: Act;
}

/** Handlers for those of `actions` that apply to this failure. */
export function actsOf(
  surface: Surface,
  actions: readonly Action[],
  error: AuthError,
  node: ConnectionError['node'] | undefined,
  again: (node: Node | undefined) => Promise<void>,
): readonly NamedAct[] {
  return actions.flatMap((id) => {
    const act = actionOf(surface, id, error, node, again);
    return act === undefined ? [] : [{ id, act }];
  });
}

/** Handlers as buttons of a page. `run` handles their errors. */
export function onPage(acts: readonly NamedAct[], run: (act: Act) => Promise<void>): PanelActions {
  return Object.fromEntries(acts.map(({ id, act }) => [pageNames[id], () => run(act)]));
}

/** Page action for each action of a failure. */
export const pageNames: Readonly<Record<Action, PageAction>> = {
  edit: 'editConnection',
  retry: 'tryAgain',
  useAddress: 'useAddress',
  certificate: 'certificate',
  terminal: 'runInTerminal',
  log: 'showLog',
  reload: 'reloadWindow',
  diagnose: 'diagnose',
};

/** Handler for an action. Undefined when the action doesn't apply. */
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
        ? () => editFor(surface, node.connection, error)
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
      return node &&
        surface.playground.credential(node.connection.id) === undefined &&
        mendable(error, ownHosts(node.connection))
        ? async () => {
            await askAboutCertificate(surface, node.connection, error);
            await again(node);
          }
        : undefined;
    case 'terminal':
      return command === undefined ? undefined : () => runHere(surface, command);
    case 'log':
      return async () => surface.log.show();
    case 'diagnose':
      return node && (() => surface.run('registryAuth.diagnoseConnection', node));
    case 'reload':
      return async () => {
        await commands.executeCommand('workbench.action.reloadWindow');
      };
  }
}

/** Edits the sign-in where the credential was rejected, otherwise what the user chooses. */
function editFor(surface: Surface, connection: Connection, error: AuthError): Promise<void> {
  const node = { type: 'connection', connection } as const;
  if (!asksForAnotherCredential(error)) {
    return surface.run('registryAuth.editConnection', node);
  }
  return surface.run('registryAuth.editConnection', node, { part: connection.form === 'anonymous' ? 'way' : 'signIn' });
}
