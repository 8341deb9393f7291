import { l10n } from 'vscode';
import { isAuthError } from '../../auth/errors.js';
import { type Connection, hostOf } from '../../connections/connection.js';
import type { Surface } from '../surface.js';

/**
 * Runs work that may send a credential. When the registry names a token server without consent, asks the user, stores
 * the consent, and runs the work again. Throws AuthError `realm-needs-consent` when the user declines.
 */
export async function withConsent<T>(surface: Surface, connection: Connection, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const origin = isAuthError(error) && error.code === 'realm-needs-consent' ? error.details?.origin : undefined;
      if (origin === undefined || !(await agrees(surface, connection, origin))) {
        throw error;
      }
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
    if (isAuthError(error) && error.code === 'cancelled') {
      return false;
    }
    throw error;
  }
  await usageOf(connection).allowRealm(connection, origin);
  return true;
}
