// TLS options reach the socket whatever the editor does to requests. On 127.0.0.2, because the editor leaves 127.0.0.1 alone.
import { strict as assert } from 'node:assert';
import { lookup } from 'node:dns';
import { ConfigurationTarget, workspace } from 'vscode';
import { isAuthError } from '../../src/auth/errors.js';
import type { TlsOptions } from '../../src/auth/transport.js';
import type { Connection } from '../../src/connections/connection.js';
import { Tokens } from '../../src/tokens.js';
import { challenge, json } from '../faults/answers.js';
import { selfSigned } from '../faults/certificate.js';
import { startProxy } from '../faults/proxy.js';
import { startFault, type FaultServer } from '../faults/server.js';

describe('a registry with a certificate of its own', () => {
  let server: FaultServer;
  let certificate: { key: string; cert: string };

  before(async () => {
    certificate = await selfSigned({ names: ['127.0.0.2', 'registry.test'] });
    server = await startFault(
      () => ({
        '/v2/': challenge('Bearer realm="/token",service="s"'),
        '/token': json(200, { token: 'opaque-token' }),
      }),
      { address: '127.0.0.2', tls: certificate },
    );
  });
  after(async () => {
    await server.stop();
    await configure('http.proxySupport', undefined);
    await configure('http.proxy', undefined);
  });

  const fetchToken = async (tls: TlsOptions | undefined, address = server.origin) => {
    const connection: Connection = {
      id: 'test',
      kind: 'oci',
      address,
      form: 'password',
      account: 'dana',
      insecure: false,
      settings: {},
      revision: 1,
    };
    const tokens = new Tokens({
      machine: 'the test machine',
      now: () => Date.now(),
      lookup,
      timeout: 10_000,
      credential: async () => ({ type: 'password', username: 'dana', password: 'not a real one' }),
      realms: () => ({ allowed: [] }),
      tls: () => tls,
    });
    return tokens.get(connection, ['repository:team/app:pull'], { signal: new AbortController().signal });
  };

  for (const proxySupport of ['override', 'on', 'off']) {
    describe(`with http.proxySupport ${proxySupport}`, () => {
      before(() => configure('http.proxySupport', proxySupport));

      it('is trusted with its certificate as authority', async () => {
        const { token, trace } = await fetchToken({ ca: certificate.cert });
        assert.equal(token.value, 'opaque-token');
        assert.deepEqual(new Set(trace.steps.map(({ remoteAddress }) => remoteAddress)), new Set(['127.0.0.2']));
      });

      it('is refused without it, and no credential was sent', async () => {
        const before = server.received.length;
        await assert.rejects(fetchToken(undefined), (error) => isAuthError(error) && error.code === 'tls');
        assert.equal(server.received.length, before);
      });

      it('is taken when checking was switched off', async () => {
        assert.equal((await fetchToken({ rejectUnauthorized: false })).token.value, 'opaque-token');
      });
    });
  }

  for (const proxySupport of ['override', 'on'])
    it(`is reached through the proxy of the settings, with the same options (${proxySupport})`, async () => {
      // A name, because the editor's agent checks no certificate of an IP address behind a proxy.
      const proxy = await startProxy({ to: server.host });
      const { port } = new URL(server.origin);
      try {
        await configure('http.proxySupport', proxySupport);
        await configure('http.proxy', proxy.origin);
        const { token, trace } = await fetchToken({ ca: certificate.cert }, `https://registry.test:${port}`);
        assert.equal(token.value, 'opaque-token');
        assert.deepEqual(new Set(proxy.received.map(({ target }) => target)), new Set([`registry.test:${port}`]));
        assert.ok(trace.steps.every(({ proxied, remoteAddress }) => proxied === true && remoteAddress === undefined));
      } finally {
        await configure('http.proxy', undefined);
        await proxy.stop();
      }
    });
});

/** The value is in effect when the returned promise resolves. */
async function configure(name: string, value: string | undefined): Promise<void> {
  await workspace.getConfiguration().update(name, value, ConfigurationTarget.Global);
}
