import { l10n } from 'vscode';
import { AuthError, isAuthError } from '../auth/errors.js';
import type { Connection } from '../connections/connection.js';
import { hostOf } from '../connections/connection.js';
import type { TokenResult } from '../tokens.js';
import { askForFlow } from './askForFlow.js';
import { ConnectionError } from './connectionError.js';
import type { Surface } from './surface.js';
import { stillTheSame } from './usableConnections.js';
import { nameOf } from './words.js';

export interface Target {
  readonly connection: Connection;
  readonly scopes: readonly string[];
}

/** A token for the target, kept or new; `fresh`: new in any case. Throws ConnectionError, or AuthError `cancelled`. */
export async function obtain(
  surface: Surface,
  { connection, scopes }: Target,
  { fresh = false }: { readonly fresh?: boolean } = {},
): Promise<TokenResult> {
  const { ask, tree, health } = surface;
  try {
    const tokens = await surface.tokens();
    const result = await withConsent(surface, connection, () =>
      ask.progress(l10n.t('Fetching a token from {0}…', nameOf(connection)), (signal) =>
        tokens.get(connection, scopes, { signal, fresh, ask: askForFlow(ask, () => health.asked(connection)) }),
      ),
    );
    if (!result.cached) {
      health.worked(connection, scopes);
      await rememberProof(surface, connection);
    }
    await surface.usageOf(connection).use(connection.id, scopes);
    return result;
  } catch (error) {
    if (!isAuthError(error) || error.code === 'cancelled') throw error;
    // Who said no to the question knows.
    if (error.code === 'realm-needs-consent') throw new AuthError('cancelled', error.message);
    health.failed(connection, scopes, error);
    throw new ConnectionError(error, { type: 'scope', connection, scopes });
  } finally {
    tree.refresh();
  }
}

/**
 * Does work that may send a credential. Where the registry names a token server that nobody agreed to yet, asks, keeps
 * the answer, and does it again. Throws AuthError `realm-needs-consent` when the answer is no.
 */
export async function withConsent<T>(surface: Surface, connection: Connection, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const origin = isAuthError(error) && error.code === 'realm-needs-consent' ? error.details?.origin : undefined;
      if (origin === undefined || !(await agrees(surface, connection, origin))) throw error;
    }
  }
}

async function agrees({ ask, usageOf }: Surface, connection: Connection, origin: string): Promise<boolean> {
  const registry = hostOf(connection);
  const tokenHost = new URL(origin).host;
  const question = {
    message:
      connection.account === undefined
        ? l10n.t('Send the credential for {0} to {1}?', registry, tokenHost)
        : l10n.t('Send the credential of {0} for {1} to {2}?', connection.account, registry, tokenHost),
    detail: l10n.t(
      '{0} says that its tokens come from {1}, which may belong to somebody else. Agree only if you know that the two belong together. The answer is kept for this connection.',
      registry,
      origin,
    ),
    action: l10n.t('Send'),
  };
  try {
    await ask.confirm(question);
  } catch (error) {
    if (isAuthError(error) && error.code === 'cancelled') return false;
    throw error;
  }
  await usageOf(connection).allowRealm(connection, origin);
  return true;
}

/**
 * A connection that was saved untried is tried now; one that was changed meanwhile is not. That this cannot be kept must
 * not spoil the token.
 */
async function rememberProof({ store, now, log }: Surface, connection: Connection): Promise<void> {
  if (connection.provedAt !== undefined) return;
  try {
    const stored = await stillTheSame(store, connection);
    await store.save({ ...stored.connection, provedAt: now() }, stored.credential, stored.clientKey);
  } catch (error) {
    log.error(error);
  }
}
