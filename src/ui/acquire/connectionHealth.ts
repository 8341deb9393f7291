import type { AuthError, AuthErrorCode } from '../../auth/errors.js';
import { wireScopes } from '../../auth/scope.js';
import type { Connection } from '../../connections/connection.js';

/** Results reported by services for each connection while this window is open. */
export interface Health {
  /** The service accepted the credential for these scopes. */
  worked(connection: Connection, scopes: readonly string[]): void;
  failed(connection: Connection, scopes: readonly string[], error: AuthError): void;
  /** Scopes that the service denied entirely. */
  refusedScopes(connection: Connection): readonly (readonly string[])[];
  /** Last fetch of the current credential, if it failed for a reason that says nothing about credential or scopes. */
  lastFailure(connection: Connection): Failure | undefined;
  /** Result of the current credential's last use, if it can't be used again: rejected, or another one is needed. */
  credential(connection: Connection): 'refused' | 'needed' | undefined;
  /** Whether the current credential can't be used again. */
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

export interface Failure {
  readonly code: AuthErrorCode;
  /** As they are requested (see wireScopes). */
  readonly scopes: readonly string[];
}

/** Failures that say nothing about the service: the fetch was stopped on this side. */
const OWN: readonly AuthErrorCode[] = ['cancelled', 'changed', 'removed', 'storage', 'storage-behind'];

export function createHealth(): Health {
  const credentials = new Map<string, { readonly revision: number; readonly state: 'refused' | 'needed' }>();
  const failures = new Map<string, Failure & { readonly revision: number }>();
  const elsewhere = new Map<string, number>();
  const consents = new Map<string, number>();
  const asking = new Map<string, number>();
  const denied = new Map<string, { readonly revision: number; readonly lists: readonly (readonly string[])[] }>();

  const deniedTo = ({ id, revision }: Connection): readonly (readonly string[])[] => {
    const found = denied.get(id);
    return found?.revision === revision ? found.lists : [];
  };
  const setDenied = (connection: Connection, scopes: readonly string[], isDenied: boolean): void => {
    const asked = wireScopes(scopes);
    const others = deniedTo(connection).filter((list) => list.join(' ') !== asked.join(' '));
    denied.set(connection.id, { revision: connection.revision, lists: isDenied ? [...others, asked] : others });
  };

  const credential: Health['credential'] = ({ id, revision }) => {
    const last = credentials.get(id);
    return last?.revision === revision ? last.state : undefined;
  };

  return {
    worked(connection, scopes) {
      credentials.delete(connection.id);
      failures.delete(connection.id);
      elsewhere.delete(connection.id);
      consents.delete(connection.id);
      setDenied(connection, scopes, false);
    },
    failed(connection, scopes, error) {
      // An anonymous connection is denied one image, not all of them.
      const oneOnly = error.code === 'no-credential' && connection.form === 'anonymous';
      const { id, revision } = connection;
      if (OWN.includes(error.code)) {
        return;
      }
      failures.delete(id);
      if (error.code === 'denied' || oneOnly) {
        setDenied(connection, scopes, true);
      } else if (error.code === 'realm-needs-consent') {
        consents.set(id, revision);
      } else if (error.details?.elsewhere === true) {
        elsewhere.set(id, revision);
      } else if (asksForAnotherCredential(error)) {
        credentials.set(id, { revision, state: isRejection(error) ? 'refused' : 'needed' });
      } else if (error.details?.asks !== true) {
        failures.set(id, { revision, code: error.code, scopes: wireScopes(scopes) });
      }
    },
    refusedScopes: deniedTo,
    lastFailure: ({ id, revision }) => {
      const last = failures.get(id);
      return last?.revision === revision ? last : undefined;
    },
    credential,
    needsCredential: (connection) => credential(connection) !== undefined,
    needsConsent: ({ id, revision }) => consents.get(id) === revision,
    consented: ({ id }) => void consents.delete(id),
    asked: ({ id, revision }) => void asking.set(id, revision),
    asks: ({ id, revision }) => asking.get(id) === revision,
    isElsewhere: ({ id, revision }) => elsewhere.get(id) === revision,
  };
}

/** Whether the service rejected the credential itself. */
export function isRejection({ code }: Pick<AuthError, 'code'>): boolean {
  return code === 'refused' || code === 'locked';
}

export function asksForAnotherCredential({ code, details }: AuthError): boolean {
  return (
    !details?.asks &&
    !details?.token &&
    ['refused', 'locked', 'second-factor', 'expired-credential', 'no-credential'].includes(code)
  );
}
