/** Service of the single secret that the browser write guard keeps; no connection is stored under it. */
export const GUARD_SERVICE = 'registry-auth-guard';

/** Required part of VS Code's SecretStorage. */
export interface SecretStorageLike {
  keys(): PromiseLike<readonly string[]>;
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
}

/** keytar's functions, with its names, shapes and semantics, over a SecretStorage. Storage errors reject. */
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
    // Another window deleted it between the two calls.
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

/** SecretStorage key of a password. Both names are URL-encoded, so the slash between them is the only one. */
export function secretKey(service: string, account: string): string {
  return `${encodeURIComponent(service)}/${encodeURIComponent(account)}`;
}

/** Returns the account of a key; undefined if the key belongs to another service. */
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
