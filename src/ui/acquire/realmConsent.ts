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
      '{0} names {1} as its token server. It may belong to someone else. Send the credential only if you know that both belong together. Your answer is remembered for this connection.',
      registry,
      origin,
    );
  }
  return hostNameOf(new URL(registry)) === hostNameOf(new URL(origin))
    ? l10n.t(
        '{0} names {1} as its token server, another port of the same host. This is common. Your answer is remembered for this connection.',
        registry,
        origin,
      )
    : l10n.t(
        '{0} names {1} as its token server, under the same domain. This is common where both have the same owner. Your answer is remembered for this connection.',
        registry,
        origin,
      );
}
