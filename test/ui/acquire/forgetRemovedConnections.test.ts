import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Credential } from '../../../src/auth/credential.js';
import { createKeychain } from '../../../src/connections/keychain.js';
import { type ConnectionStore, createConnectionStore } from '../../../src/connections/store.js';
import type { AcrServer } from '../../../src/playground/acr/index.js';
import type { Tokens } from '../../../src/tokens.js';
import { forgetRemovedConnections } from '../../../src/ui/acquire/forgetRemovedConnections.js';
import { createLog } from '../../../src/ui/log.js';
import { desktopSecrets } from '../../connections/fakes.js';
import { connect, signal, startLoginServer, tokensInNetwork } from '../../registries/acr/loginServer.js';

const scopes = ['repository:team/app:pull'];
const nothing = (): void => undefined;

let server: AcrServer;
let tokens: Tokens;
let credential: Credential;
let closed: string[];

beforeEach(async () => {
  server = await startLoginServer('contoso.azurecr.io');
  credential = { type: 'foreign-tokens', accessToken: await server.entra.accessToken() };
  tokens = await tokensInNetwork(credential);
  closed = [];
});
afterEach(() => server.stop());

/** A window that opened when the connection was there, and another one's store. */
async function watched(): Promise<{ readonly store: ConnectionStore; readonly other: ConnectionStore }> {
  const secrets = desktopSecrets();
  const open = (): ConnectionStore =>
    createConnectionStore({ keychain: createKeychain(secrets), onDidChangeSecret: secrets.onDidChange });
  const [store, other] = [open(), open()];
  await other.save(connect(server.origin), credential);
  const panel = { show: nothing, update: nothing, showBeside: nothing, adopt: nothing, dispose: nothing };
  forgetRemovedConnections({
    store,
    tokens: Object.assign(async () => tokens, { peek: () => tokens }),
    panel: Object.assign(() => Promise.reject(new Error('no panel')), {
      peek: () => ({ ...panel, close: (id: string) => void closed.push(id) }),
    }),
    log: createLog({ info: nothing, error: nothing, show: nothing, dispose: nothing }),
  });
  await tokens.get(connect(server.origin), scopes, { signal });
  return { store, other };
}

it('drops the tokens of a connection whose removal is the first change, and closes its panels', async () => {
  const { store, other } = await watched();
  await other.remove('one');
  for (let read = 0; read < 100 && closed.length === 0; read += 1) {
    await store.list();
  }
  expect(closed).toEqual(['one']);
  expect(tokens.cached('one')).toEqual([]);
  expect(tokens.canRenew(connect(server.origin))).toBe(false);
});

it('drops a refresh token that has no access token beside it with the credential that won it', async () => {
  const { store, other } = await watched();
  tokens.remove({ id: 'one' }, scopes);
  expect(tokens.canRenew(connect(server.origin))).toBe(true);
  await other.save(connect(server.origin, { revision: 2 }), credential);
  for (let read = 0; read < 100 && tokens.canRenew(connect(server.origin)); read += 1) {
    await store.list();
  }
  expect(tokens.canRenew(connect(server.origin))).toBe(false);
});
