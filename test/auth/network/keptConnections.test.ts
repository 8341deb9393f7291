// Connections that are kept between requests: as many as needed, none of anybody else, and none that is closed already.
import http, { type RequestListener } from 'node:http';
import https from 'node:https';
import type { LookupFunction, Socket } from 'node:net';
import type * as nodeTls from 'node:tls';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Credential } from '../../../src/auth/credential.js';
import type { AuthTrace } from '../../../src/auth/trace.js';
import type { Connection } from '../../../src/connections/connection.js';
import { tlsOptionsOf } from '../../../src/connections/options.js';
import { Tokens } from '../../../src/tokens.js';
import type { TokensWorld } from '../../../src/tokensTypes.js';
import { challenge, json } from '../../faults/answers.js';
import { authErrorOf } from '../../faults/authErrorOf.js';
import { type Authority, authority, type Identity } from '../../faults/certificate.js';
import { type FaultServer, startFault } from '../../faults/server.js';
import { connectionTo } from '../../loopbackTokens.js';

const contexts = vi.hoisted(() => ({ made: 0 }));
vi.mock('node:tls', async (original) => {
  const tls = await original<typeof nodeTls>();
  const createSecureContext: typeof tls.createSecureContext = (options) => {
    contexts.made += 1;
    return tls.createSecureContext(options);
  };
  return { ...tls, createSecureContext };
});

let ours: Authority;
let identity: Identity;
beforeAll(async () => {
  ours = await authority();
  identity = await ours.issue({ names: ['127.0.0.1', 'registry.test'] });
});

const never = new AbortController().signal;
const password: Credential = { type: 'password', username: 'dana', password: 'planted' };
const identityToken: Credential = { type: 'identity-token', refreshToken: 'planted-refresh' };

const toThisMachine: LookupFunction = (_name, { all }, done) => {
  if (all === true) {
    done(null, [{ address: '127.0.0.1', family: 4 }]);
  } else {
    done(null, '127.0.0.1', 4);
  }
};

interface Registry extends FaultServer {
  /** Ends the connection on which the next request arrives, after this many bytes of an answer. */
  endNext(written?: string): void;
}

/** A registry with its token server on one origin. */
async function registry(secure: boolean, headers: Readonly<Record<string, string>> = {}): Promise<Registry> {
  let ends: string | undefined;
  const unlessEnded =
    (answer: RequestListener): RequestListener =>
    (request, response) => {
      Object.entries(headers).forEach(([name, value]) => response.setHeader(name, value));
      if (ends === undefined) {
        answer(request, response);
        return;
      }
      request.socket.end(ends);
      ends = undefined;
    };
  const server = await startFault(
    () => ({
      '/v2/': unlessEnded(challenge('Bearer realm="/token",service="s"')),
      '/token': unlessEnded(json(200, { token: 'opaque-token', expires_in: 300 })),
    }),
    { name: 'registry.test', ...(secure && { tls: identity }) },
  );
  onTestFinished(server.stop);
  return {
    ...server,
    endNext(written = '') {
      ends = written;
    },
  };
}

interface Use {
  readonly tokens: Tokens;
  readonly fetch: (repository: string) => Promise<AuthTrace>;
}

function use({ origin }: FaultServer, more: Partial<Connection> = {}, world: Partial<TokensWorld> = {}): Use {
  const tokens = new Tokens({
    machine: 'test machine',
    now: () => Date.now(),
    lookup: toThisMachine,
    timeout: 10_000,
    credential: () => Promise.resolve(password),
    realms: () => ({ allowed: [] }),
    tls: async ({ options }) => tlsOptionsOf(options),
    ...world,
  });
  onTestFinished(() => tokens.stop());
  const connection = { ...connectionTo(origin), options: { ca: ours.cert }, insecure: true, ...more };
  return {
    tokens,
    fetch: async (repository) =>
      (await tokens.get(connection, [`repository:${repository}:pull`], { signal: never })).trace,
  };
}

/** Sockets in Node's global agents, all of them or the idle ones. */
function pooled(which: 'freeSockets' | 'sockets'): Socket[] {
  return [http.globalAgent, https.globalAgent].flatMap((agent) =>
    Object.values(agent[which]).flatMap((some) => some ?? []),
  );
}

const settled = (count: () => number, wanted: number): Promise<void> =>
  vi.waitFor(() => expect(count()).toBe(wanted), { timeout: 20_000 });

describe.each([
  ['https', true],
  ['http', false],
] as const)('a kept connection over %s', (_scheme, secure) => {
  it('carries everything that is asked one after the other', async () => {
    const server = await registry(secure);
    const { fetch } = use(server);
    for (let count = 0; count < 50; count += 1) {
      await fetch(`app-${String(count)}`);
    }
    expect(server.received).toHaveLength(51);
    expect(server.connections.accepted).toBe(1);
  });

  it('that its server has closed as a request arrives is replaced, which the trace says once', async () => {
    const server = await registry(secure);
    const { fetch } = use(server);
    await fetch('one');
    server.endNext();
    const { steps } = await fetch('two');
    expect(steps.map(({ status, resent, phases }) => [status, resent, phases?.connect !== undefined])).toEqual([
      [200, true, true],
    ]);
    expect(server.received.map(({ url }) => url.split('?')[0])).toEqual(['/v2/', '/token', '/token', '/token']);
    expect(server.connections.accepted).toBe(2);
  });

  it('that fails while it is idle does no harm, and is replaced', async () => {
    const server = await registry(secure);
    const { fetch } = use(server);
    await fetch('one');
    pooled('freeSockets').forEach((socket) => socket.destroy(new Error('read ECONNRESET')));
    const { steps } = await fetch('two');
    expect(steps.map(({ status, resent }) => [status, resent])).toEqual([[200, undefined]]);
    expect(server.connections.accepted).toBe(2);
  });

  it('is given up when an answer has begun: the request may have been carried out', async () => {
    const server = await registry(secure);
    const { fetch } = use(server);
    await fetch('one');
    server.endNext('HTTP/1.1 200 OK\r\nContent-');
    const error = await authErrorOf(fetch('two'));
    expect(['unreachable', 'bad-response']).toContain(error.code);
    expect(server.received.filter(({ url }) => url.startsWith('/token') && url.includes('two'))).toHaveLength(1);
  });

  it('is tried anew once, not again and again', async () => {
    const server = await startFault(
      (origin) => ({
        '/v2/': challenge(`Bearer realm="${origin}/token",service="s"`),
        '/token': ({ socket, url = '' }, response) =>
          url.includes('one') ? json(200, { token: 'opaque-token' })({} as never, response) : socket.destroy(),
      }),
      { name: 'registry.test', ...(secure && { tls: identity }) },
    );
    onTestFinished(server.stop);
    const { fetch } = use(server);
    await fetch('one');
    const asked = server.received.length;
    expect(await authErrorOf(fetch('two'))).toMatchObject({ code: 'unreachable' });
    // Then the challenge is asked anew, as after any failure.
    const paths = server.received.slice(asked).map(({ url }) => url.split('?')[0]);
    expect(paths).toEqual(['/token', '/token', '/v2/', '/v2/two/tags/list']);
  });

  it('is not used for a refresh token, which may be good for one time only', async () => {
    const server = await registry(secure);
    const { fetch } = use(server, {}, { credential: () => Promise.resolve(identityToken) });
    await fetch('one');
    await fetch('two');
    const [first, ...posts] = server.received;
    expect([first?.method, ...posts.map(({ method }) => method)]).toEqual(['GET', 'POST', 'POST']);
    expect(server.connections.accepted).toBe(3);
  });

  it('ends with the connection that it belongs to, with Forget Everything, and with the window', async () => {
    for (const end of [
      ({ tokens }: Use) => tokens.forget('one'),
      ({ tokens }: Use) => tokens.forget(),
      ({ tokens }: Use) => tokens.stop(),
    ]) {
      const server = await registry(secure);
      const used = use(server);
      await used.fetch('one');
      expect(server.connections.open).toBe(1);
      end(used);
      await settled(() => server.connections.open, 0);
    }
  });

  it('is closed at the end of its request where it was forgotten meanwhile', async () => {
    let answerNow = (): void => undefined;
    const server = await startFault(
      (origin) => ({
        '/v2/': challenge(`Bearer realm="${origin}/token",service="s"`),
        '/token': (request, response) => {
          answerNow = () => json(200, { token: 'opaque-token' })(request, response);
        },
      }),
      { name: 'registry.test', ...(secure && { tls: identity }) },
    );
    onTestFinished(server.stop);
    const { tokens } = use(server);
    const connection = { ...connectionTo(server.origin), options: { ca: ours.cert }, insecure: true };
    const listing = tokens.run(connection, { signal: never }, (io) =>
      io.http({ purpose: 'content', method: 'GET', url: new URL('/token', server.origin) }),
    );
    await server.requested('/token');
    tokens.forget();
    answerNow();
    await listing;
    await settled(() => server.connections.open, 0);
  });

  it('stays for 90 seconds over https, for 5 over http, and no longer than its server says', async () => {
    const waits = async (headers: Readonly<Record<string, string>>): Promise<number | undefined> => {
      const server = await registry(secure, headers);
      await use(server).fetch('one');
      const port = Number(server.host.split(':')[1]);
      return pooled('freeSockets').find(({ remotePort }) => remotePort === port)?.timeout;
    };
    expect(await waits({ 'Keep-Alive': 'timeout=400' })).toBe(secure ? 90_000 : 5000);
    expect(await waits({ 'Keep-Alive': 'timeout=40' })).toBe(secure ? 39_000 : 5000);
    expect(await waits({ 'Keep-Alive': 'timeout=3' })).toBe(2000);
  });

  it('is not used after the machine slept', async () => {
    const server = await registry(secure);
    let slept = 0;
    const { fetch } = use(server, {}, { now: () => Date.now() + slept });
    await fetch('one');
    slept = 100_000;
    await fetch('two');
    expect(server.connections.accepted).toBe(2);
    expect((await fetch('three')).steps.every(({ resent }) => resent === undefined)).toBe(true);
    expect(server.connections.accepted).toBe(2);
  });

  it('is never one that other code opened', async () => {
    const server = await registry(secure);
    const send = secure ? https.get : http.get;
    await new Promise<void>((resolve, reject) => {
      send(`${server.origin}/v2/`, { lookup: toThisMachine, ca: ours.cert, rejectUnauthorized: true }, (response) => {
        response.resume().once('end', resolve);
      }).once('error', reject);
    });
    const accepted = server.connections.accepted;
    await use(server).fetch('one');
    expect(server.connections.accepted).toBe(accepted + 1);
  });

  it('is nobody else’s: each connection has its own', async () => {
    const server = await registry(secure);
    const { fetch } = use(server);
    await fetch('one');
    await use(server, { id: 'two' }).fetch('one');
    expect(server.connections.accepted).toBe(2);
  });
});

it('is kept to a literal address, too', async () => {
  const server = await registry(false);
  const { fetch } = use({ ...server, origin: server.origin.replace('registry.test', '127.0.0.1') });
  await fetch('one');
  await fetch('two');
  expect(server.connections.accepted).toBe(1);
});

it('leaves no connection and no listener behind after 10,000 fetches', { timeout: 200_000 }, async () => {
  const server = await registry(true, { 'Keep-Alive': 'timeout=40' });
  const { tokens, fetch } = use(server);
  for (let count = 0; count < 10_000; count += 1) {
    await fetch(`app-${String(count)}`);
  }
  expect(server.connections).toEqual({ accepted: 1, open: 1 });
  const port = Number(server.host.split(':')[1]);
  const idle = pooled('freeSockets').find(({ remotePort }) => remotePort === port);
  expect(idle).toBeDefined();
  const listeners = idle?.eventNames().map((name) => idle.listenerCount(name)) ?? [];
  expect(Math.max(...listeners)).toBeLessThan(5);
  tokens.stop();
  await settled(() => server.connections.open, 0);
});

it('makes one secure context for an own authority, and one for another', async () => {
  const server = await registry(true);
  const { fetch } = use(server);
  contexts.made = 0;
  await fetch('one');
  await fetch('two');
  await fetch('three');
  expect(contexts.made).toBe(1);
  const more = { options: { ca: `${ours.cert}\n${(await authority()).cert}` } };
  await use(server, more).fetch('one');
  expect(contexts.made).toBe(2);
});
