import type { Credential } from '../../auth/credential.js';
import type { Session, Sessions } from '../../auth/editorSessions.js';
import { AuthError } from '../../auth/errors.js';
import type { Io } from '../../auth/io.js';
import { type Clause, clause, clauseText } from '../../text/message.js';
import type { SignIn } from '../kind.js';
import { kindReasons } from '../shared/reasons.js';

export type SessionCredential = Extract<Credential, { type: 'session' }>;

/** Returns the editor's sessions. Throws AuthError `unsupported-challenge` in an editor without sign-ins. */
export function requireSessions({ provider }: SessionCredential, { host }: URL, { sessions }: Io): Sessions {
  if (!sessions) {
    throw new AuthError('unsupported-challenge', `This editor has no sign-in "${provider}".`, {
      details: { host, reason: 'this editor has no sign-in provider for it' },
    });
  }
  return sessions;
}

/** Throws AuthError `no-credential` if the user can't be prompted to sign in. */
export function requireAsking({ host }: URL, { ask }: Io): void {
  if (!ask) {
    throw new AuthError('no-credential', 'A sign-in is required first.', {
      details: { host, reason: 'a sign-in is required', asks: true },
    });
  }
}

/**
 * Checks that the provider's own setting selects the registry's cloud. Throws AuthError `untrusted-realm` if it selects
 * another; `field` is `setting`.
 */
export function requireEnvironment(
  { provider, environment }: Pick<SignIn, 'provider' | 'environment'>,
  registry: URL,
  sessions: Sessions,
): void {
  if (environment === undefined || sessions.environment(provider) === environment) {
    return;
  }
  const setting = { setting: `${provider}.environment`, value: environment };
  const { message, details } = untrusted(registry, clause(kindReasons.otherEnvironment, setting));
  throw new AuthError('untrusted-realm', message, { details: { ...details, field: 'setting' } });
}

/**
 * The editor lets the user sign in with a different account than requested. Throws AuthError `refused` in that case.
 */
export function requireAccount(session: Session, { account, provider }: SessionCredential): Session {
  if (session.account.id !== account.id) {
    const reason = 'the signed-in account isn’t this connection’s account';
    throw new AuthError('refused', `${session.account.label} isn’t ${account.label}.`, {
      details: { host: provider, reason },
    });
  }
  return session;
}

/**
 * Creates AuthError `untrusted-realm`. `reason` is one clause. `realm` is the token server that wasn't asked, if it
 * isn't the registry itself.
 */
export function untrusted({ host }: URL, reason: Clause, realm?: URL): AuthError {
  return new AuthError('untrusted-realm', `No token was requested from ${host}: ${clauseText(reason)}.`, {
    details: { host, reason, ...(realm ? { address: realm.origin + realm.pathname } : {}) },
  });
}
