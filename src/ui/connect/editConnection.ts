import { l10n } from 'vscode';
import { stillThere } from '../acquire/usableConnections.js';
import { entryOf } from '../choose/chooseConnection.js';
import { nameOf } from '../localize.js';
import { withRisks } from '../riskText.js';
import type { Surface } from '../surface.js';
import type { Node } from '../treeNode.js';
import { addConnection, askAndSave } from './addConnection.js';
import { draftOf, newDraft } from './connectionDraft.js';

/** Edits address, credential and name in one flow. An empty secret field keeps the saved secret. */
export async function editConnection(surface: Surface, node: Node | undefined): Promise<void> {
  const title = l10n.t('Edit Connection');
  const entry = await entryOf(surface, title, node);
  if (entry.type === 'lost') {
    return addConnection(surface, newDraft(entry.id, entry.address));
  }
  if (entry.type === 'broken') {
    return addConnection(surface, newDraft(entry.id));
  }

  // Reads the current address and credential together: an address must not be combined with the secret for another one.
  const { id } = await stillThere(surface, entry.connection);
  const { connection: changed } = await askAndSave(surface, title, draftOf(await surface.store.read(id)));
  surface.tokens.peek()?.forgetOlder(changed);
  surface.tree.refresh();
  const { text, risky } = withRisks(l10n.t('Saved {0}.', nameOf(changed)), changed);
  await surface.ask.tell({ severity: risky ? 'warning' : 'info', text, actions: [] });
}
