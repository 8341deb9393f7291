import { l10n } from 'vscode';
import { hostOf } from '../../connections/connection.js';
import { stillThere } from '../acquire/usableConnections.js';
import { entryOf } from '../choose/chooseConnection.js';
import { nameOf } from '../localize.js';
import { unlessBack } from '../prompts/multiStep.js';
import { withRisks } from '../riskText.js';
import type { Surface } from '../surface.js';
import type { Node } from '../treeNode.js';
import { addConnection, askAndSave, refusedWords, requireCurrent } from './addConnection.js';
import { draftOf, newDraft } from './connectionDraft.js';
import { askName } from './credentialSteps.js';
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
  const { connection: changed, draft } = await askAndSave(surface, start, (now) => editSteps(surface, title, now));
  surface.tokens.peek()?.forgetOlder(changed);
  surface.tree.refresh();
  const isRefused = draft.refusal !== undefined;
  const { text, risky } = withRisks(isRefused ? refusedWords(changed) : l10n.t('Saved {0}.', nameOf(changed)), changed);
  await surface.ask.tell({ severity: risky || isRefused ? 'warning' : 'info', text, actions: [] });
}

/** Asks for the display name only. */
export async function renameConnection(surface: Surface, node: Node | undefined): Promise<void> {
  const title = l10n.t('Rename Connection');
  const entry = await entryOf(surface, title, node);
  if (entry.type !== 'connection') {
    return editConnection(surface, entry);
  }
  await requireCurrent(surface);
  const { id } = await stillThere(surface, entry.connection);
  const saved = await surface.store.read(id);
  const host = hostOf(saved.connection);
  const name = unlessBack(await askName(surface.ask, title, host, saved.connection.name ?? ''));
  const connection = { ...saved.connection };
  delete connection.name;
  await surface.store.replace(saved, {
    ...saved,
    connection: name === '' || name === host ? connection : { ...connection, name },
  });
  surface.tree.refresh();
  await surface.reveal(id);
}
