import { l10n } from 'vscode';
import { acquireToken } from '../acquire/acquireToken.js';
import { copyAs, copySecret } from '../acquire/copyFormats.js';
import { chooseTarget, lastUsed } from '../choose/chooseTarget.js';
import type { Surface } from '../surface.js';
import type { Node } from '../treeNode.js';

/**
 * Copies the token of a row without a question, and fetches it if needed. A connection row uses its last used scopes.
 */
export async function copyToken(surface: Surface, node: Node | undefined): Promise<void> {
  const target = await chooseTarget(surface, l10n.t('Copy Token'), lastUsed(surface, node));
  await copySecret(surface, target.connection, await acquireToken(surface, target));
}

export async function copyTokenAs(surface: Surface, node: Node | undefined): Promise<void> {
  await copyAs(
    surface,
    await chooseTarget(surface, l10n.t('Copy Token As'), lastUsed(surface, node), { asksMore: true }),
  );
}
