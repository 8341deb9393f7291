import { l10n } from 'vscode';
import { acquireToken } from '../acquire/acquireToken.js';
import { chooseTarget } from '../choose/chooseTarget.js';
import type { Surface } from '../surface.js';
import type { Node } from '../treeNode.js';
import { showTokenMessage } from './tokenMessage.js';

/** Asks for what the row doesn't specify, fetches the token, and shows its grants. */
export async function fetchToken(surface: Surface, node: Node | undefined): Promise<void> {
  const target = await chooseTarget(surface, l10n.t('Fetch Token'), node);
  const result = await acquireToken(surface, target);
  await surface.reveal(target.connection.id);
  await showTokenMessage(surface, target.connection, result);
}
