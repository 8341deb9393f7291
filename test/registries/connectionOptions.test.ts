import type { LookupFunction } from 'node:net';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type AuthError, isAuthError } from '../../src/auth/errors.js';
import type { AuthTrace } from '../../src/auth/trace.js';
import type { Connection } from '../../src/connections/connection.js';
import { type ConnectionOptions, tlsOptionsOf } from '../../src/connections/options.js';
import { ownHosts } from '../../src/registries/shared/ownHosts.js';
import { Tokens } from '../../src/tokens.js';
import { challenge, json } from '../faults/answers.js';
import { type Authority, authority, type Identity } from '../faults/certificate.js';
import { hang } from '../faults/faults.js';
import { type FaultServer, type Routes, startFault, type TlsServerOptions } from '../faults/server.js';

const names = ['127.0.0.1', 'registry.example.org'];
let ours: Authority;
let server: Identity;
let client: Identity;
beforeAll(async () => {
  ours = await authority();
  [server, client] = await Promise.all([ours.issue({ names }), ours.issue({ names: ['client.test'] })]);
});

/** Every name leads to this machine. */
const lookup: LookupFunction = (_name, { all }, done) => {
  if (all === true) {
    done(null, [{ address: '127.0.0.1', family: 4 }]);
  } else {
    done(null, '127.0.0.1', 4);
  }
};

async function start(routes: (origin: string) => Routes, tls?: TlsServerOptions): Promise<FaultServer> {
  const started = await startFault(routes, tls === undefined ? {} : { tls });
  onTestFinished(started.stop);
  return started;
}

const registry = (tls: TlsServerOptions): Promise<FaultServer> =>
  start(
    (origin) => ({
      '/v2/': challenge(`Bearer realm="${origin}/token",service="s"`),
      '/token': json(200, { token: 'opaque-token' }),
    }),
    tls,
  );

interface Outcome {
  readonly trace: AuthTrace;
  readonly error?: AuthError;
}

/** A connection as the user made it, and one token for it. */
async function fetch(
  address: string,
  options: ConnectionOptions,
  { clientKey, allowed = [], ...more }: Partial<Connection> & { clientKey?: string; allowed?: readonly string[] } = {},
): Promise<Outcome> {
  const traces: AuthTrace[] = [];
  const tokens = new Tokens({
    machine: 'test machine',
    now: () => Date.now(),
    lookup,
    timeout: 5000,
    credential: async () => ({ type: 'password', username: 'dana', password: 'not a real one' }),
    realms: () => ({ allowed }),
    tls: async (connection) => tlsOptionsOf(connection.options, clientKey),
    traced: (trace) => traces.push(trace),
  });
  onTestFinished(() => tokens.stop());
  const connection: Connection = {
    ...{ id: 'one', kind: 'oci', address, form: 'password', insecure: false, settings: {}, revision: 1, options },
    ...more,
  };
  const error: unknown = await tokens.get(connection, [], { signal: new AbortController().signal }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const [trace = { machine: '', steps: [] }] = traces;
  if (error !== undefined && !isAuthError(error)) {
    throw error as Error;
  }
  return { trace, ...(error === undefined ? {} : { error }) };
}

describe('a connection with options', () => {
  it('trusts its own authority on every request', async () => {
    const { origin, received } = await registry(server);
    expect((await fetch(origin, {})).error).toMatchObject({ code: 'tls', details: { tls: 'unknown-authority' } });
    const { error, trace } = await fetch(origin, { ca: ours.cert });
    expect(error).toBeUndefined();
    expect(trace.steps.map(({ tls }) => tls?.verified)).toEqual([true, true]);
    expect(received.map(({ url }) => url.split('?')[0])).toEqual(['/v2/', '/token']);
  });

  it('asks anybody when the check is off, and says so of each request', async () => {
    const { origin } = await registry(server);
    const { error, trace } = await fetch(origin, { unverified: true });
    expect(error).toBeUndefined();
    expect(trace.steps.map(({ tls }) => tls?.verified)).toEqual([false, false]);
  });

  it('shows its client certificate, whose key is nowhere to be seen', async () => {
    const { origin, received } = await registry({ ...server, clientCa: ours.cert });
    const options = { ca: ours.cert, clientCertificate: client.cert };
    const missing = await fetch(origin, { ca: ours.cert });
    expect(missing.error).toMatchObject({ code: 'tls', details: { tls: 'client-certificate' } });
    expect(received).toHaveLength(0);
    const { error, trace } = await fetch(origin, options, { clientKey: client.key });
    expect(error).toBeUndefined();
    expect(received).toHaveLength(2);
    expect(JSON.stringify([trace, missing.error])).not.toContain('PRIVATE KEY');
  });

  describe.each([
    ['host', '127.0.0.2'],
    ['port of the host', '127.0.0.1'],
  ])('whose token server is another %s', (_, address) => {
    let theirs: Authority;
    beforeAll(async () => {
      theirs = await authority('Authority of somebody else');
    });

    /** Registry and token server, which wants the client certificate where it can get one. */
    async function apart(clientCa?: string): Promise<{ home: FaultServer; away: FaultServer }> {
      const identity = await theirs.issue({ names: [address] });
      const away = await startFault(() => ({ '/token': json(200, { token: 'opaque-token' }) }), {
        address,
        tls: { ...identity, ...(clientCa === undefined ? {} : { clientCa }) },
      });
      onTestFinished(away.stop);
      const home = await start(
        () => ({ '/v2/': challenge(`Bearer realm="${away.origin}/token",service="s"`) }),
        server,
      );
      return { home, away };
    }

    it('checks its certificate, although that of the registry is not', async () => {
      const { home, away } = await apart();
      const { error, trace } = await fetch(home.origin, { unverified: true }, { allowed: [away.origin] });
      expect(error).toMatchObject({ code: 'tls', details: { host: away.host, tls: 'unknown-authority' } });
      expect(trace.steps.map(({ tls }) => tls?.verified)).toEqual([false, false]);
      expect(home.received).toHaveLength(1);
      expect(away.received).toEqual([]);
    });

    it('does not show it the client certificate', async () => {
      const { home, away } = await apart(ours.cert);
      const options = { ca: `${ours.cert}\n${theirs.cert}`, clientCertificate: client.cert };
      const more = { clientKey: client.key, allowed: [away.origin] };
      const { error } = await fetch(home.origin, options, more);
      expect(error).toMatchObject({ code: 'tls', details: { host: away.host, tls: 'client-certificate' } });
      expect(away.received).toEqual([]);
    });

    it('trusts the same authorities there', async () => {
      const { home, away } = await apart();
      const { error } = await fetch(home.origin, { ca: `${ours.cert}\n${theirs.cert}` }, { allowed: [away.origin] });
      expect(error).toBeUndefined();
      expect(away.received).toHaveLength(1);
    });
  });

  it('has a deadline of its own', async () => {
    const silent = await start(() => ({ '*': hang() }));
    const { error } = await fetch(silent.origin, { deadline: 1 });
    expect(error).toMatchObject({ code: 'timeout', details: { limit: 1000 } });
  });
});

describe('the hosts that the user entered', () => {
  const address = 'https://registry.example.com:5000';
  const endpoint = ' https://api.example.org ';
  it.each([
    ['the address', 'oci', { endpoint }, ['registry.example.com:5000']],
    ['the API of AWS', 'ecr', { region: 'eu-west-1', endpoint }, ['registry.example.com:5000', 'api.example.org:443']],
    ['no API', 'ecr', { endpoint: '' }, ['registry.example.com:5000']],
    ['a kind of another version', 'unknown', { endpoint }, ['registry.example.com:5000']],
  ])('are %s', (_, kind, settings, hosts) => {
    expect(ownHosts({ address, kind, settings })).toEqual(hosts);
  });
});

describe('plain http', () => {
  const plainRealm = async (): Promise<{ registry: FaultServer; token: FaultServer }> => {
    const token = await start(() => ({ '/token': json(200, { token: 'opaque-token' }) }));
    const { port } = new URL(token.origin);
    const secure = await start(
      () => ({ '/v2/': challenge(`Bearer realm="http://registry.example.org:${port}/token",service="s"`) }),
      server,
    );
    return { registry: secure, token };
  };

  it('is no way for a credential that was entered for https, whatever the mark of the connection says', async () => {
    const { registry: secure, token } = await plainRealm();
    const address = secure.origin.replace('127.0.0.1', 'registry.example.org');
    for (const insecure of [false, true]) {
      const { error } = await fetch(address, { ca: ours.cert }, { insecure });
      expect(error).toMatchObject({ code: 'untrusted-realm' });
    }
    expect(secure.received).toHaveLength(2);
    expect(token.received).toHaveLength(0);
  });
});
