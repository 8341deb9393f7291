// The programs that are compared: each gets a token for a repository.
import { lookup } from 'node:dns';
import { BasicOAuthProvider, registryV2Request } from '@microsoft/vscode-docker-registries';
import { type Memento, type SecretStorage, Uri } from 'vscode';
import type { Connection } from '../src/connections/connection.js';
import { Tokens } from '../src/tokens.js';
import { run, skopeo } from '../test/playground/programs.js';

export interface Client {
  readonly name: string;
  /** As after the start of the window, with the credential saved. */
  start(registry: { readonly origin: string; readonly host: string }): Session;
}

/** Gets a token for the repository, from wherever the client has it, and uses it where the client cannot but use it. */
export type Session = (repository: string) => Promise<void>;

const username = 'dana';
const password = 'correct horse battery staple';

const ours: Client = {
  name: 'Registry Auth',
  start({ origin }) {
    const tokens = new Tokens({
      machine: 'bench',
      now: () => Date.now(),
      lookup,
      timeout: 30_000,
      credential: () => Promise.resolve({ type: 'password', username, password }),
      realms: () => ({ allowed: [] }),
    });
    const connection: Connection = {
      ...{ id: 'bench', kind: 'oci', address: origin, form: 'password', insecure: false },
      ...{ settings: {}, revision: 1 },
    };
    const { signal } = new AbortController();
    return async (repository) => {
      await tokens.get(connection, [`repository:${repository}:pull`], { signal });
    };
  },
};

/** The library in Microsoft's Container Tools. It gives no token by itself: one request for content uses it. */
const containerTools: Client = {
  name: 'vscode-docker-registries',
  start({ origin }) {
    const kept = new Map<string, unknown>([[`BasicAuthProvider.${origin}/.username`, username]]);
    // The two methods that the library calls.
    const memento = { get: (key: string) => kept.get(key) } as Memento;
    const secrets = { get: () => Promise.resolve(password) } as unknown as SecretStorage;
    const provider = new BasicOAuthProvider(memento, secrets, Uri.parse(`${origin}/`));
    return async (repository) => {
      const answer = await registryV2Request({
        authenticationProvider: provider,
        method: 'GET',
        requestUri: Uri.parse(`${origin}/v2/${repository}/tags/list`),
        scopes: [`repository:${repository}:pull`],
      });
      if (!answer.succeeded) {
        throw new Error(`vscode-docker-registries got ${String(answer.status)}`);
      }
    };
  },
};

/** A process for each token: it keeps nothing, so every row costs it what a cold start does, again and again. */
const skopeoClient: Client = {
  name: 'skopeo',
  start({ host }) {
    return async (repository) => {
      const login = `--creds=${username}:${password}`;
      await run(skopeo, ['list-tags', '--tls-verify=false', login, `docker://${host}/${repository}`]);
    };
  },
};

export const clients: readonly Client[] = [ours, containerTools, ...(skopeo ? [skopeoClient] : [])];
