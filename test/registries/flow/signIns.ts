import type { Account } from '../../../src/auth/credential.js';
import type { Session, Sessions } from '../../../src/auth/editorSessions.js';
import { AuthError } from '../../../src/auth/errors.js';

interface Asked {
  readonly how: 'find' | 'ask';
  readonly provider: string;
  readonly scopes: string;
  readonly account?: string;
}

export const dana: Account = { id: 'dana-id', label: 'dana@playground.example' };
export const lee: Account = { id: 'lee-id', label: 'lee@playground.example' };

/** An editor whose user has agreed to some scopes and agrees to others when asked, with everything it was asked. */
export interface SignIns extends Sessions {
  readonly asked: readonly Asked[];
  audience: 'management' | 'registry';
  environments: Readonly<Record<string, string>>;
  /** Scopes, joined with blanks, that need no question. */
  agreed: Set<string>;
  /** Scopes that the person agrees to when asked. */
  agrees: Set<string>;
  /** What a provider says of scopes, in place of a session. */
  fails: Map<string, AuthError>;
  /** Who signs in when asked. */
  person: Account;
}

export function signIns(tokenFor: (scopes: string, account: Account) => Promise<string>): SignIns {
  const asked: Asked[] = [];
  const session = async (scopes: string, account: Account): Promise<Session> => ({
    accessToken: await tokenFor(scopes, account),
    account,
  });
  const note = (how: Asked['how'], provider: string, scopes: readonly string[], account?: Account): string => {
    const text = scopes.join(' ');
    asked.push({ how, provider, scopes: text, ...(account ? { account: account.label } : {}) });
    const failure = signedIn.fails.get(text);
    if (failure) {
      throw failure;
    }
    return text;
  };
  const signedIn: SignIns = {
    asked,
    audience: 'management',
    environments: {},
    agreed: new Set(),
    agrees: new Set(),
    fails: new Map(),
    person: dana,
    accounts: async () => [dana, lee],
    environment: (provider) => signedIn.environments[provider],
    async find(provider, scopes, account) {
      const text = note('find', provider, scopes, account);
      return signedIn.agreed.has(text) ? session(text, account ?? dana) : undefined;
    },
    async ask(provider, scopes, account) {
      const text = note('ask', provider, scopes, account);
      if (!signedIn.agrees.has(text)) {
        throw new AuthError('cancelled', 'The person said no.');
      }
      signedIn.agreed.add(text);
      return session(text, signedIn.person);
    },
  };
  return signedIn;
}

export const failed = (text: string): AuthError =>
  new AuthError('refused', 'The sign-in failed.', { service: { text }, details: { host: 'microsoft' } });
