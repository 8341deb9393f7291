import type { RequestListener } from 'node:http';
import { beforeEach, describe, expect, it } from 'vitest';
import type { RememberedChallenge } from '../../../src/auth/challenge.js';
import { createUsage, type Usage } from '../../../src/connections/usage.js';
import type { TokensWorld } from '../../../src/tokensTypes.js';
import { fakeJwt } from '../../auth/jwtFixture.js';
import { memento } from '../../connections/fakes.js';
import { answer, challenge, json } from '../../faults/answers.js';
import type { FaultServer } from '../../faults/server.js';
import {
  anonymous,
  BASIC,
  connect,
  failure,
  fetch,
  granted,
  identity,
  loopbackLookup,
  PASSWORD,
  start,
  tokens,
  useWorld,
  world,
} from './flowWorld.js';

const PULL = ['repository:team/app:pull'];
const PUSH = ['repository:team/app:pull,push'];
const DAY = 24 * 60 * 60 * 1000;

let usage: Usage;
let stored: ReturnType<typeof memento>;
let later: number;
/** What arrived since it was last read: who was asked for what, and whether with the login. */
let arrived: string[];

beforeEach(() => {
  stored = memento();
  usage = createUsage(stored);
  later = 0;
  arrived = [];
  restart();
});

/** Opens a window that finds what earlier ones remembered. */
function restart(more: Partial<TokensWorld> = {}): void {
  useWorld({ now: () => Date.now() + later, challenges: (connection) => usage.challenges(connection), ...more });
}

const received = (): readonly string[] => arrived.splice(0);

/** A server whose answers can be changed while it runs. */
async function place(name: string, routes: Record<string, RequestListener>) {
  const noted =
    (path: string): RequestListener =>
    (request, response) => {
      const withLogin = request.headers.authorization === BASIC ? ' with login' : '';
      arrived.push(`${name} ${request.method ?? ''} ${path}${withLogin}`);
      (routes[path] ?? answer(404))(request, response);
    };
  const server = await start(() => Object.fromEntries(Object.keys(routes).map((path) => [path, noted(path)])));
  return { server, routes };
}

/** A registry that sends to `auth`, and another token server, to which it may move. Both may get the login. */
async function network() {
  const auth = await place('auth', { '/token': granted });
  const moved = await place('moved', { '/token': granted });
  const leadTo = ({ origin }: FaultServer, service = 'reg.example') =>
    challenge(`Bearer realm="${origin}/token",service="${service}"`);
  const registry = await place('registry', { '/v2/': leadTo(auth.server), '/v2/team/app/tags/list': answer(404) });
  world.allowed = [auth.server.origin, moved.server.origin];
  const get = async (asked = PULL) => fetch(registry.server, {}, asked);
  /** Fetches a token in a first window, and opens another one. */
  const remember = async (asked = PULL): Promise<void> => {
    await get(asked);
    restart();
    received();
  };
  const entry = (asked = PULL): RememberedChallenge | undefined =>
    usage.challenges(connect(registry.server)).recall(asked);
  return { registry, auth, moved, leadTo, get, remember, entry };
}

const refused = json(401, { errors: [{ code: 'UNAUTHORIZED', message: 'no' }] });
const ofNothing = json(200, { token: fakeJwt({ access: [] }) });

describe('after a restart', () => {
  it('the token server is asked at once', async () => {
    const { get, remember } = await network();
    await remember();
    const { trace } = await get();
    expect(received()).toEqual(['auth GET /token with login']);
    expect(trace.steps.map(({ purpose }) => purpose)).toEqual(['exchange']);
  });

  it('it gets the same request as before', async () => {
    const { auth, get, remember } = await network();
    await remember();
    await get();
    const [before, after] = auth.server.received;
    expect(after?.url).toBe(before?.url);
  });

  it.each([
    ['another repository', ['repository:team/other:pull']],
    ['a push', PUSH],
  ])('the registry is asked for %s', async (_, asked) => {
    const { get, remember } = await network();
    await remember();
    await get(asked);
    expect(received()).toEqual(['registry GET /v2/', 'auth GET /token with login']);
  });

  it('the registry is asked for a new token by hand', async () => {
    const { registry, remember } = await network();
    await remember();
    await tokens.get(connect(registry.server), PULL, { signal: new AbortController().signal, fresh: true });
    expect(received()).toEqual(['registry GET /v2/', 'auth GET /token with login']);
  });

  it.each([
    ['a week later', 7 * DAY, ['registry GET /v2/', 'auth GET /token with login']],
    ['a day later', DAY, ['auth GET /token with login']],
    ['before it was remembered', -DAY, ['registry GET /v2/', 'auth GET /token with login']],
  ])('%s', async (_, time, requests) => {
    const { get, remember } = await network();
    await remember();
    later = time;
    await get();
    expect(received()).toEqual(requests);
  });

  it('a relative realm leads to the registry that named it', async () => {
    const own = await place('registry', {
      '/v2/': challenge('Bearer realm="/token",service="reg.example"'),
      '/token': granted,
    });
    await fetch(own.server, {}, PULL);
    restart();
    received();
    await fetch(own.server, {}, PULL);
    expect(received()).toEqual(['registry GET /token with login']);
  });
});

describe('what is remembered', () => {
  it('holds no secret', async () => {
    const { remember } = await network();
    await remember();
    expect(JSON.stringify(stored.get('registryAuth.challenges'))).not.toMatch(/planted|ZGFuYTp|eyJ/);
  });

  it.each<[string, (origin: string) => string]>([
    ['the password in its path', (origin) => `realm="${origin}/token/${PASSWORD}",service="s"`],
    ['the password in its query', (origin) => `realm="${origin}/token?scope=${PASSWORD}",service="s"`],
    ['the login in its service', (origin) => `realm="${origin}/token",service="${BASIC.slice(6)}"`],
    ['a query value that a trace hides', (origin) => `realm="${origin}/token?key=k7",service="s"`],
  ])('is nothing of a challenge with %s', async (_, parameters) => {
    const { registry, get } = await network();
    const server = await start(() => ({ '/token': granted, [`/token/${PASSWORD}`]: granted }));
    world.allowed = [server.origin];
    registry.routes['/v2/'] = challenge(`Bearer ${parameters(server.origin)}`);
    await get();
    expect(stored.keys()).toEqual([]);
  });

  it('may have a query value that a trace shows', async () => {
    const { auth, registry, get, entry } = await network();
    registry.routes['/v2/'] = challenge(`Bearer realm="${auth.server.origin}/token?api-version=2",service="s"`);
    await get();
    expect(entry()?.realm).toBe(`${auth.server.origin}/token?api-version=2`);
  });

  it('is nothing where less than requested was granted', async () => {
    const { auth, get, entry } = await network();
    auth.routes['/token'] = ofNothing;
    await get();
    expect(entry()).toBeUndefined();
  });

  it('is nothing of a registry that takes user name and password itself', async () => {
    const basic = await place('registry', {
      '/v2/': (request, response) =>
        (request.headers.authorization ? answer(200) : challenge('Basic realm="r"'))(request, response),
    });
    await fetch(basic.server, {}, PULL);
    expect(stored.keys()).toEqual([]);
  });

  it('is nothing of a connection that was forgotten meanwhile', async () => {
    const { auth, registry, get } = await network();
    auth.routes['/token'] = (request, response) => {
      tokens.forget(connect(registry.server).id);
      granted(request, response);
    };
    expect((await failure(get())).code).toBe('cancelled');
    expect(stored.keys()).toEqual([]);
  });
});

describe('a registry that has moved its token server', () => {
  it.each<[string, RequestListener]>([
    ['says 401', refused],
    ['says 403', json(403, {})],
    ['is missing', answer(410)],
    ['fails', answer(500)],
    ['hangs up', ({ socket }) => void socket.destroy()],
    ['sends a page', answer(200, { 'content-type': 'text/html' }, '<html>')],
  ])('is asked anew where the old one %s', async (_, old) => {
    const { registry, auth, moved, leadTo, get, remember, entry } = await network();
    await remember();
    auth.routes['/token'] = old;
    registry.routes['/v2/'] = leadTo(moved.server);
    await get();
    expect(received()).toEqual(['auth GET /token with login', 'registry GET /v2/', 'moved GET /token with login']);
    expect(entry()?.realm).toBe(`${moved.server.origin}/token`);
    // The next window goes there at once.
    restart();
    await get();
    expect(received()).toEqual(['moved GET /token with login']);
  });

  it('is asked anew where the old one grants less than requested', async () => {
    const { registry, auth, moved, leadTo, get, remember } = await network();
    await remember();
    auth.routes['/token'] = ofNothing;
    registry.routes['/v2/'] = leadTo(moved.server);
    const { token } = await get();
    expect(received()).toEqual(['auth GET /token with login', 'registry GET /v2/', 'moved GET /token with login']);
    expect(token.granted).toEqual(PULL);
  });

  it('counts as one that has if only the service differs', async () => {
    const { registry, auth, leadTo, get, remember } = await network();
    await remember();
    auth.routes['/token'] = (request, response) =>
      (request.url?.includes('service=new.example') ? granted : refused)(request, response);
    registry.routes['/v2/'] = leadTo(auth.server, 'new.example');
    await get();
    expect(received()).toEqual(['auth GET /token with login', 'registry GET /v2/', 'auth GET /token with login']);
  });

  it('is not remembered as it was, where it takes user name and password itself by now', async () => {
    const { registry, auth, get, remember, entry } = await network();
    await remember();
    auth.routes['/token'] = refused;
    registry.routes['/v2/'] = (request, response) =>
      (request.headers.authorization ? answer(200) : challenge('Basic realm="r"'))(request, response);
    expect((await get()).token.scheme).toBe('Basic');
    expect(entry()).toBeUndefined();
  });

  it.each<[string, RequestListener]>([
    ['refuses', refused],
    ['fails', answer(500)],
  ])('leaves what the old one granted, where the new one %s', async (_, says) => {
    const { registry, auth, moved, leadTo, get, remember } = await network();
    await remember();
    auth.routes['/token'] = ofNothing;
    moved.routes['/token'] = says;
    registry.routes['/v2/'] = leadTo(moved.server);
    const { token } = await get();
    expect(token.granted).toEqual([]);
    expect(received()).toEqual(['auth GET /token with login', 'registry GET /v2/', 'moved GET /token with login']);
  });

  it('gets no identity token that the old one may have replaced', async () => {
    const { registry, auth, moved, leadTo, get, remember } = await network();
    world.credentials = identity;
    await remember();
    auth.routes['/token'] = ofNothing;
    registry.routes['/v2/'] = leadTo(moved.server);
    const { token } = await get();
    expect(token.granted).toEqual([]);
    expect(received()).toEqual(['auth POST /token']);
  });

  it('needs the consent to the new one', async () => {
    const { registry, auth, moved, leadTo, get, remember } = await network();
    await remember();
    auth.routes['/token'] = refused;
    registry.routes['/v2/'] = leadTo(moved.server);
    world.allowed = [auth.server.origin];
    expect((await failure(get())).code).toBe('realm-needs-consent');
    expect(received()).toEqual(['auth GET /token with login', 'registry GET /v2/']);
  });
});

describe('a token server that has not moved', () => {
  it.each<[string, RequestListener, string]>([
    ['401', refused, 'refused'],
    ['403', json(403, {}), 'denied'],
    ['500', answer(500), 'server-failed'],
    ['200 with a page', answer(200, { 'content-type': 'text/html' }, '<html>'), 'bad-response'],
  ])('gets the login once, where it answers %s', async (_, says, code) => {
    const { auth, get, remember } = await network();
    await remember();
    auth.routes['/token'] = says;
    expect((await failure(get())).code).toBe(code);
    expect(received()).toEqual(['auth GET /token with login', 'registry GET /v2/']);
  });

  it('gets it once where the registry names Basic as well by now', async () => {
    const { registry, auth, get, remember } = await network();
    await remember();
    auth.routes['/token'] = refused;
    registry.routes['/v2/'] = challenge(
      'Basic realm="r"',
      `Bearer realm="${auth.server.origin}/token",service="reg.example"`,
    );
    expect((await failure(get())).code).toBe('refused');
    expect(received()).toEqual(['auth GET /token with login', 'registry GET /v2/']);
  });

  it('is left in peace where it says that there were too many requests', async () => {
    const { auth, get, remember } = await network();
    await remember();
    auth.routes['/token'] = answer(429, { 'retry-after': '60' });
    expect((await failure(get())).code).toBe('rate-limited');
    expect(received()).toEqual(['auth GET /token with login']);
  });

  it('gives the token that it has, where the registry cannot be asked about the rest', async () => {
    const { registry, auth, get, remember } = await network();
    await remember();
    auth.routes['/token'] = ofNothing;
    registry.routes['/v2/'] = answer(503);
    const { token } = await get();
    expect(token.granted).toEqual([]);
  });

  it('has refused, where the registry cannot be asked any more', async () => {
    const { registry, auth, get, remember } = await network();
    await remember();
    auth.routes['/token'] = refused;
    registry.routes['/v2/'] = answer(503);
    expect((await failure(get())).code).toBe('refused');
  });

  it('leaves it to the registry to take user name and password itself', async () => {
    const { registry, auth, get, remember } = await network();
    await remember();
    auth.routes['/token'] = answer(404);
    registry.routes['/v2/'] = (request, response) =>
      (request.headers.authorization
        ? answer(200)
        : challenge(`Bearer realm="${auth.server.origin}/token",service="reg.example"`, 'Basic realm="r"'))(
        request,
        response,
      );
    const { token } = await get();
    expect(token.scheme).toBe('Basic');
  });

  it('is asked about in the same window no more after a failure', async () => {
    const { auth, get, remember } = await network();
    await remember();
    auth.routes['/token'] = refused;
    await failure(get());
    auth.routes['/token'] = granted;
    received();
    await get();
    expect(received()).toEqual(['registry GET /v2/', 'auth GET /token with login']);
  });
});

describe('a remembered challenge', () => {
  it('is judged anew: a consent that was withdrawn counts', async () => {
    const { get, remember } = await network();
    await remember();
    world.allowed = [];
    expect((await failure(get())).code).toBe('realm-needs-consent');
    expect(received()).toEqual(['registry GET /v2/']);
  });

  it('is judged anew: plain http that was taken back counts', async () => {
    const { registry, remember, entry } = await network();
    await remember();
    const realm = 'http://auth.example.com/token';
    usage.challenges(connect(registry.server)).remember(PULL, { ...(entry() ?? never()), realm });
    await fetch(registry.server, {}, PULL);
    expect(received()).toEqual(['registry GET /v2/', 'auth GET /token with login']);
  });

  it('is used only where the name of the registry can be looked up', async () => {
    const { registry } = await network();
    const named = { origin: registry.server.origin.replace('127.0.0.1', 'localhost') };
    await fetch(named, {}, PULL);
    restart();
    received();
    await fetch(named, {}, PULL);
    expect(received()).toEqual(['auth GET /token with login']);
    let failures = 1;
    restart({
      lookup(name, options, done) {
        if (failures > 0) {
          failures -= 1;
          done(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), []);
        } else {
          loopbackLookup(name, options, done);
        }
      },
    });
    await fetch(named, {}, PULL);
    expect(received()).toEqual(['registry GET /v2/', 'auth GET /token with login']);
  });

  it('needs no look-up where the registry issues tokens itself', async () => {
    const own = await place('registry', {
      '/v2/': challenge('Bearer realm="/token",service="reg.example"'),
      '/token': granted,
    });
    const named = { origin: own.server.origin.replace('127.0.0.1', 'localhost') };
    await fetch(named, {}, PULL);
    const names: string[] = [];
    restart({
      lookup(name, options, done) {
        names.push(name);
        loopbackLookup(name, options, done);
      },
    });
    received();
    await fetch(named, {}, PULL);
    expect(received()).toEqual(['registry GET /token with login']);
    // That of the connection itself.
    expect(names).toEqual(['localhost']);
  });

  it('is judged by the address that was chosen in its place', async () => {
    const own = await place('registry', {
      '/v2/': challenge('Bearer realm="/token",service="reg.example"'),
      '/token': granted,
    });
    const { auth } = await network();
    const named = { origin: own.server.origin.replace('127.0.0.1', 'localhost') };
    await fetch(named, {}, PULL);
    world.chosen = `${auth.server.origin}/token`;
    let failures = 1;
    restart({
      lookup(name, options, done) {
        failures -= 1;
        if (failures === 0) {
          done(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), []);
        } else {
          loopbackLookup(name, options, done);
        }
      },
    });
    received();
    await fetch(named, {}, PULL);
    expect(received()).toEqual(['registry GET /v2/', 'auth GET /token with login']);
  });

  it('yields to what this window has heard', async () => {
    const { registry, moved, leadTo, get, remember } = await network();
    await remember();
    registry.routes['/v2/'] = leadTo(moved.server);
    await get(['repository:team/other:pull']);
    received();
    await get();
    expect(received()).toEqual(['moved GET /token with login']);
  });

  it('serves a request without a credential', async () => {
    const { get, remember } = await network();
    await remember();
    world.credentials = anonymous;
    await get();
    expect(received()).toEqual(['auth GET /token']);
  });
});

describe('a registry that everybody can read', () => {
  async function open() {
    const { auth, ...rest } = await network();
    const wants = challenge(`Bearer realm="${auth.server.origin}/token",service="reg.example"`);
    auth.routes['/token'] = json(200, {
      token: fakeJwt({ access: [{ type: 'repository', name: 'team/app', actions: ['pull', 'push'] }] }),
    });
    const registry = await place('registry', {
      '/v2/': answer(200),
      '/v2/team/app/tags/list': json(200, { tags: [] }),
      '/v2/team/app/blobs/uploads/': wants,
    });
    const push = (byHand?: true) =>
      tokens.get(connect(registry.server), PUSH, {
        signal: new AbortController().signal,
        ...(byHand && { byHand }),
      });
    return { ...rest, auth, registry, push };
  }

  it('is not asked about uploads again, not even by hand', async () => {
    const { push } = await open();
    await push(true);
    restart();
    received();
    await push(true);
    restart();
    await push();
    expect(received()).toEqual(['auth GET /token with login', 'auth GET /token with login']);
  });

  it('wants nothing of somebody who has no credential any more', async () => {
    const { push } = await open();
    await push(true);
    restart();
    received();
    world.credentials = anonymous;
    expect((await failure(push(true))).details?.open).toBe(true);
  });

  it('is not asked about uploads in the background after a refusal', async () => {
    const { auth, push } = await open();
    await push(true);
    restart();
    received();
    auth.routes['/token'] = refused;
    expect((await failure(push())).code).toBe('refused');
    expect(received()).toEqual(['auth GET /token with login']);
  });
});

function never(): never {
  throw new Error('nothing was remembered');
}
