import { addConnection } from './addConnection.js';
import { diagnoseConnection } from './diagnoseConnection.js';
import { copyToken, copyTokenAs } from './copyToken.js';
import { editConnection } from './editConnection.js';
import { fetchToken } from './fetchToken.js';
import { forgetEverything } from './forgetEverything.js';
import { forgetTokens } from './forgetTokens.js';
import { inspectPastedToken } from './inspectPastedToken.js';
import { inspectToken } from './inspectToken.js';
import { listReferrers } from './listReferrers.js';
import type { Node } from './node.js';
import { openAnswer } from './openAnswer.js';
import { openRow } from './openRow.js';
import { pinConnection, showPinned, unpinConnection } from './pinned.js';
import { openTerminal } from './openTerminal.js';
import { proveToken } from './proveToken.js';
import { stopPlayground, tryPlayground } from './playgroundCommands.js';
import { removeConnection, removeScope } from './removeConnection.js';
import { renewAllTokens } from './renewTokens.js';
import { revokeTokens } from './revokeTokens.js';
import type { Surface } from './surface.js';
import { tryRequest } from './tryRequest.js';

/** `node` is the row that it was started on; undefined: ask. Nothing is returned: other extensions would see it. */
type Command = (surface: Surface, node: Node | undefined) => Promise<void>;

export { createDocuments } from './documents.js';
export { createExpiryWatch } from './expiryWatch.js';
export { tellBehind, tellLoss } from './notices.js';
export { createPanel } from './panel.js';
export { prompts } from './prompts.js';
export { restorePanel } from './restorePanel.js';
export { attempt } from './report.js';
export { sessions } from './sessions.js';

/** All commands; package.json says where each is offered. Loaded, with all they need, when the first one runs. */
export const commandTable: Readonly<Record<string, Command>> = {
  'registryAuth.addConnection': (surface) => addConnection(surface),
  'registryAuth.editConnection': editConnection,
  'registryAuth.enterAgain': editConnection,
  'registryAuth.removeConnection': removeConnection,
  'registryAuth.removeScope': removeScope,
  'registryAuth.forgetEverything': forgetEverything,
  'registryAuth.fetchToken': fetchToken,
  'registryAuth.copyToken': copyToken,
  'registryAuth.copyTokenAs': copyTokenAs,
  'registryAuth.inspectToken': inspectToken,
  'registryAuth.diagnoseConnection': diagnoseConnection,
  'registryAuth.inspectPastedToken': inspectPastedToken,
  'registryAuth.listReferrers': listReferrers,
  'registryAuth.tryRequest': tryRequest,
  'registryAuth.proveToken': proveToken,
  'registryAuth.openTerminal': openTerminal,
  'registryAuth.openAnswer': openAnswer,
  'registryAuth.revokeTokens': revokeTokens,
  'registryAuth.openRow': openRow,
  'registryAuth.renewAllTokens': renewAllTokens,
  'registryAuth.forgetTokens': forgetTokens,
  'registryAuth.pinConnection': pinConnection,
  'registryAuth.unpinConnection': unpinConnection,
  'registryAuth.showPinned': showPinned,
  'registryAuth.tryPlayground': tryPlayground,
  'registryAuth.stopPlayground': stopPlayground,
  'registryAuth.showLog': async ({ log }) => log.show(),
};

/** Those with a key. They show or ask: a row alone does not prove that a person means it. */
const onKeys: readonly string[] = [
  'registryAuth.openRow',
  'registryAuth.editConnection',
  'registryAuth.removeConnection',
];

/**
 * The one way in. Any extension can run a command with any argument: only a row that our own tree handed out counts,
 * everything else is as good as nothing. And any extension can have the editor hand over the row that has the focus, as
 * a key does: elsewhere the row must come from a menu, which also says what else is selected. That is nothing, and an
 * `undefined` that another extension puts there arrives as `null`.
 */
export async function runCommand(surface: Surface, id: string, ...given: readonly unknown[]): Promise<void> {
  const command = commandTable[id];
  const [row, others] = given;
  const meant = onKeys.includes(id) || (given.length === 2 && others === undefined);
  await surface.attempt(async (node) => command?.(surface, node), meant ? surface.tree.handedOut(row) : undefined);
}
