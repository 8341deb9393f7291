/** Service of the one secret that the browser guard keeps; no connection is stored under it. */
export const GUARD_SERVICE = 'registry-auth-guard';

/** What this needs of VS Code's SecretStorage. */
export interface SecretStorageLike {
  keys(): PromiseLike<readonly string[]>;
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
}

/** The functions of keytar, with its names, shapes and meanings, over a SecretStorage. Errors of the storage reject. */
export interface Keychain {
  getPassword(service: string, account: string): Promise<string | null>;
  /** Adds or replaces. */
  setPassword(service: string, account: string, password: string): Promise<void>;
  /** Whether there was one to delete. */
  deletePassword(service: string, account: string): Promise<boolean>;
  /** Any one password of the service. */
  findPassword(service: string): Promise<string | null>;
  findCredentials(service: string): Promise<{ account: string; password: string }[]>;
}

export function createKeychain(secrets: SecretStorageLike): Keychain {
  const getPassword = async (service: string, account: string): Promise<string | null> =>
    (await secrets.get(secretKey(service, account))) ?? null;

  const findCredentials = async (service: string): Promise<{ account: string; password: string }[]> => {
    const accounts = (await secrets.keys()).flatMap((key) => accountOfKey(service, key) ?? []);
    const found = await Promise.all(
      accounts.map(async (account) => ({ account, password: await getPassword(service, account) })),
    );
    // Deleted between the two calls, by another window.
    return found.flatMap(({ account, password }) => (password === null ? [] : [{ account, password }]));
  };

  return {
    getPassword,
    findCredentials,
    async setPassword(service, account, password) {
      await secrets.store(secretKey(service, account), password);
    },
    async deletePassword(service, account) {
      const existed = (await getPassword(service, account)) !== null;
      if (existed) {
        await secrets.delete(secretKey(service, account));
      }
      return existed;
    },
    async findPassword(service) {
      return (await findCredentials(service))[0]?.password ?? null;
    },
  };
}

/** Key of a password in the SecretStorage: both names URL-encoded, so that the slash between them is the only one. */
export function secretKey(service: string, account: string): string {
  return `${encodeURIComponent(service)}/${encodeURIComponent(account)}`;
}

/** The account that a key belongs to; undefined where the key is not one of this service. */
export function accountOfKey(service: string, key: string): string | undefined {
  const prefix = secretKey(service, '');
  if (!key.startsWith(prefix)) {
    return undefined;
  }
  try {
    const account = decodeURIComponent(key.slice(prefix.length));
    return secretKey(service, account) === key ? account : undefined;
  } catch {
    return undefined;
  }
}
