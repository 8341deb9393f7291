import { l10n } from 'vscode';
import { type Connection, hostOf } from '../../connections/connection.js';
import { acquireToken } from '../acquire/acquireToken.js';
import { showTokenMessage } from '../fetch/tokenMessage.js';
import { nameOf } from '../localize.js';
import { runSteps } from '../prompts/multiStep.js';
import { withRisks } from '../riskText.js';
import type { Surface } from '../surface.js';
import { type ConnectionDraft, finish, newDraft, scopesOf } from './connectionDraft.js';
import { connectionSteps } from './connectionSteps.js';

/** Adds a connection. `start` can hold the ID of an entry that the new connection replaces. */
export async function addConnection(surface: Surface, start: ConnectionDraft = newDraft()): Promise<void> {
  const { draft, connection } = await askAndSave(surface, l10n.t('Add Connection'), start);
  const scopes = scopesOf(draft);
  if (connection.provedAt !== undefined && scopes.length > 0) {
    // The pasted image named a repository and the credential was tried with it, so the token is already cached.
    return showTokenMessage(surface, connection, await acquireToken(surface, { connection, scopes }));
  }
  const fetch = l10n.t('Fetch Token');
  const { text, risky } = withRisks(savedWords(draft, connection), connection);
  const pressed = await surface.ask.tell({ severity: risky ? 'warning' : 'info', text, actions: [fetch] });
  if (pressed === fetch) {
    await surface.run('registryAuth.fetchToken', { type: 'connection', connection });
  }
}

function savedWords(draft: ConnectionDraft, connection: Connection): string {
  const name = nameOf(connection);
  const anonymous = finish(draft).credential.type === 'anonymous';
  if (connection.provedAt === undefined) {
    return anonymous ? l10n.t('Saved {0}.', name) : l10n.t('Saved {0}. Its credential has not worked yet.', name);
  }
  // When tokens have scopes, no token was issued yet.
  if (anonymous && draft.kind?.scopes !== undefined) {
    return l10n.t('Saved {0}.', name);
  }
  return anonymous
    ? l10n.t('Saved {0}. It gives tokens without a credential.', name)
    : l10n.t('Saved {0}: {1} took the credential.', name, hostOf(connection));
}

interface Saved {
  readonly draft: ConnectionDraft;
  readonly connection: Connection;
}

/** Asks for the connection, tries and saves it, and shows its row. */
export async function askAndSave(surface: Surface, title: string, start: ConnectionDraft): Promise<Saved> {
  const saved = await untilSaved(surface, title, start);
  surface.tree.refresh();
  await surface.reveal(saved.connection.id);
  return saved;
}

/** Runs the steps and saves. Forgets cached tokens and usage when that fails. */
async function untilSaved(surface: Surface, title: string, start: ConnectionDraft): Promise<Saved> {
  const { store, tokens, usage } = surface;
  const { revision = 0 } = start.saved?.connection ?? {};
  const known = (await store.list()).some(
    (entry) => (entry.state === 'ok' ? entry.connection.id : entry.id) === start.id,
  );
  try {
    const draft = await runSteps(start, (present) => connectionSteps(surface, title, present));
    const finished = finish(draft);
    const { connection, credential, clientKey } = finished;
    if (draft.saved === undefined) {
      await store.save(connection, credential, clientKey);
    } else {
      await store.replace(draft.saved, finished);
    }
    // Another credential was tried, but in the end only the name was changed.
    if (connection.revision === revision) {
      tokens.peek()?.forgetTried(start.id, revision);
    }
    return { draft, connection };
  } catch (error) {
    tokens.peek()?.forgetTried(start.id, revision);
    if (!known) {
      tokens.peek()?.forget(start.id);
      await usage.forget(start.id);
    }
    throw error;
  }
}
