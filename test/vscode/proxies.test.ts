// Every way that the editor's settings lead, for registries and for AWS. On 127.0.0.2: the editor leaves 127.0.0.1 alone.
import { strict as assert } from 'node:assert';
import { lookup } from 'node:dns';
import { createServer, type LookupFunction } from 'node:net';
import type { Credential } from '../../src/auth/credential.js';
import type { AuthError } from '../../src/auth/errors.js';
import type { Connection } from '../../src/connections/connection.js';
import { tlsOptionsOf } from '../../src/connections/options.js';
import type { Examined } from '../../src/diagnosis/checks/runChecks.js';
import { type EcrServer, startEcrServer } from '../../src/playground/ecr/index.js';
import { Tokens } from '../../src/tokens.js';
import type { TokenResult } from '../../src/tokensTypes.js';
import { diagnoseUse } from '../../src/tokenUses.js';
import { challenge, json } from '../faults/answers.js';
import { authErrorOf } from '../faults/authErrorOf.js';
import { type Authority, authority } from '../faults/certificate.js';
import { type Proxy, type ProxyOptions, startProxy } from '../faults/proxy.js';
import { type FaultServer, listenOn, startFault } from '../faults/server.js';
import { configure } from './configure.js';

const place = '127.0.0.2';
const account = 'gate:not a real password';

/** Where `registry.test` is; everything else as the system finds it. */
const toPlace: LookupFunction = (name, options, done) => {
  if (name !== 'registry.test') {
    lookup(name, options, done);
  } else if (options.all === true) {
    done(null, [{ address: place, family: 4 }]);
  } else {
    done(null, place, 4);
  }
};

/** A service, and how it is used. */
interface Service {
  readonly name: string;
  readonly server: () => Pick<FaultServer | EcrServer, 'origin' | 'host'> & { readonly received: readonly unknown[] };
  readonly connection: () => Pick<Connection, 'kind' | 'form' | 'settings'>;
  readonly credential: () => Credential;
}

describe('the way to a service', () => {
  let ours: Authority;
  let corporate: Authority;
  let registry: FaultServer;
  let ecr: EcrServer;

  before(async () => {
    [ours, corporate] = await Promise.all([authority(), authority('Corporate proxy')]);
    const tls = await ours.issue({ names: [place] });
    registry = await startFault(
      () => ({
        '/v2/': challenge('Bearer realm="/token",service="s"'),
        '/token': json(200, { token: 'opaque-token' }),
      }),
      { address: place, tls },
    );
    ecr = await startEcrServer({ certificate: { name: place, ...tls } });
  });
  after(async () => {
    await Promise.all([registry.stop(), ecr.stop()]);
    await configure('http.proxySupport', undefined);
  });

  const services: readonly Service[] = [
    {
      name: 'a registry',
      server: () => registry,
      connection: () => ({ kind: 'oci', form: 'password', settings: {} }),
      credential: () => ({ type: 'password', username: 'dana', password: 'not a real one' }),
    },
    {
      name: 'AWS',
      server: () => ecr,
      connection: () => ({
        kind: 'ecr',
        form: 'access-key',
        settings: { region: ecr.region, account: '', endpoint: ecr.origin },
      }),
      credential: () => ({ type: 'access-key', id: ecr.principals.reader.id, secret: ecr.principals.reader.secret }),
    },
  ];

  interface Use {
    readonly tokens: Tokens;
    readonly whole: Connection;
  }

  function useOf({ server, connection, credential }: Service, ca: string, address = server().origin): Use {
    const tokens = new Tokens({
      machine: 'the test machine',
      now: () => Date.now(),
      lookup: toPlace,
      timeout: 10_000,
      credential: async () => credential(),
      realms: () => ({ allowed: [] }),
      tls: async ({ options }) => tlsOptionsOf(options),
    });
    const whole = { id: 'test', address, insecure: false, revision: 1, options: { ca }, ...connection() };
    return { tokens, whole };
  }

  const { signal } = new AbortController();
  const fetchToken = (service: Service, ca: string): Promise<TokenResult> => {
    const { tokens, whole } = useOf(service, ca);
    return tokens.get(whole, [], { signal });
  };
  const diagnose = ({ tokens, whole }: Use): Promise<Examined> =>
    diagnoseUse(tokens, whole, { scopes: [] }, { signal, show: () => undefined });
  const shownAt = ({ lines }: Examined, label: string): Record<string, unknown> =>
    Object.fromEntries(
      (lines.find((line) => line.label === label)?.evidence ?? []).map((one) => [
        one.id,
        'text' in one ? one.text : 'certificate' in one ? one.certificate.subject : undefined,
      ]),
    );

  async function refused(work: Promise<unknown>): Promise<AuthError> {
    return authErrorOf(work);
  }

  /** Starts a proxy and has the settings name it, with an account where one is wanted. */
  async function behind(options: ProxyOptions, login: string, work: (proxy: Proxy) => Promise<void>): Promise<void> {
    const proxy = await startProxy(options);
    try {
      const address = new URL(proxy.origin);
      [address.username = '', address.password = ''] = login.split(':');
      await configure('http.proxy', address.href);
      await work(proxy);
    } finally {
      await configure('http.proxy', undefined);
      await proxy.stop();
    }
  }

  const toService = (proxy: Proxy, service: Service): boolean =>
    proxy.received.length > 0 &&
    proxy.received.every(({ method, target }) => `${method} ${target}` === `CONNECT ${service.server().host}`);

  for (const support of ['override', 'on', 'off']) {
    for (const service of services) {
      describe(`to ${service.name}, with http.proxySupport ${support}`, () => {
        const used = support !== 'off';
        before(() => configure('http.proxySupport', support));

        it('is direct without a proxy', async () => {
          const { trace } = await fetchToken(service, ours.cert);
          for (const { remoteAddress, proxy, tls } of trace.steps) {
            assert.deepEqual([remoteAddress, proxy, tls?.verified], [place, undefined, true]);
          }
        });

        if (service.name === 'a registry') {
          it('is opened once, and kept: the editor’s own agent would close it', async () => {
            const tls = await ours.issue({ names: ['registry.test'] });
            const server = await startFault(
              () => ({
                '/v2/': challenge('Bearer realm="/token",service="s"'),
                '/token': json(200, { token: 'opaque-token', expires_in: 300 }),
              }),
              { address: place, name: 'registry.test', tls },
            );
            const { tokens, whole } = useOf(service, ours.cert, server.origin);
            try {
              for (const name of ['one', 'two', 'three']) {
                await tokens.get(whole, [`repository:${name}:pull`], { signal });
              }
              assert.equal(server.received.length, 4);
              assert.equal(server.connections.accepted, 1);
              tokens.forget();
              while (server.connections.open > 0) {
                await new Promise((resolve) => setTimeout(resolve, 20));
              }
            } finally {
              await server.stop();
            }
          });
        }

        for (const login of ['', account]) {
          it(`leads through a proxy${login && ' that wants an account'}${used ? '' : ' never'}`, async () => {
            await behind(login === '' ? {} : { account: login }, login, async (proxy) => {
              const { trace } = await fetchToken(service, ours.cert);
              assert.equal(toService(proxy, service), used);
              for (const step of trace.steps) {
                assert.equal(step.proxy, used ? new URL(proxy.origin).host : undefined);
                assert.equal(step.remoteAddress, used ? undefined : place);
                assert.equal(step.tls?.verified, true);
              }
              assert.ok(!JSON.stringify(trace).includes('not a real password'));
            });
          });
        }

        if (used) {
          it('is diagnosed through the proxy, which is no failure', async () => {
            await behind({ intercepts: corporate }, '', async ({ origin }) => {
              const found = await diagnose(useOf(service, corporate.cert));
              assert.deepEqual(found.lines.find(({ label }) => label === 'Address')?.state, 'passed');
              const { proxy, address, authority } = shownAt(found, 'Address');
              assert.deepEqual([proxy, address, authority], [new URL(origin).host, undefined, 'CN=Corporate proxy']);
              assert.ok(found.signedIn);
            });
          });

          it('is diagnosed from here no further than to the proxy', async () => {
            const { host, stop } = await listenOn(createServer(), place);
            await stop();
            await behind({}, '', async ({ received }) => {
              const gone = useOf(service, ours.cert, `https://${host}`);
              const settings = {
                ...gone.whole.settings,
                ...('endpoint' in gone.whole.settings && { endpoint: `https://${host}` }),
              };
              const found = await diagnose({ ...gone, whole: { ...gone.whole, settings } });
              assert.equal(found.error?.code, 'proxy');
              assert.equal(found.lines[0]?.state, 'failed');
              assert.deepEqual(found.lines[0].evidence, []);
              assert.ok(received.some(({ target }) => target === host));
            });
          });

          it('is diagnosed as ending at a proxy that wants an account', async () => {
            await behind({ account }, '', async () => {
              const found = await diagnose(useOf(service, ours.cert));
              assert.deepEqual([found.lines[0]?.state, found.error?.code], ['failed', 'proxy']);
            });
          });

          it('ends at a proxy that wants an account and gets none, which is said of the proxy', async () => {
            await behind({ account }, '', async () => {
              const before = service.server().received.length;
              const { code, status } = await refused(fetchToken(service, ours.cert));
              assert.deepEqual([code, status], ['proxy', 407]);
              assert.equal(service.server().received.length, before);
            });
          });

          for (const refuse of [401, 403, 404, 502]) {
            it(`ends at a proxy that opens no way (${refuse}), whose answer is not taken for the service's`, async () => {
              await behind({ refuse }, '', async (proxy) => {
                const before = service.server().received.length;
                const { code, status, details } = await refused(fetchToken(service, ours.cert));
                assert.deepEqual([code, status], ['proxy', refuse]);
                assert.equal(details?.proxy, new URL(proxy.origin).host);
                assert.equal(service.server().received.length, before);
              });
            });
          }

          it('is not secure through a proxy that opens it, unless its authority is trusted', async () => {
            await behind({ intercepts: corporate }, '', async (proxy) => {
              const before = service.server().received.length;
              const { code, details } = await refused(fetchToken(service, ours.cert));
              assert.deepEqual([code, details?.tls], ['tls', 'unknown-authority']);
              assert.equal(details?.proxy, new URL(proxy.origin).host);
              assert.equal(details.chain?.[0]?.issuer, 'CN=Corporate proxy');
              assert.equal(service.server().received.length, before);

              const { trace } = await fetchToken(service, corporate.cert);
              assert.ok(trace.steps.every(({ tls }) => tls?.chain.at(-1)?.subject === 'CN=Corporate proxy'));
            });
          });
        }
      });
    }
  }
});
