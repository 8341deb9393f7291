import { l10n } from 'vscode';
import { AuthError } from '../../auth/errors.js';
import { type Connection, hostOf } from '../../connections/connection.js';
import { acquireToken } from '../acquire/acquireToken.js';
import { showTokenMessage } from '../fetch/tokenMessage.js';
import { nameOf } from '../localize.js';
import { runSteps, type Step } from '../prompts/multiStep.js';
import { withRisks } from '../riskText.js';
import type { Surface } from '../surface.js';
import { type ConnectionDraft, newDraft, repositoryOf, scopesOf } from './connectionDraft.js';
import { connectionSteps } from './connectionSteps.js';
import { finish } from './draftValues.js';

/** Adds a connection. `start` can hold the ID of an entry that the new connection replaces. */
export async function addConnection(surface: Surface, start: ConnectionDraft = newDraft()): Promise<void> {
  const title = l10n.t('Add Connection');
  const { draft, connection } = await askAndSave(surface, start, (now) => connectionSteps(surface, title, now));
  const scopes = scopesOf(draft);
  if (connection.provedAt !== undefined && scopes.length > 0 && draft.needsNoToken !== true) {
    // The pasted image named a repository and the credential was tried with it, so the token is already cached.
    return showTokenMessage(surface, connection, await acquireToken(surface, { connection, scopes }), { isNew: true });
  }
  if (scopes.length > 0) {
    await surface.usageOf(connection).suggest(connection.id, scopes);
    surface.tree.refresh();
  }
  const next = draft.needsNoToken === true ? l10n.t('Sign In…') : l10n.t('Fetch Token');
  const { text, risky } = withRisks(savedWords(draft, connection), connection);
  const isRefused = draft.refusal !== undefined;
  const pressed = await surface.ask.tell({
    severity: risky || isRefused ? 'warning' : 'info',
    text,
    actions: isRefused ? [] : [next],
  });
  if (pressed !== next) {
    return;
  }
  const node = { type: 'connection', connection } as const;
  await (draft.needsNoToken === true
    ? surface.run('registryAuth.editConnection', node, { part: 'way' })
    : surface.run('registryAuth.fetchToken', node));
}

function savedWords(draft: ConnectionDraft, connection: Connection): string {
  const name = nameOf(connection);
  const host = hostOf(connection);
  const isAnonymous = finish(draft).credential.type === 'anonymous';
  if (draft.needsNoToken === true) {
    return l10n.t('Saved {0}. No token is required to read {1}.', name, repositoryOf(draft) ?? host);
  }
  if (draft.refusal !== undefined) {
    return refusedWords(connection);
  }
  if (connection.provedAt === undefined) {
    return isAnonymous ? l10n.t('Saved {0}.', name) : l10n.t('Saved {0}. Its credential is not verified.', name);
  }
  // When tokens have scopes, no token was issued yet.
  if (isAnonymous && draft.kind?.scopes !== undefined) {
    return l10n.t('Saved {0}.', name);
  }
  return isAnonymous
    ? l10n.t('Saved {0}. {1} issues tokens without a credential.', name, host)
    : l10n.t('Saved {0}. {1} accepted the credential.', name, host);
}

/** Message for a connection that was saved with a credential that the service rejected. */
export function refusedWords(connection: Connection): string {
  return l10n.t('Saved {0}. {1} rejected its credential.', nameOf(connection), hostOf(connection));
}

interface Saved {
  readonly draft: ConnectionDraft;
  readonly connection: Connection;
}

/**
 * Runs the steps, which try the connection, saves it, and shows its row. Throws AuthError `storage-behind` before the
 * first question in a window that can't save.
 */
export async function askAndSave(
  surface: Surface,
  start: ConnectionDraft,
  stepsOf: (draft: ConnectionDraft) => readonly Step<ConnectionDraft>[],
): Promise<Saved> {
  await requireCurrent(surface);
  const saved = await untilSaved(surface, start, stepsOf);
  const { draft, connection } = saved;
  const scopes = scopesOf(draft);
  if (draft.refusal !== undefined) {
    surface.health.failed(connection, scopes, draft.refusal);
  } else if (draft.provedAt !== undefined) {
    surface.health.worked(connection, scopes);
  }
  surface.tree.refresh();
  await surface.reveal(connection.id);
  return saved;
}

/** Throws AuthError `storage-behind` in a window that can't save until it is reloaded. */
export async function requireCurrent({ store }: Surface): Promise<void> {
  if (await store.behind()) {
    throw new AuthError('storage-behind', 'Another window has changed the connections since this one was loaded.');
  }
}

/** Runs the steps and saves. Forgets cached tokens and usage when that fails. */
async function untilSaved(
  surface: Surface,
  start: ConnectionDraft,
  stepsOf: Parameters<typeof askAndSave>[2],
): Promise<Saved> {
  const { store, tokens, usage } = surface;
  const { revision = 0 } = start.saved?.connection ?? {};
  const known = (await store.list()).some(
    (entry) => (entry.state === 'ok' ? entry.connection.id : entry.id) === start.id,
  );
  try {
    const draft = await runSteps(start, stepsOf);
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
