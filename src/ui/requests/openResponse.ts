import { l10n } from 'vscode';
import { hostOf } from '../../connections/connection.js';
import { findKind } from '../../registries/index.js';
import { acquireToken } from '../acquire/acquireToken.js';
import { targetConnection } from '../choose/chooseConnection.js';
import type { Surface } from '../surface.js';
import type { Node } from '../treeNode.js';

/** Opens the service's token response, with secrets removed. */
export async function openResponse(surface: Surface, node: Node | undefined): Promise<void> {
  const connection = await targetConnection(surface, l10n.t('Open Response'), node, 'answer');
  const { token } = await acquireToken(surface, { connection, scopes: node?.type === 'scope' ? node.scopes : [] });
  const answer: unknown = JSON.parse(findKind(connection.kind)?.answer?.(token) ?? 'null');
  const documents = await surface.documents();
  await documents.open(hostOf(connection), { format: 'json', text: `${JSON.stringify(answer, null, 2)}\n` });
}
