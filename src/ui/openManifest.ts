import { l10n } from 'vscode';
import { type Connection, hostOf } from '../connections/connection.js';
import { MANIFEST_ACCEPT } from '../registries/imageIndex.js';
import { findKind } from '../registries/index.js';
import { atHost } from './atHost.js';
import { answerDocument } from './answerDocument.js';
import { shortDigest } from './referrerRows.js';
import type { Surface } from './surface.js';

/** Opens a manifest as the registry keeps it; any other answer is shown as what it is. */
export async function openManifest(
  surface: Surface,
  connection: Connection,
  repository: string,
  digest: string,
): Promise<void> {
  const scopes = findKind(connection.kind)?.pullScopes?.(repository) ?? [];
  const wanted = { method: 'GET', path: `/v2/${repository}/manifests/${digest}`, accept: MANIFEST_ACCEPT } as const;
  const text = l10n.t('Reading a manifest from {0}…', hostOf(connection));
  const { answer } = await atHost(surface, { connection, scopes }, text, (tokens, options) =>
    tokens.uses.send(connection, wanted, scopes, options),
  );
  const documents = await surface.documents();
  const whole = answer.status === 200 && answer.body.type === 'json' && answer.body.left === 0;
  await documents.open(
    `${repository}@${shortDigest(digest)}`,
    whole ? { format: 'json', text: `${answer.body.text}\n` } : answerDocument(answer),
  );
}
