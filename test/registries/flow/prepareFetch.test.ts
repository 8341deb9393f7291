import '../../../src/registries/flow/tokenFlow.js';
import type { RequestListener } from 'node:http';
import { beforeEach, describe, expect, it } from 'vitest';
import { listRepositories } from '../../../src/tokenUses.js';
import { answer, challenge, json, rateLimited } from '../../faults/answers.js';
import { connect, failure, granted, start, tokens, world } from './flowWorld.js';

const PULL = ['repository:team/app:pull'];
const never = new AbortController().signal;
/** What arrived since it was last read: who was asked for what, and what came as `Authorization`. */
let arrived: string[];
const received = (): readonly string[] => arrived.splice(0);

beforeEach(() => {
  arrived = [];
});

async function place(name: string, routes: Record<string, RequestListener>) {
  const server = await start(() =>
    Object.fromEntries(
      ['/', ...Object.keys(routes)].map((path): [string, RequestListener] => [
        path,
        (request, response) => {
          const scheme = request.headers.authorization?.split(' ', 1)[0] ?? '';
          arrived.push(`${name} ${request.method ?? ''} ${path} ${scheme}`.trim());
          (routes[path] ?? answer(404))(request, response);
        },
      ]),
    ),
  );
  return { server, routes };
}

/** A registry with a token server of another origin, which is agreed to. */
async function network() {
  const auth = await place('auth', { '/token': granted });
  const wants = challenge(`Bearer realm="${auth.server.origin}/token",service="reg.example"`);
  const registry = await place('registry', { '/v2/': wants, '/v2/_catalog': json(200, { repositories: ['a'] }) });
  world.allowed = [auth.server.origin];
  const connection = connect(registry.server);
  const prepare = (signal = never) => tokens.prepare(connection, { signal });
  const get = (signal = never) => tokens.get(connection, PULL, { signal });
  return { auth, registry, connection, prepare, get };
}

describe('while the scopes of a token are chosen', () => {
  it('the registry is asked and the token server is connected, without the login', async () => {
    const { prepare, get } = await network();
    await prepare();
    expect(received()).toEqual(['registry GET /v2/', 'auth GET /']);
    await get();
    expect(received()).toEqual(['auth GET /token Basic']);
  });

  it('nothing reads the credential', async () => {
    const { prepare } = await network();
    let read = 0;
    world.credential = () => {
      read += 1;
      return Promise.reject(new Error('nobody may read it'));
    };
    await prepare();
    expect(read).toBe(0);
  });

  it('what is known and connected is left in peace', async () => {
    const { prepare } = await network();
    await prepare();
    received();
    await prepare();
    expect(received()).toEqual([]);
  });

  it('a token server that nobody has agreed to hears nothing', async () => {
    const { prepare } = await network();
    world.allowed = [];
    await prepare();
    expect(received()).toEqual(['registry GET /v2/']);
  });

  it.each<[string, (origin: string) => RequestListener]>([
    ['on the origin of the registry', (origin) => challenge(`Bearer realm="${origin}/token",service="s"`)],
    ['that is none', () => challenge('Basic realm="r"')],
    ['in an answer that nobody understands', () => challenge('Negotiate')],
    ['of an open registry', () => answer(200)],
    ['of a registry that fails', () => answer(500)],
    [
      'of a registry that hangs up',
      () =>
        ({ socket }) =>
          void socket.destroy(),
    ],
  ])('a token server %s hears nothing more', async (_, wants) => {
    const server = await start((origin) => ({
      '/v2/': (request, response) => {
        arrived.push('registry GET /v2/');
        wants(origin)(request, response);
      },
      '/': () => arrived.push('registry GET /'),
    }));
    await tokens.prepare(connect(server), { signal: never });
    expect(received()).toEqual(['registry GET /v2/']);
  });

  it('a kind whose tokens have no scopes is not asked', async () => {
    const { registry } = await network();
    await tokens.prepare(connect(registry.server, { kind: 'magento' }), { signal: never });
    expect(received()).toEqual([]);
  });

  it('a registry that wants fewer requests is not asked', async () => {
    const { auth, prepare, get } = await network();
    auth.routes['/token'] = rateLimited('60');
    await failure(get());
    received();
    expect((await failure(prepare())).code).toBe('rate-limited');
    expect(received()).toEqual([]);
  });
});

describe('a token that is wanted before all is ready', () => {
  /** The registry answers when it is let to. */
  async function slow() {
    const all = await network();
    const wants = all.registry.routes['/v2/'] ?? answer(500);
    let go = (): void => undefined;
    const asked = new Promise<void>((heard) => {
      all.registry.routes['/v2/'] = (request, response) => {
        heard();
        go = () => wants(request, response);
      };
    });
    return { ...all, asked, go: () => go() };
  }

  it('waits for the request that is under way, although nobody else does any more', async () => {
    const { asked, prepare, get, go } = await slow();
    const choosing = new AbortController();
    const ready = prepare(choosing.signal);
    await asked;
    let reads = 0;
    const { credentials } = world;
    world.credential = () => {
      reads += 1;
      return Promise.resolve(credentials);
    };
    const token = get();
    // What follows is loaded already, so that it joins within a few turns of the loop.
    while (reads === 0) {
      await new Promise(setImmediate);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    choosing.abort();
    go();
    await Promise.all([ready, token]);
    expect(received().filter((text) => text.startsWith('registry'))).toEqual(['registry GET /v2/']);
  });

  it('asks itself after the list was closed', async () => {
    const { asked, prepare, get, registry } = await slow();
    const choosing = new AbortController();
    const ready = prepare(choosing.signal);
    await asked;
    choosing.abort();
    await ready;
    await registry.server.received[0]?.closed;
    registry.routes['/v2/'] = challenge('Basic realm="r"');
    received();
    expect((await failure(get())).code).toBe('refused');
    expect(received()).toEqual(['registry GET /v2/', 'registry GET /v2/ Basic']);
  });

  it.each<[string, RequestListener]>([
    ['beyond its scope', challenge('Bearer realm="https://auth.example",error="insufficient_scope"')],
    ['denied', json(403, {})],
    ['missing', answer(404)],
    ['broken', answer(500)],
  ])('takes what is known, although the listing is %s', async (_, says) => {
    const { registry, connection, get } = await network();
    registry.routes['/v2/_catalog'] = says;
    await failure(listRepositories(tokens, connection, { signal: never }));
    received();
    await get();
    expect(received()).toEqual(['auth GET /token Basic']);
  });

  it('takes what the list has heard, although its own request was cancelled', async () => {
    const { registry, connection, get } = await network();
    const listing = new AbortController();
    const asked = new Promise<void>((heard) => {
      registry.routes['/v2/_catalog'] = () => heard();
    });
    const names = failure(listRepositories(tokens, connection, { signal: listing.signal }));
    await asked;
    listing.abort();
    expect((await names).code).toBe('cancelled');
    received();
    await get();
    expect(received()).toEqual(['auth GET /token Basic']);
  });
});
