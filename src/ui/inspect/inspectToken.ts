import { l10n } from 'vscode';
import { wireScopes } from '../../auth/scope.js';
import { acquireToken } from '../acquire/acquireToken.js';
import { heldToken } from '../acquire/heldTokens.js';
import { chooseTarget, lastUsed } from '../choose/chooseTarget.js';
import type { Surface } from '../surface.js';
import type { Node } from '../treeNode.js';
import { showToken } from './tokenPage.js';

/** Shows the cached token, even when it is expired. Fetches one only when there is none. */
export async function inspectToken(surface: Surface, node: Node | undefined): Promise<void> {
  const target = await chooseTarget(surface, l10n.t('Inspect Token'), lastUsed(surface, node));
  const { connection, scopes } = target;
  const held = heldToken(surface, connection, wireScopes(scopes));
  await showToken(surface, connection, held ?? (await acquireToken(surface, target)));
}
