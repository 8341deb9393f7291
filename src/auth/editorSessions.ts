import type { Account } from './credential.js';

/** One sign-in that the editor keeps for its user. */
export interface Session {
  /** Secret. */
  readonly accessToken: string;
  readonly account: Account;
}

/** The sign-ins of the editor, by the ids that it gives their providers. */
export interface Sessions {
  /** Whom a provider knows, whether or not we may use them; none where there is no such provider. */
  accounts(provider: string): Promise<readonly Account[]>;
  /**
   * A session for these scopes that may be used without asking; undefined: there is none. Throws AuthError `refused` with
   * the provider's own words, and `unsupported-challenge` where the editor has no such provider.
   */
  find(provider: string, scopes: readonly string[], account?: Account): Promise<Session | undefined>;
  /** The same, and the person may be asked; without an account, for which. Throws AuthError `cancelled` too. */
  ask(provider: string, scopes: readonly string[], account?: Account): Promise<Session>;
  /** Which of several worlds a provider signs in to, as its own setting says; undefined: the usual one. */
  environment(provider: string): string | undefined;
  /** Which audience to ask for, where a sign-in for the registry's own cannot be had without asking. */
  readonly audience: 'management' | 'registry';
}

interface Use {
  readonly provider: string;
  readonly scopes: readonly string[];
  readonly account: Account;
}

/** Remembers what lives by which session. */
export interface SessionUse {
  /** The same sessions, for one connection. `secrets` gets every access token that is handed out. */
  of(connectionId: string, secrets: string[]): Sessions;
  /** Ids of connections that used a session of this provider which is no longer there. */
  lost(provider: string): Promise<readonly string[]>;
}

export function createSessionUse(sessions: Sessions): SessionUse {
  const uses = new Map<string, Use>();

  return {
    of(connectionId, secrets) {
      const note = <Found extends Session | undefined>(
        provider: string,
        scopes: readonly string[],
        found: Found,
      ): Found => {
        if (found) {
          uses.set(connectionId, { provider, scopes, account: found.account });
          secrets.push(found.accessToken);
        }
        return found;
      };
      return {
        accounts: (provider) => sessions.accounts(provider),
        find: async (provider, scopes, account) =>
          note(provider, scopes, await sessions.find(provider, scopes, account)),
        ask: async (provider, scopes, account) => note(provider, scopes, await sessions.ask(provider, scopes, account)),
        environment: (provider) => sessions.environment(provider),
        get audience() {
          return sessions.audience;
        },
      };
    },
    async lost(provider) {
      const ids: string[] = [];
      for (const [id, use] of uses) {
        if (use.provider === provider && !(await isThere(use))) {
          uses.delete(id);
          ids.push(id);
        }
      }
      return ids;
    },
  };

  /** A provider that cannot answer now has not taken anything away. */
  async function isThere({ provider, scopes, account }: Use): Promise<boolean> {
    try {
      return (await sessions.find(provider, scopes, account)) !== undefined;
    } catch {
      return true;
    }
  }
}
