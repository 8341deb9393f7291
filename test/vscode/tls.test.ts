// TLS options reach the socket whatever the editor does to requests. On 127.0.0.2, because the editor leaves 127.0.0.1 alone.
import { strict as assert } from 'node:assert';
import { lookup } from 'node:dns';
import { type AuthError, isAuthError } from '../../src/auth/errors.js';
import type { TlsOptions } from '../../src/auth/network/transport.js';
import type { Connection } from '../../src/connections/connection.js';
import { Tokens } from '../../src/tokens.js';
import { challenge, json } from '../faults/answers.js';
import { selfSigned } from '../faults/certificate.js';
import { type Proxy, type ProxyOptions, startProxy } from '../faults/proxy.js';
import { type FaultServer, startFault } from '../faults/server.js';
import { configure } from './configure.js';

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
      tls: async () => tls,
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
        const { details, trace } = await failure(fetchToken(undefined));
        assert.equal(details?.tls, 'self-signed');
        assert.deepEqual(details.chain?.[0]?.names, ['127.0.0.2', 'registry.test']);
        assert.deepEqual(trace?.steps[0]?.tls?.chain, details.chain);
        assert.equal(server.received.length, before);
      });

      it('is taken when checking was switched off', async () => {
        assert.equal((await fetchToken({ rejectUnauthorized: false })).token.value, 'opaque-token');
      });
    });
  }

  for (const proxySupport of ['override', 'on']) {
    describe(`behind the proxy of the settings (${proxySupport})`, () => {
      before(() => configure('http.proxySupport', proxySupport));

      for (const name of ['registry.test', '127.0.0.2']) {
        it(`is reached as ${name}, with the same options`, async () => {
          const { port } = new URL(server.origin);
          await behindProxy({ to: server.host }, async (proxy) => {
            const { token, trace } = await fetchToken({ ca: certificate.cert }, `https://${name}:${port}`);
            assert.equal(token.value, 'opaque-token');
            assert.deepEqual(new Set(proxy.received.map(({ target }) => target)), new Set([`${name}:${port}`]));
            for (const step of trace.steps) {
              assert.deepEqual([step.proxied, step.proxy], [true, new URL(proxy.origin).host]);
              assert.equal(step.remoteAddress, undefined);
              assert.equal(step.tls?.verified, true);
            }
          });
        });
      }

      it('is not taken for an address that its certificate does not name', async () => {
        const { port } = new URL(server.origin);
        await behindProxy({ to: server.host }, async () => {
          const { details } = await failure(fetchToken({ ca: certificate.cert }, `https://127.0.0.3:${port}`));
          assert.equal(details?.tls, 'wrong-host');
        });
      });
    });
  }
});

async function behindProxy(options: ProxyOptions, work: (proxy: Proxy) => Promise<void>): Promise<void> {
  const proxy = await startProxy(options);
  try {
    await configure('http.proxy', proxy.origin);
    await work(proxy);
  } finally {
    await configure('http.proxy', undefined);
    await proxy.stop();
  }
}

async function failure(promise: Promise<unknown>): Promise<AuthError> {
  try {
    await promise;
  } catch (error) {
    if (isAuthError(error) && error.code === 'tls') {
      return error;
    }
    throw error;
  }
  throw new Error('it should have failed');
}
