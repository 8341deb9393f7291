import { l10n } from 'vscode';
import { isAuthError } from '../auth/errors.js';
import type { Credential } from '../auth/credential.js';
import type { Connection } from '../connections/connection.js';
import { addConnection, askAndSave } from './addConnection.js';
import { entryOf } from './chooseConnection.js';
import { draftOf, newDraft } from './connectionDraft.js';
import type { Node } from './node.js';
import type { Surface } from './surface.js';
import { nameOf } from './words.js';

/** Address, credential and name in one flow; a secret that is left empty stays what it was. */
export async function editConnection(surface: Surface, node: Node | undefined): Promise<void> {
  const title = l10n.t('Edit Connection');
  const entry = await entryOf(surface, title, node);
  // What a lost entry is called is its host, unless it had a name.
  if (entry.type === 'lost') return addConnection(surface, newDraft(entry.id, entry.label));
  if (entry.type === 'broken') return addConnection(surface, newDraft(entry.id));

  const { connection } = entry;
  const credential = await savedCredential(surface, connection.id);
  const { connection: changed } = await askAndSave(surface, title, draftOf(connection, credential));
  if (changed.revision !== connection.revision) dropTokens(surface, connection);
  await surface.ask.tell({ severity: 'info', text: l10n.t('Saved {0}.', nameOf(changed)), actions: [] });
}

/** Those of the credential before the change; what was won while trying the new one stays. */
function dropTokens({ tokens, tree }: Surface, before: Connection): void {
  const held = tokens.peek();
  held?.cached(before.id).forEach(({ scopes }) => held.remove(before, scopes));
  tree.refresh();
}

/** Anonymous where the secret is gone: the connection can still be mended. */
async function savedCredential({ store }: Surface, id: string): Promise<Credential> {
  try {
    return await store.credential(id);
  } catch (error) {
    if (isAuthError(error) && error.code === 'no-credential') return { type: 'anonymous' };
    throw error;
  }
}
