// Which request a registry's challenge comes from: as the operation itself would ask (cases F2 to F5).
import type { RequestListener } from 'node:http';
import { beforeEach, describe, expect, it } from 'vitest';
import { answer, challenge, html, json, redirect } from '../../faults/answers.js';
import { authErrorOf } from '../../faults/authErrorOf.js';
import { saying } from '../../faults/saying.js';
import type { FaultServer } from '../../faults/server.js';
import {
  anonymous,
  BASIC,
  connect,
  failure,
  fetch,
  granted,
  header,
  identity,
  registry,
  start,
  tokens,
  useWorld,
  world,
} from './flowWorld.js';

const APP = '/v2/team/app/tags/list';
const UPLOADS = '/v2/team/app/blobs/uploads/';
const pull = ['repository:team/app:pull'];
const push = ['repository:team/app:pull,push'];
const bearer = (origin: string, service = 'reg.example', path = '/token'): RequestListener =>
  challenge(`Bearer realm="${origin}${path}",service="${service}"`);
/** Answers everybody as `open`, and a credential as `signedIn`. */
const either =
  (open: RequestListener, signedIn: RequestListener): RequestListener =>
  (request, response) =>
    (request.headers.authorization ? signedIn : open)(request, response);
const lines = (server: FaultServer): string[] =>
  server.received.map((one) => [one.method, one.url, header(one, 'authorization') ?? ''].join(' ').trim());
/** Fetches as a person does, who may be asked. */
const fetchByHand = (server: FaultServer, scopes: readonly string[]) =>
  tokens.get(connect(server), scopes, { signal: new AbortController().signal, ask: () => Promise.resolve(undefined) });

describe('everybody may read, and writing wants a credential', () => {
  const open = json(200, { tags: [] });
  const zot = (more: Readonly<Record<string, RequestListener>> = {}) =>
    start(() => ({
      '/v2/': json(200, {}),
      [APP]: open,
      [UPLOADS]: either(challenge('Basic realm="zot"'), answer(202)),
      ...more,
    }));

  it.each([['pull,push'], ['push'], ['delete'], ['*']])('%s, asked by hand: the upload says how', async (actions) => {
    const server = await zot();
    const { token } = await fetchByHand(server, [`repository:team/app:${actions}`]);
    expect(token).toMatchObject({ scheme: 'Basic', details: { unproved: 'reading is open' } });
    expect(lines(server)).toEqual(['GET /v2/', `GET ${APP}`, `POST ${UPLOADS}`, `GET ${APP} ${BASIC}`]);
  });

  it('in the background, no upload is started: the password counts as wanted', async () => {
    const server = await zot();
    const { token } = await fetch(server, {}, push);
    expect(token).toMatchObject({ scheme: 'Basic', details: { unproved: 'reading is open' } });
    expect(lines(server)).toEqual(['GET /v2/', `GET ${APP}`, `GET ${APP} ${BASIC}`]);
  });

  it('in the background, what was learned by hand is used', async () => {
    const server = await start((origin) => ({
      '/v2/': json(200, {}),
      '*': open,
      [UPLOADS]: bearer(origin),
      '/token': granted,
    }));
    await fetchByHand(server, push);
    const before = server.received.length;
    const { token } = await fetch(server, {}, ['repository:team/app:pull,push', 'repository:base:pull']);
    expect(token.scheme).toBe('Bearer');
    expect(lines(server).slice(before)).toEqual([
      'GET /v2/base/tags/list',
      `GET /token?service=reg.example&scope=repository%3Abase%3Apull&scope=repository%3Ateam%2Fapp%3Apull%2Cpush ${BASIC}`,
    ]);
  });

  it('a Bearer challenge of the upload leads to its token server', async () => {
    const server = await start((origin) => ({
      '/v2/': json(200, {}),
      [APP]: open,
      [UPLOADS]: bearer(origin),
      '/token': granted,
    }));
    expect((await fetchByHand(server, push)).token.scheme).toBe('Bearer');
  });

  it('a repository that is not there yet can be pushed to', async () => {
    const server = await zot({ [APP]: json(404, { errors: [{ code: 'NAME_UNKNOWN' }] }) });
    expect((await fetchByHand(server, push)).token.scheme).toBe('Basic');
  });

  it('a refused password is refused', async () => {
    const server = await zot({ [APP]: either(open, answer(401)) });
    expect(await failure(fetchByHand(server, push))).toMatchObject({ code: 'refused', status: 401 });
  });

  it('an upload that everybody may start is cancelled, and no token is wanted', async () => {
    const server = await zot({
      [UPLOADS]: answer(202, { Location: `${UPLOADS}7f3a?_state=x` }),
      [`${UPLOADS}7f3a`]: answer(204),
    });
    expect(await failure(fetchByHand(server, push))).toMatchObject({
      code: 'unsupported-challenge',
      details: { open: true },
    });
    expect(lines(server)).toEqual(['GET /v2/', `GET ${APP}`, `POST ${UPLOADS}`, `DELETE ${UPLOADS}7f3a?_state=x`]);
    expect(server.received.map((one) => header(one, 'content-length'))).toEqual([undefined, undefined, '0', undefined]);
  });

  it('an upload elsewhere is left to end by itself', async () => {
    const other = await start(() => ({ '*': answer(204) }));
    const server = await zot({ [UPLOADS]: answer(202, { Location: `${other.origin}/upload/1` }) });
    await failure(fetchByHand(server, push));
    expect(other.received).toHaveLength(0);
  });

  it('a registry that takes no uploads says so', async () => {
    const server = await zot({ [UPLOADS]: json(405, { errors: [{ code: 'UNSUPPORTED' }] }) });
    expect(await failure(fetchByHand(server, push))).toMatchObject({
      code: 'unsupported-challenge',
      status: 405,
      details: { reason: saying(`${UPLOADS} returned 405`) },
    });
  });

  it('without a credential nobody is asked about writing', async () => {
    world.credentials = anonymous;
    const server = await zot();
    expect(await failure(fetchByHand(server, push))).toMatchObject({ details: { open: true } });
    expect(lines(server)).toEqual(['GET /v2/', `GET ${APP}`]);
  });

  it('an identity token in the background is not said to be unneeded', async () => {
    world.credentials = identity;
    const server = await zot();
    const { details } = await failure(fetch(server, {}, push));
    expect(details).toMatchObject({
      reason: saying('anyone can read without signing in, and whether a push requires a token was not checked'),
    });
    expect(details?.open).toBeUndefined();
  });

  it('a renewal by hand asks anew, and one in the background replaces no token by a password', async () => {
    const server = await start((origin) => ({
      '/v2/': json(200, {}),
      [APP]: open,
      [UPLOADS]: bearer(origin),
      '/token': granted,
    }));
    await fetchByHand(server, push);
    const renew = (more: object) =>
      tokens.get(connect(server), push, { signal: new AbortController().signal, fresh: true, ...more });
    expect((await renew({ byHand: true })).token.scheme).toBe('Bearer');
    // What was learned of the upload outlives the other challenges.
    expect((await renew({})).token.scheme).toBe('Bearer');
    useWorld({ now: () => Date.now() + 2 * 3600_000 });
    expect((await fetch(server, {}, push)).token.scheme).toBe('Basic');
  });

  it.each([
    ['a page', html()],
    ['no upload', json(200, {})],
  ])('%s in answer to the upload is none', async (_, reply) => {
    const server = await zot({ [UPLOADS]: reply });
    expect(await failure(fetchByHand(server, push))).toMatchObject({ details: { field: 'upload' }, status: 200 });
  });

  it('a cancellation that fails costs nothing', async () => {
    const server = await zot({
      [UPLOADS]: answer(202, { Location: `${UPLOADS}1` }),
      [`${UPLOADS}1`]: (request) => request.socket.destroy(),
    });
    expect(await failure(fetchByHand(server, push))).toMatchObject({ details: { open: true } });
  });

  it('with several repositories, all of them must be open to need no token', async () => {
    const server = await start(() => ({
      '/v2/': json(200, {}),
      '*': open,
      '/v2/a/blobs/uploads/': answer(202, { Location: '/v2/a/blobs/uploads/1' }),
      '/v2/b/blobs/uploads/': json(405, {}),
    }));
    const error = await failure(fetchByHand(server, ['repository:a:push', 'repository:b:push']));
    expect(error).toMatchObject({
      details: { field: 'upload', reason: saying('/v2/b/blobs/uploads/ returned 405') },
    });
  });

  it('with several repositories, the first that wants a credential counts, whatever the others answer', async () => {
    const server = await start((origin) => ({
      '/v2/': json(200, {}),
      '*': open,
      '/v2/a/blobs/uploads/': json(405, {}),
      '/v2/b/blobs/uploads/': bearer(origin),
      '/token': granted,
    }));
    expect((await fetchByHand(server, ['repository:a:push', 'repository:b:push'])).token.scheme).toBe('Bearer');
  });

  it('a new repository of an open registry needs no token to push', async () => {
    const server = await zot({
      [APP]: json(404, { errors: [{ code: 'NAME_UNKNOWN' }] }),
      [UPLOADS]: answer(202, { Location: `${UPLOADS}1` }),
      [`${UPLOADS}1`]: answer(204),
    });
    expect(await failure(fetchByHand(server, push))).toMatchObject({ details: { open: true } });
  });

  it.each([['Negotiate'], ['Bearer service="s"']])(
    'a repository that asks for %s is not called unknown',
    async (wants) => {
      const server = await start(() => ({ '/v2/': json(200, {}), [APP]: challenge(wants) }));
      for (const scopes of [pull, push]) {
        expect(await failure(fetchByHand(server, scopes))).toMatchObject({ code: 'unsupported-challenge' });
      }
      expect(server.received.every((one) => one.method === 'GET' && header(one, 'authorization') === undefined)).toBe(
        true,
      );
    },
  );

  it('to read, no token is wanted', async () => {
    const server = await zot();
    expect(await failure(fetchByHand(server, pull))).toMatchObject({ details: { open: true } });
    expect(lines(server)).toEqual(['GET /v2/', `GET ${APP}`]);
  });
});

describe('several repositories', () => {
  it('are asked until one gives a challenge', async () => {
    const server = await start((origin) => ({
      '/v2/': json(200, {}),
      '/v2/a/tags/list': json(200, { tags: [] }),
      '/v2/b/tags/list': bearer(origin),
      '/v2/c/tags/list': bearer(origin),
      '/token': granted,
    }));
    await fetch(server, {}, ['repository:a:pull', 'repository:b:pull', 'repository:c:pull']);
    expect(lines(server).slice(0, -1)).toEqual(['GET /v2/', 'GET /v2/a/tags/list', 'GET /v2/b/tags/list']);
  });

  it('one that is open and one that is unknown: the unknown one is told', async () => {
    const server = await start(() => ({ '/v2/': json(200, {}), '/v2/a/tags/list': json(200, { tags: [] }) }));
    const error = await failure(fetch(server, {}, ['repository:a:pull', 'repository:b:pull']));
    expect(error).toMatchObject({ code: 'not-found' });
  });
});

describe('a root that says nothing of use', () => {
  const roots: [string, RequestListener, string][] = [
    ['401 without a challenge', json(401, {}), 'unsupported-challenge'],
    ['401 Negotiate only', challenge('Negotiate'), 'unsupported-challenge'],
    ['401 Bearer without a realm', challenge('Bearer service="s"'), 'unsupported-challenge'],
    ['403', json(403, {}), 'denied'],
    ['404', json(404, {}), 'not-a-registry'],
    ['405', json(405, {}), 'not-a-registry'],
    ['204', answer(204), 'not-a-registry'],
    ['500', json(500, {}), 'server-failed'],
    ['a page', html(), 'not-a-registry'],
    ['a redirect to a login page that is not followed', redirect(302, 'http://10.9.8.7/login'), 'redirected'],
  ];
  it.each(roots)('%s: the repository is asked', async (_, root) => {
    const server = await start((origin) => ({ '/v2/': root, [APP]: bearer(origin), '/token': granted }));
    expect((await fetch(server, {}, pull)).token.scheme).toBe('Bearer');
  });

  it.each(roots)('%s: is the failure where the repository says nothing either', async (_, root, code) => {
    const server = await start(() => ({ '/v2/': root }));
    const error = await failure(fetch(server, {}, pull));
    expect(error.code).toBe(code);
    // The failure is of the root although the repository was asked after it.
    expect(error.trace?.steps[error.details?.step ?? 0]?.url).toBe(`${server.origin}/v2/`);
  });

  it('an open repository behind it wants no token', async () => {
    const server = await start(() => ({ '/v2/': json(404, {}), [APP]: json(200, { tags: [] }) }));
    expect(await failure(fetch(server, {}, pull))).toMatchObject({ details: { open: true } });
  });

  it('no upload is started where nothing looks like a registry', async () => {
    const server = await start(() => ({ '*': html() }));
    await failure(fetchByHand(server, push));
    expect(server.received.map(({ method }) => method)).not.toContain('POST');
  });

  it('a registry that cannot be reached is asked once', async () => {
    const server = await start(() => ({}));
    await server.stop();
    expect((await authErrorOf(fetch(server, {}, pull))).trace?.steps).toHaveLength(1);
  });
});

describe('a root whose challenge leads nowhere', () => {
  beforeEach(() => {
    world.chosen = undefined;
  });
  it.each<[string, (origin: string) => RequestListener]>([
    ['404', (origin) => challenge(`Bearer realm="${origin}/null",service="h"`)],
    ['a realm that must not be used', () => challenge('Bearer realm="http://auth.example.org/token",service="h"')],
    ['nobody there', () => challenge('Bearer realm="http://127.0.0.1:9/token",service="h"')],
  ])('%s: the repository names the right token server', async (_, root) => {
    world.allowed = ['http://127.0.0.1:9'];
    const server = await start((origin) => ({ '/v2/': root(origin), [APP]: bearer(origin), '/token': granted }));
    expect((await fetch(server, {}, pull)).token.scheme).toBe('Bearer');
    expect(server.received.at(-1)?.url).toMatch(/^\/token\?/);
  });

  it('is not tried again while it is known: each repository is asked for its own', async () => {
    const server = await start((origin) => ({
      '/v2/': challenge(`Bearer realm="${origin}/null",service="h"`),
      [APP]: bearer(origin),
      '/v2/base/tags/list': bearer(origin, 'base', '/base-token'),
      '/token': granted,
      '/base-token': granted,
    }));
    await fetch(server, {}, pull);
    const before = server.received.length;
    await fetch(server, {}, push);
    await fetch(server, {}, ['repository:base:pull']);
    expect(server.received.slice(before).map(({ url }) => url.split('?')[0])).toEqual([
      '/token',
      '/v2/base/tags/list',
      '/base-token',
    ]);
  });

  it('400: the repository names another service', async () => {
    const server = await start((origin) => ({
      '/v2/': bearer(origin, 'other'),
      [APP]: bearer(origin),
      '/token': (request, response) =>
        (request.url?.includes('service=other') === true ? json(400, { errors: [{ code: 'UNSUPPORTED' }] }) : granted)(
          request,
          response,
        ),
    }));
    expect((await fetch(server, {}, pull)).token.scheme).toBe('Bearer');
  });

  it.each([
    [401, {}],
    [401, { error: 'invalid_client' }],
    [403, {}],
  ])('%i %j of the token server ends it: no secret is sent a second time', async (status, body) => {
    const server = await start((origin) => ({
      '/v2/': bearer(origin, 'h', '/first'),
      [APP]: bearer(origin),
      '/first': json(status, body),
      '/token': granted,
    }));
    await failure(fetch(server, {}, pull));
    expect(server.received.map(({ url }) => url.split('?')[0])).toEqual(['/v2/', '/first']);
  });

  it('the failure stays where the repository names the same', async () => {
    const server = await registry(answer(404), {
      [APP]: (request, response) => server404(request.headers.host ?? '')(request, response),
    });
    const error = await failure(fetch(server, {}, pull));
    expect(error).toMatchObject({ code: 'not-found', status: 404 });
    expect(server.received.filter(({ url }) => url.startsWith('/token'))).toHaveLength(2);
  });
  const server404 = (host: string): RequestListener =>
    challenge(`Bearer realm="http://${host}/token?tenant=7",service="reg.example",scope="repository:team/app:pull"`);
});
