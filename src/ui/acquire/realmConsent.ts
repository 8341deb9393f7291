import { l10n } from 'vscode';
import { type ErrorDetails, isAuthError } from '../../auth/errors.js';
import { hostNameOf } from '../../auth/network/ipAddress.js';
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
      const details = isAuthError(error) && error.code === 'realm-needs-consent' ? error.details : undefined;
      if (details?.origin === undefined || !(await agrees(surface, connection, details.origin, details.verdict))) {
        throw error;
      }
    }
  }
}

async function agrees(
  { ask, usageOf, health }: Surface,
  connection: Connection,
  origin: string,
  verdict: ErrorDetails['verdict'],
): Promise<boolean> {
  const registry = hostOf(connection);
  const tokenHost = new URL(origin).host;
  const question = {
    message:
      connection.account === undefined
        ? l10n.t('Send the credential for {0} to {1}?', registry, tokenHost)
        : l10n.t('Send the credential of {0} for {1} to {2}?', connection.account, registry, tokenHost),
    detail: detailOf(verdict, new URL(connection.address).origin, origin),
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
  health.consented(connection);
  return true;
}

function detailOf(verdict: ErrorDetails['verdict'], registry: string, origin: string): string {
  if (verdict !== 'same-domain') {
    return l10n.t(
      '{0} says that its tokens come from {1}, which may belong to somebody else. Agree only if you know that the two belong together. The answer is kept for this connection.',
      registry,
      origin,
    );
  }
  return hostNameOf(new URL(registry)) === hostNameOf(new URL(origin))
    ? l10n.t(
        '{0} says that its tokens come from {1}, another port of the same host. That is usual. The answer is kept for this connection.',
        registry,
        origin,
      )
    : l10n.t(
        '{0} says that its tokens come from {1}, under the same domain. That is usual where both belong to one owner. The answer is kept for this connection.',
        registry,
        origin,
      );
}
