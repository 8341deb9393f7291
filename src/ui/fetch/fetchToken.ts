import { l10n } from 'vscode';
import { chooseTarget } from '../choose/chooseTarget.js';
import { tellToken } from './tokenMessage.js';
import type { Node } from '../treeNode.js';
import { obtain } from '../acquire/acquireToken.js';
import type { Surface } from '../surface.js';

/** Asks for what the row leaves open, gets the token, and says what it is good for. */
export async function fetchToken(surface: Surface, node: Node | undefined): Promise<void> {
  const target = await chooseTarget(surface, l10n.t('Fetch Token'), node);
  const result = await obtain(surface, target);
  await surface.reveal(target.connection.id);
  await tellToken(surface, target.connection, result);
}
