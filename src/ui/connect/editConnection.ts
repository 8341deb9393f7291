import { l10n } from 'vscode';
import { stillThere } from '../acquire/usableConnections.js';
import { entryOf } from '../choose/chooseConnection.js';
import { nameOf } from '../localize.js';
import { back } from '../prompts/multiStep.js';
import { withRisks } from '../riskText.js';
import type { Surface } from '../surface.js';
import type { Node } from '../treeNode.js';
import { addConnection, askAndSave } from './addConnection.js';
import { draftOf, newDraft } from './connectionDraft.js';
import { nameStep } from './credentialSteps.js';
import { finish } from './draftValues.js';
import { editSteps } from './editSteps.js';

/** Lists what a connection consists of, asks for the part that is chosen or given, and saves it. */
export async function editConnection(surface: Surface, node: Node | undefined, part?: string): Promise<void> {
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
  const start = { ...draftOf(await surface.store.read(id)), ...(part === undefined ? {} : { part }) };
  const { connection: changed } = await askAndSave(surface, start, (draft) => editSteps(surface, title, draft));
  surface.tokens.peek()?.forgetOlder(changed);
  surface.tree.refresh();
  const { text, risky } = withRisks(l10n.t('Saved {0}.', nameOf(changed)), changed);
  await surface.ask.tell({ severity: risky ? 'warning' : 'info', text, actions: [] });
}

/** Asks for the display name only. */
export async function renameConnection(surface: Surface, node: Node | undefined): Promise<void> {
  const title = l10n.t('Rename Connection');
  const entry = await entryOf(surface, title, node);
  if (entry.type !== 'connection') {
    return editConnection(surface, entry);
  }
  const { id } = await stillThere(surface, entry.connection);
  const saved = await surface.store.read(id);
  const renamed = await nameStep(surface, title).ask(draftOf(saved), {});
  if (renamed === back || !('name' in renamed)) {
    return;
  }
  await surface.store.replace(saved, finish(renamed));
  surface.tree.refresh();
  await surface.reveal(id);
}
