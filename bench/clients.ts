// The programs that are compared: each gets a token for a repository.
import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import type { LookupFunction } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { BasicOAuthProvider, registryV2Request } from '@microsoft/vscode-docker-registries';
import { type Memento, type SecretStorage, Uri } from 'vscode';
import type { Connection } from '../src/connections/connection.js';
import { tlsOptionsOf } from '../src/connections/options.js';
import { createUsage, type Usage } from '../src/connections/usage.js';
import { Tokens } from '../src/tokens.js';
import { memento } from '../test/connections/fakes.js';
import type { Program } from '../test/playground/programs.js';
import { type Place, REGISTRY, TOKEN_SERVER } from './farRegistry.js';

export interface Client {
  readonly name: string;
  /** Holds something from one token to the next. */
  readonly keeps: boolean;
  /** As after the start of the window, with the credential saved. */
  start(place: Place): Session;
  /** As `start`, in a window after one that has got a token for the repository; absent: it remembers nothing. */
  restart?(place: Place, repository: string): Promise<Session>;
}

/** Gets a token for the repository, from wherever the client has it, and uses it where the client cannot but use it. */
export type Session = (repository: string) => Promise<void>;

export const OURS = 'Registry Auth';
export const OURS_WITH_CA = 'Registry Auth, own CA';

export const username = 'dana';
export const password = 'correct horse battery staple';

export const lookup: LookupFunction = (name, { all }, done) => {
  const address = [REGISTRY, TOKEN_SERVER].find((one) => one.name === name)?.address ?? '';
  if (all === true) {
    done(null, [{ address, family: 4 }]);
  } else {
    done(null, address, 4);
  }
};

function ours(name: string, ca?: string): Client {
  return {
    name,
    keeps: true,
    start: (place) => open(place, createUsage(memento())).session,
    async restart(place, repository) {
      const usage = createUsage(memento());
      const { session, close } = open(place, usage);
      await session(repository);
      close();
      return open(place, usage).session;
    },
  };

  function open(
    { named, tokenServer }: Place,
    usage: Usage,
  ): { readonly session: Session; readonly close: () => void } {
    const tokens = new Tokens({
      machine: 'bench',
      now: () => Date.now(),
      lookup,
      timeout: 30_000,
      credential: () => Promise.resolve({ type: 'password', username, password }),
      realms: () => ({ allowed: [tokenServer.named] }),
      challenges: (connection) => usage.challenges(connection),
      tls: async ({ options }) => tlsOptionsOf(options),
    });
    const connection: Connection = {
      ...{ id: 'bench', kind: 'oci', address: named, form: 'password', insecure: false },
      ...{ settings: {}, revision: 1, ...(ca !== undefined && { options: { ca } }) },
    };
    const { signal } = new AbortController();
    return {
      session: async (repository) => {
        await tokens.get(connection, [`repository:${repository}:pull`], { signal });
      },
      close: () => {
        tokens.stop();
      },
    };
  }
}

/** The library in Microsoft's Container Tools. It gives no token by itself: one request for content uses it. */
const containerTools: Client = {
  name: 'vscode-docker-registries',
  keeps: true,
  start({ numbered }) {
    const kept = new Map<string, unknown>([[`BasicAuthProvider.${numbered}/.username`, username]]);
    // The two methods that the library calls.
    const memento = { get: (key: string) => kept.get(key) } as Memento;
    const secrets = { get: () => Promise.resolve(password) } as unknown as SecretStorage;
    const provider = new BasicOAuthProvider(memento, secrets, Uri.parse(`${numbered}/`));
    return async (repository) => {
      const answer = await registryV2Request({
        authenticationProvider: provider,
        method: 'GET',
        requestUri: Uri.parse(`${numbered}/v2/${repository}/tags/list`),
        scopes: [`repository:${repository}:pull`],
      });
      if (!answer.succeeded) {
        throw new Error(`vscode-docker-registries got ${String(answer.status)}`);
      }
    };
  },
};

/** A process for each token: it keeps nothing, so every row costs it what a cold start does, again and again. */
function skopeoClient(skopeo: Program, ca: string): Client {
  const certificates = mkdtempSync(path.join(tmpdir(), 'registry-auth-bench-'));
  writeFileSync(path.join(certificates, 'ca.crt'), ca);
  return {
    name: 'skopeo',
    keeps: false,
    start({ numbered }) {
      return async (repository) => {
        const login = `--creds=${username}:${password}`;
        const image = `docker://${new URL(numbered).host}/${repository}`;
        const args = ['list-tags', `--cert-dir=${certificates}`, login, image];
        await promisify(execFile)(skopeo.path, args, { env: skopeo.env });
      };
    },
  };
}

/** `ca` is an authority that the host trusts. */
export function hostClients(ca: string, skopeo: Program | undefined): readonly Client[] {
  return [ours(OURS), ours(OURS_WITH_CA, ca), containerTools, ...(skopeo ? [skopeoClient(skopeo, ca)] : [])];
}
