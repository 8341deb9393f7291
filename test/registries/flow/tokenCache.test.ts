import { describe, expect, it } from 'vitest';
import type { Connection } from '../../../src/connections/connection.js';
import { listRepositories } from '../../../src/tokenUses.js';
import { answer, challenge, json, rateLimited } from '../../faults/answers.js';
import { hang } from '../../faults/faults.js';
import type { FaultServer, Routes } from '../../faults/server.js';
import {
  connect,
  failure,
  fetch,
  granted,
  PASSWORD,
  password,
  registry,
  scopes,
  start,
  summary,
  tokens,
  useWorld,
  world,
} from './flowWorld.js';

describe('the cache', () => {
  it('serves the same scopes in any order, and asks anew for others and for `fresh`', async () => {
    const server = await registry(json(200, { token: 'opaque', expires_in: 300 }));
    await fetch(server);
    expect((await fetch(server, {}, [...scopes].reverse())).cached).toBe(true);
    expect(server.received).toHaveLength(2);
    expect((await fetch(server, {}, ['repository:base:pull'])).cached).toBe(false);
    expect(server.received).toHaveLength(3); // the challenge was known
    const again = await tokens.get(connect(server), scopes, { signal: new AbortController().signal, fresh: true });
    expect(again.cached).toBe(false);
    expect(server.received).toHaveLength(5);
  });

  it.each<[string, Partial<Connection>]>([
    ['another credential', { revision: 2 }],
    ['another connection', { id: 'two' }],
  ])('never serves %s', async (_, change) => {
    const server = await registry(json(200, { token: 'opaque', expires_in: 300 }));
    await fetch(server);
    expect((await fetch(server, change)).cached).toBe(false);
  });

  it('asks again once the token is about to end', async () => {
    let now = Date.now();
    useWorld({ now: () => now });
    const server = await registry((request, response) => {
      json(200, { token: 'opaque', expires_in: 100 }, { Date: new Date(now).toUTCString() })(request, response);
    });
    await fetch(server);
    now += 89_000;
    expect((await fetch(server)).cached).toBe(true);
    now += 2_000;
    expect((await fetch(server)).cached).toBe(false);
  });

  it('asks a limited service for nothing else either, until the limit ends', async () => {
    let now = Date.now();
    useWorld({ now: () => now });
    let limited = true;
    const server = await registry((request, response) => {
      (limited ? rateLimited('120') : json(200, { token: 'opaque', expires_in: 300 }))(request, response);
    });
    await failure(fetch(server));
    expect(await failure(fetch(server, {}, ['repository:z:pull']))).toMatchObject({ code: 'rate-limited' });
    expect(server.received).toHaveLength(2);
    limited = false;
    now += 121_000;
    expect((await fetch(server)).cached).toBe(false);
  });

  it('lets nothing land that an earlier credential was still winning', async () => {
    const server = await registry(hang());
    const slow = fetch(server);
    slow.catch(() => undefined);
    await server.requested('/token');
    tokens.forgetOlder({ id: 'one', revision: 2 });
    expect(await failure(slow)).toMatchObject({ code: 'cancelled' });
    expect(tokens.cached('one')).toEqual([]);
  });

  it('lets nothing land of a credential that is being tried while everything is forgotten', async () => {
    const server = await registry(hang());
    const trying = tokens.try(connect(server), password, [], { signal: new AbortController().signal });
    trying.catch(() => undefined);
    await server.requested('/token');
    tokens.forget();
    expect(await failure(trying)).toMatchObject({ code: 'cancelled' });
    expect(tokens.cached('one')).toEqual([]);
  });

  it('removes a token from the list whatever was answered since', async () => {
    const server = await registry(json(200, { token: 'opaque', expires_in: 300 }));
    await fetch(server);
    world.chosen = `${server.origin}/token`;
    tokens.remove({ id: 'one' }, scopes);
    expect(tokens.cached('one')).toEqual([]);
  });

  it('keeps no removed token for the redactor either', async () => {
    const server = await registry(json(200, { token: 'walrus-7-walrus', expires_in: 300 }));
    await fetch(server);
    const known = async (): Promise<readonly string[]> => {
      const { value } = await tokens.run(connect(server), { signal: new AbortController().signal }, ({ secrets }) =>
        Promise.resolve(secrets),
      );
      return value;
    };
    expect(await known()).toContain('walrus-7-walrus');
    tokens.remove({ id: 'one' }, scopes);
    expect(await known()).not.toContain('walrus-7-walrus');
  });

  it('ends with everything that is under way', async () => {
    const server = await registry(hang());
    const slow = fetch(server);
    slow.catch(() => undefined);
    const request = await server.requested('/token');
    tokens.stop();
    expect(await failure(slow)).toMatchObject({ code: 'cancelled' });
    await request.closed;
    expect(await failure(fetch(server))).toMatchObject({ code: 'cancelled' });
  });

  it('keeps no failure', async () => {
    let ready = false;
    const server = await registry((request, response) => {
      (ready ? granted : answer(500))(request, response);
    });
    await failure(fetch(server));
    ready = true;
    expect((await fetch(server)).cached).toBe(false);
  });

  it('lists what it keeps, newest first, and forgets a connection with what is under way for it', async () => {
    const server = await registry((request, response) => {
      (request.url?.includes('slow') ? hang() : json(200, { token: 'opaque', expires_in: 300 }))(request, response);
    });
    await fetch(server);
    await fetch(server, {}, ['repository:z:pull']);
    expect(tokens.cached('one').map((entry) => entry.scopes)).toEqual([
      ['repository:z:pull'],
      ['repository:base:pull', 'repository:team/app:pull,push'],
    ]);
    const slow = fetch(server, {}, ['repository:slow:pull']);
    slow.catch(() => undefined);
    while (server.received.length < 4) {
      await new Promise(setImmediate);
    }
    tokens.forget('one');
    expect(await failure(slow)).toMatchObject({ code: 'cancelled' });
    expect(tokens.cached('one')).toEqual([]);
  });

  it('drops what an earlier credential won', async () => {
    const server = await registry(json(200, { token: 'opaque', expires_in: 300 }));
    await fetch(server);
    await fetch(server, { revision: 2 }, ['repository:z:pull']);
    tokens.forgetOlder(connect(server, { revision: 2 }));
    expect(tokens.cached('one').map((entry) => entry.scopes)).toEqual([['repository:z:pull']]);
  });

  it('keeps the token that was won while a credential was tried', async () => {
    const server = await registry(json(200, { token: 'opaque', expires_in: 300 }));
    await tokens.try(connect(server), password, scopes, { signal: new AbortController().signal });
    expect((await fetch(server)).cached).toBe(true);
    expect(server.received).toHaveLength(2);
  });
});

describe('the catalogue', () => {
  const catalogue = (routes: Routes) => registry(json(200, { token: 'catalogue-token', expires_in: 300 }), routes);
  const list = (server: FaultServer) =>
    listRepositories(tokens, connect(server), { signal: new AbortController().signal });

  it('is read page by page on the same origin only', async () => {
    const other = await start(() => ({ '*': json(200, { repositories: ['stolen'] }) }));
    const server = await catalogue({
      '/v2/_catalog': (request, response) => {
        const last = new URL(request.url ?? '', 'http://x').searchParams.get('last');
        const link =
          last === null
            ? '</v2/_catalog?last=b&n=1&orderby=>; rel="next"'
            : `<${other.origin}/v2/_catalog>; rel="next"`;
        json(200, { repositories: last === null ? ['b'] : ['a', 7] }, { Link: link })(request, response);
      },
    });
    expect(await list(server)).toEqual(['a', 'b']);
    expect(server.received.slice(2).map(summary)).toEqual([
      ['GET', '/v2/_catalog?n=1000', 'Bearer catalogue-token'],
      ['GET', '/v2/_catalog?last=b&n=1&orderby=', 'Bearer catalogue-token'],
    ]);
    expect(other.received).toHaveLength(0);
  });

  it('holds no password in its refusal, although Basic carried it and the service echoes it', async () => {
    const server = await start(() => ({
      '/v2/': (request, response) => {
        (request.headers.authorization ? answer(200) : challenge('Basic realm="r"'))(request, response);
      },
      '/v2/_catalog': answer(403, { 'Content-Type': 'text/plain' }, `dana with ${PASSWORD} may not`),
    }));
    expect(await failure(list(server))).toMatchObject({ code: 'denied', service: { text: 'dana with … may not' } });
  });

  it.each([401, 403, 404])('that is answered with %i is denied', async (status) => {
    const server = await catalogue({ '/v2/_catalog': answer(status) });
    expect(await failure(list(server))).toMatchObject({ code: 'denied' });
  });
});
