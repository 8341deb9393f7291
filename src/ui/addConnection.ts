import { l10n } from 'vscode';
import { type Connection, hostOf } from '../connections/connection.js';
import { type ConnectionDraft, finish, newDraft } from './connectionDraft.js';
import { connectionSteps } from './connectionSteps.js';
import { scopesOf } from './credentialSteps.js';
import { fetchToken } from './fetchToken.js';
import { obtain } from './obtain.js';
import { runSteps } from './steps.js';
import type { Surface } from './surface.js';
import { tellToken } from './tellToken.js';
import { nameOf } from './words.js';

/** `start` may hold the id of an entry whose place the new connection takes. */
export async function addConnection(surface: Surface, start: ConnectionDraft = newDraft()): Promise<void> {
  const { draft, connection } = await askAndSave(surface, l10n.t('Add Connection'), start);
  const scopes = scopesOf(draft);
  if (connection.provedAt !== undefined && scopes.length > 0) {
    // The pasted image named a repository, and the credential was tried with it: the token is there already.
    return tellToken(surface, connection, await obtain(surface, { connection, scopes }));
  }
  const fetch = l10n.t('Fetch Token');
  const pressed = await surface.ask.tell({
    severity: 'info',
    text:
      connection.provedAt === undefined
        ? l10n.t('Saved {0}. The credential was not tried.', nameOf(connection))
        : l10n.t('Saved {0}: {1} took the credential.', nameOf(connection), hostOf(connection)),
    actions: [fetch],
  });
  if (pressed === fetch) await fetchToken(surface, { type: 'connection', connection });
}

interface Saved {
  readonly draft: ConnectionDraft;
  readonly connection: Connection;
}

/** Asks, tries, saves and shows the row. What was remembered of an attempt that came to nothing is forgotten. */
export async function askAndSave(surface: Surface, title: string, start: ConnectionDraft): Promise<Saved> {
  const { store, tokens, usage, tree } = surface;
  const known = (await store.list()).some(
    (entry) => (entry.state === 'ok' ? entry.connection.id : entry.id) === start.id,
  );
  try {
    const draft = await runSteps(start, (present) => connectionSteps(surface, title, present));
    const { connection, credential } = finish(draft);
    await store.save(connection, credential);
    tree.refresh();
    await surface.reveal(connection.id);
    return { draft, connection };
  } catch (error) {
    if (!known) {
      tokens.peek()?.forget(start.id);
      await usage.forget(start.id);
    }
    throw error;
  }
}
