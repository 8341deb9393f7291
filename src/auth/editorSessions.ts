import type { Account } from './credential.js';

/** One of the editor's authentication sessions. */
export interface Session {
  /** Secret. */
  readonly accessToken: string;
  readonly account: Account;
}

/** The editor's authentication sessions, by the id of their provider. */
export interface Sessions {
  /** The provider's accounts, including those this extension isn't allowed to use. Empty for an unknown provider. */
  accounts(provider: string): Promise<readonly Account[]>;
  /**
   * Returns a session for these scopes without prompting the user, or undefined. Throws AuthError `refused` with the
   * provider's own message, and `unsupported-challenge` if the editor has no such provider.
   */
  find(provider: string, scopes: readonly string[], account?: Account): Promise<Session | undefined>;
  /**
   * Returns a session for these scopes and prompts the user if needed. Without an account, the prompt asks for one.
   * Throws AuthError `refused`, `unsupported-challenge` and `cancelled`.
   */
  ask(provider: string, scopes: readonly string[], account?: Account): Promise<Session>;
  /** Cloud environment that the provider's own setting selects; undefined for the default one. */
  environment(provider: string): string | undefined;
  /** Audience to request when no session for the registry's own audience is available without a prompt. */
  readonly audience: 'management' | 'registry';
}

interface Use {
  readonly provider: string;
  readonly scopes: readonly string[];
  readonly account: Account;
}

/** Tracks which connection uses which session. */
export interface SessionUse {
  /** Returns the sessions for use by one connection. Adds every access token obtained to `secrets`. */
  of(connectionId: string, secrets: string[]): Sessions;
  /** Ids of the connections whose session with this provider no longer exists. */
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

  /** True also when the provider fails to answer: a failure doesn't mean that the session ended. */
  async function isThere({ provider, scopes, account }: Use): Promise<boolean> {
    try {
      return (await sessions.find(provider, scopes, account)) !== undefined;
    } catch {
      return true;
    }
  }
}
