import { authentication, type AuthenticationGetSessionOptions, type Disposable, workspace } from 'vscode';
import type { Account } from '../auth/credential.js';
import type { Session, Sessions } from '../auth/editorSessions.js';
import { AuthError } from '../auth/errors.js';
import { redactText } from '../text/redact.js';
import { readSettings } from './settings.js';

/** The editor's own sign-ins, and an event for changes. */
export interface SessionSource extends Sessions {
  /** Fires for every provider, with its ID. */
  readonly onDidChange: (listener: (provider: string) => void) => Disposable;
}

export const sessions: SessionSource = {
  async accounts(provider) {
    try {
      return (await authentication.getAccounts(provider)).map(accountOf);
    } catch {
      return [];
    }
  },
  find: (provider, scopes, account) => get(provider, scopes, { silent: true, ...(account ? { account } : {}) }),
  async ask(provider, scopes, account) {
    const whom = account ? { account } : { clearSessionPreference: true };
    const session = await get(provider, scopes, { createIfNone: true, ...whom });
    if (session === undefined) {
      throw new AuthError('cancelled', 'Nobody signed in.');
    }
    return session;
  },
  // A provider's settings have its name.
  environment: (provider) => workspace.getConfiguration(provider).get<string>('environment'),
  get audience() {
    return readSettings().signInAudience;
  },
  onDidChange: (listener) => authentication.onDidChangeSessions(({ provider }) => listener(provider.id)),
};

async function get(
  provider: string,
  scopes: readonly string[],
  options: AuthenticationGetSessionOptions,
): Promise<Session | undefined> {
  try {
    const session = await authentication.getSession(provider, scopes, options);
    return session && { accessToken: session.accessToken, account: accountOf(session.account) };
  } catch (error) {
    throw failureOf(error instanceof Error ? error.message : String(error), provider);
  }
}

/** Converts the editor's error, which is only a message, to an AuthError. */
function failureOf(message: string, provider: string): AuthError {
  if (/did not consent|cancel/i.test(message)) {
    return new AuthError('cancelled', 'Nobody signed in.');
  }
  const text = redactText(message, []).replace(/\s+/g, ' ').slice(0, 300);
  if (/waiting for authentication provider|no authentication provider/i.test(message)) {
    return new AuthError('unsupported-challenge', `There is no sign-in "${provider}".`, {
      details: { host: provider, reason: 'this editor has no sign-in for it' },
    });
  }
  return new AuthError('refused', `The sign-in "${provider}" failed.`, {
    service: { text },
    details: { host: provider },
  });
}

function accountOf({ id, label }: Account): Account {
  return { id, label };
}
