import type { AuthError } from '../../auth/errors.js';
import { wireScopes } from '../../auth/scope.js';
import type { Connection } from '../../connections/connection.js';

/** Results reported by services for each connection while this window is open. */
export interface Health {
  /** The service accepted the credential for these scopes. */
  worked(connection: Connection, scopes: readonly string[]): void;
  failed(connection: Connection, scopes: readonly string[], error: AuthError): void;
  /** Scopes that the service denied entirely. */
  refusedScopes(connection: Connection): readonly (readonly string[])[];
  /** Whether the current credential was rejected at its last use. */
  needsCredential(connection: Connection): boolean;
  /** Whether the token server was not asked at the last use, because nobody agreed to it. */
  needsConsent(connection: Connection): boolean;
  /** The user agreed to the token server. */
  consented(connection: Connection): void;
  /** A token was obtained with user input, such as a one-time code. */
  asked(connection: Connection): void;
  /** Whether the current credential needed user input. Background requests can't ask for it. */
  asks(connection: Connection): boolean;
  /** Whether the credential's source was missing on this machine at its last use. */
  isElsewhere(connection: Connection): boolean;
}

export function createHealth(): Health {
  const refusedCredentials = new Map<string, number>();
  const elsewhere = new Map<string, number>();
  const consents = new Map<string, number>();
  const asking = new Map<string, number>();
  const refusedScopes = new Map<string, ReadonlyMap<string, readonly string[]>>();

  const setRefused = (connection: Connection, scopes: readonly string[], refused: boolean): void => {
    const asked = wireScopes(scopes);
    const others = [...(refusedScopes.get(connection.id) ?? [])].filter(([key]) => key !== asked.join(' '));
    refusedScopes.set(connection.id, new Map(refused ? [...others, [asked.join(' '), asked]] : others));
  };

  return {
    worked(connection, scopes) {
      refusedCredentials.delete(connection.id);
      elsewhere.delete(connection.id);
      consents.delete(connection.id);
      setRefused(connection, scopes, false);
    },
    failed(connection, scopes, error) {
      // An anonymous connection is denied one image, not all of them.
      const oneOnly = error.code === 'no-credential' && connection.form === 'anonymous';
      if (error.code === 'denied' || oneOnly) {
        setRefused(connection, scopes, true);
      } else if (error.code === 'realm-needs-consent') {
        consents.set(connection.id, connection.revision);
      } else if (error.details?.elsewhere === true) {
        elsewhere.set(connection.id, connection.revision);
      } else if (asksForAnotherCredential(error)) {
        refusedCredentials.set(connection.id, connection.revision);
      }
    },
    refusedScopes: ({ id }) => [...(refusedScopes.get(id)?.values() ?? [])],
    needsCredential: ({ id, revision }) => refusedCredentials.get(id) === revision,
    needsConsent: ({ id, revision }) => consents.get(id) === revision,
    consented: ({ id }) => void consents.delete(id),
    asked: ({ id, revision }) => void asking.set(id, revision),
    asks: ({ id, revision }) => asking.get(id) === revision,
    isElsewhere: ({ id, revision }) => elsewhere.get(id) === revision,
  };
}

export function asksForAnotherCredential({ code, details }: AuthError): boolean {
  return (
    !details?.asks &&
    !details?.token &&
    ['refused', 'locked', 'second-factor', 'expired-credential', 'no-credential'].includes(code)
  );
}
