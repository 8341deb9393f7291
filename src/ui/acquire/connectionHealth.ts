import type { AuthError } from '../../auth/errors.js';
import { mergeScopes } from '../../auth/scope.js';
import type { Connection } from '../../connections/connection.js';

/** What services said of connections while this window was open. */
export interface Health {
  /** The service took the credential for these scopes. */
  worked(connection: Connection, scopes: readonly string[]): void;
  failed(connection: Connection, scopes: readonly string[], error: AuthError): void;
  /** Scopes that the service refused altogether. */
  refusedScopes(connection: Connection): readonly (readonly string[])[];
  /** The credential, as it is now, was refused when it was last used. */
  needsCredential(connection: Connection): boolean;
  /** A token was won by asking the person something, such as a code. */
  asked(connection: Connection): void;
  /** Whether that was so with the credential as it is now: nobody is there to be asked in the background. */
  asks(connection: Connection): boolean;
  /** What the credential rests on was not on this machine when it was last used. */
  isElsewhere(connection: Connection): boolean;
}

export function createHealth(): Health {
  const refusedCredentials = new Map<string, number>();
  const elsewhere = new Map<string, number>();
  const asking = new Map<string, number>();
  const refusedScopes = new Map<string, ReadonlyMap<string, readonly string[]>>();

  const setRefused = (connection: Connection, scopes: readonly string[], refused: boolean): void => {
    const asked = mergeScopes(scopes);
    const others = [...(refusedScopes.get(connection.id) ?? [])].filter(([key]) => key !== asked.join(' '));
    refusedScopes.set(connection.id, new Map(refused ? [...others, [asked.join(' '), asked]] : others));
  };

  return {
    worked(connection, scopes) {
      refusedCredentials.delete(connection.id);
      elsewhere.delete(connection.id);
      setRefused(connection, scopes, false);
    },
    failed(connection, scopes, error) {
      // Who has no credential is refused one image, not all.
      const oneOnly = error.code === 'no-credential' && connection.form === 'anonymous';
      if (error.code === 'denied' || oneOnly) setRefused(connection, scopes, true);
      else if (error.details?.elsewhere === true) elsewhere.set(connection.id, connection.revision);
      else if (asksForAnotherCredential(error)) refusedCredentials.set(connection.id, connection.revision);
    },
    refusedScopes: ({ id }) => [...(refusedScopes.get(id)?.values() ?? [])],
    needsCredential: ({ id, revision }) => refusedCredentials.get(id) === revision,
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
