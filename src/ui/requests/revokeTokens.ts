import { l10n } from 'vscode';
import { hostOf } from '../../connections/connection.js';
import { findKind } from '../../registries/index.js';
import { runWithProgress } from '../acquire/runWithProgress.js';
import { targetConnection } from '../choose/chooseConnection.js';
import { nameOf, translate } from '../localize.js';
import { inform } from '../prompts/ask.js';
import type { Surface } from '../surface.js';
import type { Node } from '../treeNode.js';

/** Revokes an account's tokens at the service, after a modal question that names the account. */
export async function revokeTokens(surface: Surface, node: Node | undefined): Promise<void> {
  const connection = await targetConnection(surface, l10n.t('Revoke Tokens'), node, 'revocable', {
    asksMore: () => true,
  });
  const host = hostOf(connection);
  const account = connection.account ?? nameOf(connection);
  await surface.ask.confirm({
    message: l10n.t('Revoke the tokens of {0} at {1}?', account, host),
    detail: translate(findKind(connection.kind)?.revoke?.detail ?? ''),
    action: l10n.t('Revoke'),
  });
  await runWithProgress(
    surface,
    { connection, scopes: [] },
    l10n.t('Revoking tokens at {0}…', host),
    (tokens, options, core) => core.revokeTokens(tokens, connection, options),
  );
  surface.panel.peek()?.close(connection.id);
  const text = l10n.t('{0} revoked all tokens of {1}.', host, account);
  inform(surface.ask, text);
}
