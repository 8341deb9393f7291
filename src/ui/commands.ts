import type { CommandId } from './commandIds.js';
import { addConnection } from './connect/addConnection.js';
import { draftFrom } from './connect/connectionDraft.js';
import { editConnection, renameConnection } from './connect/editConnection.js';
import { removeConnection, removeScope } from './connect/removeConnection.js';
import { diagnoseConnection } from './diagnose/diagnoseConnection.js';
import { copyToken, copyTokenAs } from './fetch/copyToken.js';
import { fetchToken } from './fetch/fetchToken.js';
import { forgetTokens } from './fetch/forgetTokens.js';
import { openTerminal } from './fetch/openTerminal.js';
import { renewAllTokens } from './fetch/renewTokens.js';
import { testTokenOf } from './fetch/testToken.js';
import { inspectPastedToken } from './inspect/inspectPastedToken.js';
import { inspectToken } from './inspect/inspectToken.js';
import { stopPlayground, tryPlayground } from './playground/playgroundCommands.js';
import { listReferrers } from './requests/listReferrers.js';
import { openResponse } from './requests/openResponse.js';
import { revokeTokens } from './requests/revokeTokens.js';
import { tryRequest } from './requests/tryRequest.js';
import { forgetEverything } from './storage/forgetEverything.js';
import type { ConnectionStart, Surface } from './surface.js';
import { openRow } from './tree/openRow.js';
import { pinConnection, showPinned, unpinConnection } from './tree/pinConnection.js';
import type { Node } from './treeNode.js';

/**
 * Command handler. `node` is the row that it was started on; undefined: ask. `start` comes from another feature of this
 * extension only. Returns nothing, because other extensions would see the result.
 */
type Command = (surface: Surface, node: Node | undefined, start?: ConnectionStart) => Promise<void>;

export { createDocuments } from './documents.js';
export { createExpiryWatch } from './fetch/expiryWatch.js';
export { tellBehind, tellLoss } from './storage/storageNotices.js';
export { createPanel } from './panel/panel.js';
export { prompts } from './prompts/prompts.js';
export { restorePanel } from './inspect/restorePanel.js';
export { attempt } from './diagnose/showFailure.js';
export { sessions } from './vscodeSessions.js';

/** All commands; package.json declares where each is offered. Loaded, with dependencies, when the first one runs. */
export const commandTable: Readonly<Record<CommandId, Command>> = {
  'registryAuth.addConnection': (surface, _, start) => addConnection(surface, start && draftFrom(start)),
  'registryAuth.editConnection': editConnection,
  'registryAuth.renameConnection': renameConnection,
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
  'registryAuth.testToken': testTokenOf,
  'registryAuth.openTerminal': openTerminal,
  'registryAuth.openResponse': openResponse,
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

/** Commands with a key binding. They show or ask, because a row alone doesn't prove user intent. */
const onKeys: readonly CommandId[] = [
  'registryAuth.openRow',
  'registryAuth.renameConnection',
  'registryAuth.removeConnection',
];

/**
 * Single entry point for all commands. Any extension can run a command with any argument, so only rows from this
 * extension's tree are accepted. An extension can also make the editor pass the focused row, as a key binding does.
 * Commands without a key therefore accept a row from a menu only. A menu also passes the other selected rows:
 * `undefined` for none, which arrives as `null` from another extension.
 */
export async function runCommand(surface: Surface, id: CommandId, ...given: readonly unknown[]): Promise<void> {
  const [row, others] = given;
  const meant = onKeys.includes(id) || (given.length === 2 && others === undefined);
  await surface.attempt(
    async (node) => commandTable[id](surface, node),
    meant ? surface.tree.handedOut(row) : undefined,
  );
}

/** Runs a command offered by this extension's own message or page, so the row and the answers are trusted. */
export async function runOwn(
  surface: Surface,
  id: CommandId,
  node: Node | undefined,
  start?: ConnectionStart,
): Promise<void> {
  await commandTable[id](surface, node, start);
}
