import type { CommandId } from './commandIds.js';
import { addConnection } from './connect/addConnection.js';
import { draftFrom } from './connect/connectionDraft.js';
import { editConnection, renameConnection } from './connect/editConnection.js';
import { removeConnection } from './connect/removeConnection.js';
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
type Command = (
  surface: Surface,
  node: Node | undefined,
  start?: ConnectionStart,
  selected?: readonly Node[],
) => Promise<void>;

/** Makes a command act on all selected rows. */
function onAll(work: (surface: Surface, nodes: readonly Node[]) => Promise<void>): Command {
  return (surface, node, _, selected = node === undefined ? [] : [node]) => work(surface, selected);
}

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
  'registryAuth.editConnection': (surface, node, start) => editConnection(surface, node, start?.part),
  'registryAuth.renameConnection': renameConnection,
  'registryAuth.enterAgain': (surface, node) => editConnection(surface, node),
  'registryAuth.removeConnection': onAll(removeConnection),
  'registryAuth.removeScope': onAll(async (surface, nodes) => {
    // Without a row there are no scopes to remove; the command isn't offered then.
    if (nodes.length > 0) {
      await removeConnection(surface, nodes);
    }
  }),
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
  'registryAuth.forgetTokens': onAll(forgetTokens),
  'registryAuth.pinConnection': pinConnection,
  'registryAuth.unpinConnection': unpinConnection,
  'registryAuth.showPinned': showPinned,
  'registryAuth.tryPlayground': tryPlayground,
  'registryAuth.stopPlayground': stopPlayground,
  'registryAuth.showLog': async ({ log }) => log.show(),
};

/**
 * Commands with a key binding, which another extension can run on the focused row. They show, ask, or fetch a token of
 * that row, and hand nothing out.
 */
const onKeys: readonly CommandId[] = [
  'registryAuth.openRow',
  'registryAuth.renameConnection',
  'registryAuth.removeConnection',
];

/**
 * Single entry point for all commands. Any extension can run a command with any argument, so only rows from this
 * extension's tree are accepted. An extension can also make the editor pass the focused row, as a key binding does.
 * Commands without a key therefore accept a row from a menu only. A menu also passes the selected rows if there are
 * several, and `undefined` otherwise, which arrives as `null` from another extension. That extension can pass the focused
 * row alone, so it can't make up several of our rows.
 */
export async function runCommand(surface: Surface, id: CommandId, ...given: readonly unknown[]): Promise<void> {
  const { tree } = surface;
  const [row, others] = given;
  const byKey = onKeys.includes(id);
  const byMenu = given.length === 2 && (others === undefined || severalOurs(tree, others) !== undefined);
  const clicked = byKey || byMenu ? tree.handedOut(row) : undefined;
  const selected = severalOurs(tree, byKey && others === undefined ? surface.selection() : others);
  await surface.attempt(
    async (node) => commandTable[id](surface, node, undefined, withClicked(selected, node)),
    clicked,
  );
}

/** Different rows of our tree; undefined if there are less than two, or any other object. */
function severalOurs(tree: Surface['tree'], rows: unknown): readonly Node[] | undefined {
  const ours = Array.isArray(rows) ? rows.map((row) => tree.handedOut(row)) : [];
  const nodes = ours.filter((node) => node !== undefined);
  return nodes.length === ours.length && new Set(nodes).size > 1 ? nodes : undefined;
}

/** A row that was clicked outside of the selection stands for itself. */
function withClicked(selected: readonly Node[] | undefined, node: Node | undefined): readonly Node[] | undefined {
  return node !== undefined && selected?.includes(node) === true ? selected : undefined;
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
