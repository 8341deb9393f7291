import { lookup } from 'node:dns';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Credential } from '../../../src/auth/credential.js';
import { curlScriptOf } from '../../../src/auth/curl.js';
import { AuthError } from '../../../src/auth/errors.js';
import type { HttpRequest } from '../../../src/auth/http.js';
import type { Io } from '../../../src/auth/io.js';
import type { Connection } from '../../../src/connections/connection.js';
import { authenticateOci } from '../../../src/registries/flow/tokenFlow.js';
import { ociKnowledge } from '../../../src/registries/oci.js';
import { clauseText } from '../../../src/text/message.js';
import { Tokens } from '../../../src/tokens.js';
import { listRepositories } from '../../../src/tokenUses.js';
import { answer, challenge, json } from '../../faults/answers.js';
import { type FaultServer, type Routes, startFault } from '../../faults/server.js';
import { connectionTo } from '../../loopbackTokens.js';

const password: Credential = { type: 'password', username: 'dana', password: 'planted' };
const granted = json(200, { token: 'opaque', expires_in: 300 });
const never = new AbortController().signal;

const servers: FaultServer[] = [];
let tokens: Tokens;
let now: number;

beforeEach(() => {
  now = Date.now();
  tokens = new Tokens({
    machine: 'test machine',
    now: () => now,
    lookup,
    timeout: 5000,
    credential: () => Promise.resolve(password),
    realms: () => ({ allowed: [] }),
  });
});
afterEach(async () => {
  tokens.stop();
  await Promise.all(servers.splice(0).map(({ stop }) => stop()));
});

async function start(routes: (origin: string) => Routes): Promise<FaultServer> {
  const server = await startFault(routes);
  servers.push(server);
  return server;
}

const bearer = (realm: string) => challenge(`Bearer realm="${realm}",service="reg.example"`);
const ordinary = (more: Routes = {}) =>
  start((origin) => ({ '/v2/': bearer(`${origin}/token`), '/token': granted, ...more }));

function connect(server: FaultServer, more: Partial<Connection> = {}): Connection {
  return { ...connectionTo(server.origin), ...more };
}

const fetch = (server: FaultServer, name: string, more: Partial<Connection> = {}, signal = never) =>
  tokens.get(connect(server, more), [`repository:${name}:pull`], { signal });
/** Paths that were asked since the last time. */
const asked = (server: FaultServer) =>
  (server.received as unknown[]).splice(0).map((request) => (request as { url: string }).url.replace(/\?.*/, ''));

describe('what a registry asks for', () => {
  it('is asked once, for whatever repository', async () => {
    const server = await ordinary();
    await fetch(server, 'a');
    expect(asked(server)).toEqual(['/v2/', '/token']);
    const { trace } = await fetch(server, 'b');
    expect(asked(server)).toEqual(['/token']);
    expect(trace.steps.map(({ purpose }) => purpose)).toEqual(['exchange']);
    expect(trace.earlier?.map(({ url, status }) => [new URL(url).pathname, status])).toEqual([['/v2/', 401]]);
    expect(curlScriptOf(trace)).toContain(`${server.origin}/v2/`);
  });

  it('is asked once for many that want it at the same time', async () => {
    const server = await ordinary();
    const names = Array.from({ length: 20 }, (_, index) => `app-${index}`);
    await Promise.all(names.map((name) => fetch(server, name)));
    expect(asked(server).filter((path) => path === '/v2/')).toHaveLength(1);
  });

  it('reaches the others when the one that asked is cancelled', async () => {
    let release = (): void => undefined;
    const server = await start((origin) => ({
      '/v2/': (request, response) => {
        release = () => bearer(`${origin}/token`)(request, response);
      },
      '/token': granted,
    }));
    const leaving = new AbortController();
    const first = fetch(server, 'a', {}, leaving.signal);
    const second = fetch(server, 'b');
    await server.requested('/v2/');
    leaving.abort();
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
    release();
    expect((await second).token.value).toBe('opaque');
    expect(asked(server)).toEqual(['/v2/', '/token']);
  });

  it('is kept for each repository where the registry itself says too little', async () => {
    const server = await start((origin) => ({
      '/v2/': challenge(`Bearer realm="${origin}/token"`),
      '/v2/a/tags/list': bearer(`${origin}/token`),
      '/v2/b/tags/list': bearer(`${origin}/token`),
      '/token': granted,
    }));
    await fetch(server, 'a');
    expect(asked(server)).toEqual(['/v2/', '/v2/a/tags/list', '/token']);
    await tokens.get(connect(server), ['repository:a:pull,push'], { signal: never });
    expect(asked(server)).toEqual(['/token']);
    await fetch(server, 'b');
    expect(asked(server)).toEqual(['/v2/b/tags/list', '/token']);
  });

  it.each<[string, (server: FaultServer) => Promise<unknown>]>([
    ['another connection', (server) => fetch(server, 'b', { id: 'two' })],
    ['another credential', (server) => fetch(server, 'b', { revision: 2 })],
    ['another setting', (server) => fetch(server, 'b', { settings: { some: 'thing' } })],
    [
      'a token asked for anew',
      (server) => tokens.get(connect(server), ['repository:a:pull'], { signal: never, fresh: true }),
    ],
    ['all that is forgotten', (server) => (tokens.forget('one'), fetch(server, 'b'))],
    [
      'an earlier credential that is forgotten',
      (server) => (tokens.forgetOlder({ id: 'one', revision: 2 }), fetch(server, 'b')),
    ],
    ['an hour', (server) => ((now += 3_600_000), fetch(server, 'b'))],
    ['a clock that was set back', (server) => ((now -= 1000), fetch(server, 'b'))],
  ])('is asked anew after %s', async (_, next) => {
    const server = await ordinary();
    await fetch(server, 'a');
    asked(server);
    await next(server);
    expect(asked(server)).toEqual(['/v2/', '/token']);
  });

  it('is asked anew once a token was refused', async () => {
    const server = await ordinary({ '/v2/_catalog': answer(401) });
    await expect(listRepositories(tokens, connect(server), { signal: never })).rejects.toMatchObject({
      code: 'denied',
    });
    asked(server);
    await fetch(server, 'a');
    expect(asked(server)).toEqual(['/v2/', '/token']);
  });

  it('is asked anew, and answered, where the token server has moved', async () => {
    let home = '/old';
    const server = await start((origin) => ({
      '/v2/': (request, response) => bearer(`${origin}${home}`)(request, response),
      '/old': (request, response) => (home === '/old' ? granted : answer(404))(request, response),
      '/new': granted,
    }));
    await fetch(server, 'a');
    home = '/new';
    asked(server);
    await fetch(server, 'b');
    expect(asked(server)).toEqual(['/old', '/old', '/v2/', '/new']); // GET and POST
  });

  it('sends the password nowhere unasked where the token server has moved to another host', async () => {
    const other = await startFault(() => ({ '*': granted }), { address: '127.0.0.2' });
    servers.push(other);
    let moved = false;
    const server = await start((origin) => ({
      '/v2/': (request, response) => bearer(moved ? `${other.origin}/token` : `${origin}/token`)(request, response),
      '/token': (request, response) => (moved ? answer(503) : granted)(request, response),
    }));
    await fetch(server, 'a');
    moved = true;
    await expect(fetch(server, 'b')).rejects.toMatchObject({ code: 'realm-needs-consent' });
    expect(other.received).toEqual([]);
  });

  it('is not asked for the sake of a refused password, which is never sent again', async () => {
    let refusing = false;
    const server = await ordinary({
      '/token': (request, response) => (refusing ? answer(401) : granted)(request, response),
    });
    await fetch(server, 'a');
    refusing = true;
    asked(server);
    await expect(fetch(server, 'b')).rejects.toMatchObject({ code: 'refused' });
    expect(asked(server)).toEqual(['/token']);
    await expect(fetch(server, 'b')).rejects.toMatchObject({ code: 'refused' });
    expect(asked(server)).toEqual(['/v2/', '/token']);
  });

  it('gives the failure itself where nothing else is asked for', async () => {
    let failing = false;
    const server = await ordinary({
      '/token': (request, response) => (failing ? answer(500) : granted)(request, response),
    });
    await fetch(server, 'a');
    failing = true;
    asked(server);
    await expect(fetch(server, 'b')).rejects.toMatchObject({ code: 'server-failed' });
    expect(asked(server)).toEqual(['/token', '/v2/']);
  });
});

describe('the token server that a known answer names', () => {
  const [PUBLIC, PRIVATE] = ['93.184.216.34', '10.1.2.3'];

  /** Why a token server in a private network gets no credential: the registry was found at `then`, and is now at `found`. */
  async function judged(then: string | undefined, found: string | Error, known = true) {
    const verdicts: (string | undefined)[] = [];
    const io = {
      http: ({ refuseAddress }: HttpRequest) => {
        const refused = refuseAddress?.(PRIVATE);
        verdicts.push(refused && clauseText(refused));
        return Promise.reject(new AuthError('cancelled', 'Enough is known.'));
      },
      now: Date.now,
      signal: never,
      secrets: [],
      machine: 'test machine',
      lookup: (_name: string, _options: unknown, done: (error: Error | null, addresses: object[]) => void) =>
        found instanceof Error ? done(found, []) : done(null, [{ address: PRIVATE }, { address: found }]),
      pings: {
        get: () => Promise.resolve({ answer: { ...heard, ...(then && { remoteAddress: then }) }, known }),
        drop: () => void verdicts.push('asked anew'),
      },
    } as unknown as Io;
    const registry = new URL('https://registry.corp.example');
    const realm = 'https://auth.corp.example/token';
    const heard = {
      registry,
      status: 401,
      headers: {},
      challenges: [{ scheme: 'bearer', parameters: { realm, service: 's' } }],
    };
    const request = {
      registry,
      credential: password,
      scopes: [],
      settings: {},
      insecure: false,
      allowedRealms: ['https://auth.corp.example'],
    };
    await authenticateOci({ ...request, unverified: false }, io, ociKnowledge).catch(() => undefined);
    return verdicts;
  }

  it.each<[string, Parameters<typeof judged>, unknown]>([
    ['gets it where both are private still', [PRIVATE, PRIVATE], undefined],
    ['gets none once the registry is public', [PRIVATE, PUBLIC], expect.stringContaining(PRIVATE)],
    ['gets none where the registry was public', [PUBLIC, PRIVATE], expect.stringContaining(PRIVATE)],
    ['gets it where a proxy looks up', [undefined, PUBLIC], undefined],
    ['has the registry asked anew where its name leads nowhere', [PRIVATE, new Error('ENOTFOUND')], 'asked anew'],
    ['is judged by the answer itself while that is new', [PRIVATE, PUBLIC, false], undefined],
  ])('%s', async (_, [then, found, known], verdict) => {
    expect((await judged(then, found, known))[0]).toEqual(verdict);
  });
});
