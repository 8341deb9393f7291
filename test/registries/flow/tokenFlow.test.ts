import { beforeEach, describe, expect, it } from 'vitest';
import { fakeJwt } from '../../auth/jwtFixture.js';
import { answer, challenge, html, json } from '../../faults/answers.js';
import { saying } from '../../faults/saying.js';
import type { Routes } from '../../faults/server.js';
import {
  anonymous,
  BASIC,
  failure,
  fetch,
  granted,
  header,
  identity,
  PASSWORD,
  REFRESH,
  registry,
  start,
  summary,
  world,
} from './flowWorld.js';

describe('the exchange', () => {
  it('pings, then sends Basic with one scope parameter per scope and keeps the query of the realm', async () => {
    const server = await registry(granted);
    const { token, cached } = await fetch(server);
    expect(server.received.map(summary)).toEqual([
      ['GET', '/v2/', 'none'],
      [
        'GET',
        '/token?tenant=7&service=reg.example&scope=repository%3Abase%3Apull&scope=repository%3Ateam%2Fapp%3Apull%2Cpush',
        BASIC,
      ],
    ]);
    expect(cached).toBe(false);
    expect(token.granted).toEqual(['repository:team/app:pull']);
    expect(token.details).toEqual({ realm: `${server.origin}/token`, service: 'reg.example' });
  });

  it('names every action as asked: some servers grant action by action, and nothing for `*`', async () => {
    const server = await registry((request, response) => {
      const scope = new URL(request.url ?? '', 'http://x').searchParams.get('scope') ?? '';
      const actions = ['pull', 'push'].filter((action) => scope.split(/[:,]/).includes(action));
      json(200, { token: fakeJwt({ access: [{ type: 'repository', name: 'team/app', actions }] }) })(request, response);
    });
    const { token } = await fetch(server, {}, ['repository:team/app:pull,push,*']);
    expect(token.granted).toEqual(['repository:team/app:pull,push']);
    expect((await fetch(server, {}, ['repository:team/app:*,push', 'repository:team/app:pull'])).cached).toBe(true);
    expect((await fetch(server, {}, ['repository:team/app:*'])).token.granted).toEqual([]);
  });

  it('sends no Authorization and no scope when there is neither', async () => {
    world.credentials = anonymous;
    const server = await registry(granted);
    await fetch(server, {}, []);
    expect(server.received.map(summary)).toEqual([
      ['GET', '/v2/', 'none'],
      ['GET', '/token?tenant=7&service=reg.example', 'none'],
    ]);
  });

  it('posts an identity token with the scopes in one field', async () => {
    world.credentials = identity;
    const server = await registry(granted);
    await fetch(server);
    const post = server.received[1];
    expect(post && summary(post)).toEqual(['POST', '/token?tenant=7', 'none']);
    expect(post && header(post, 'content-type')).toBe('application/x-www-form-urlencoded');
    expect([...new URLSearchParams(post?.body)]).toEqual([
      ['grant_type', 'refresh_token'],
      ['refresh_token', REFRESH],
      ['service', 'reg.example'],
      ['scope', 'repository:base:pull repository:team/app:pull,push'],
      ['client_id', 'registry-auth'],
    ]);
  });

  it.each([404, 405])('tries POST once where GET is answered with %i', async (status) => {
    const server = await registry((request, response) => {
      (request.method === 'POST' ? granted : answer(status))(request, response);
    });
    await fetch(server, {}, ['repository:a:pull']);
    expect(server.received.map(({ method }) => method)).toEqual(['GET', 'GET', 'POST']);
    expect(Object.fromEntries(new URLSearchParams(server.received[2]?.body))).toEqual({
      grant_type: 'password',
      username: 'dana',
      password: PASSWORD,
      service: 'reg.example',
      scope: 'repository:a:pull',
      client_id: 'registry-auth',
    });
  });

  it('posts the anonymous form where the kind has one', async () => {
    world.credentials = anonymous;
    const server = await registry(granted);
    await fetch(server, { kind: 'acr', form: 'anonymous' }, ['repository:a:pull']);
    expect(server.received[1]?.method).toBe('POST');
    expect(Object.fromEntries(new URLSearchParams(server.received[1]?.body))).toMatchObject({
      grant_type: 'password',
      refresh_token: '',
    });
  });

  it('tells a firewall of Azure as a network rule, before any sign-in', async () => {
    const words = "client with IP '192.0.2.7' is not allowed access. Refer https://aka.ms/acr/firewall";
    const server = await start(() => ({ '*': json(403, { errors: [{ code: 'DENIED', message: words }] }) }));
    expect(await failure(fetch(server, { kind: 'acr' }))).toMatchObject({
      code: 'denied',
      status: 403,
      details: { reason: saying(/its firewall allows only certain addresses/) },
    });
  });

  it.each(['acr-token', 'anonymous'])(
    'asks for the scope that the kind names where there is none: %s',
    async (form) => {
      world.credentials = form === 'anonymous' ? anonymous : world.credentials;
      const server = await registry(granted);
      const { token } = await fetch(server, { kind: 'acr', form }, []);
      expect(decodeURIComponent(`${server.received[1]?.url ?? ''}${server.received[1]?.body ?? ''}`)).toContain(
        'scope=registry:catalog:*',
      );
      expect(token.scopes).toEqual([]);
    },
  );

  it('asks the repository where the root names no service', async () => {
    const server = await start((origin) => ({
      '/v2/': challenge(`Bearer realm="${origin}/token"`),
      '/v2/team/app/tags/list': challenge(
        `Bearer realm="${origin}/token",service="reg.example",scope="repository:team/app:pull"`,
      ),
      '/token': granted,
    }));
    await fetch(server, {}, ['repository:team/app:pull']);
    expect(server.received.map(({ url }) => url)).toEqual([
      '/v2/',
      '/v2/team/app/tags/list',
      '/token?service=reg.example&scope=repository%3Ateam%2Fapp%3Apull',
    ]);
  });

  it('asks the repository where the root is open', async () => {
    const server = await start((origin) => ({
      '/v2/': answer(200),
      '/v2/a/tags/list': challenge(`Bearer realm="${origin}/token",service="s"`),
      '/token': granted,
    }));
    await fetch(server, {}, ['repository:a:pull']);
    expect(server.received.at(-1)?.url).toBe('/token?service=s&scope=repository%3Aa%3Apull');
  });

  it('asks the catalogue where the root is open and the catalogue is wanted', async () => {
    const server = await start((origin) => ({
      '/v2/': answer(200),
      '/v2/_catalog': challenge(`Bearer realm="${origin}/token",service="s"`),
      '/token': granted,
    }));
    await fetch(server, {}, ['registry:catalog:*']);
    expect(server.received.at(-1)?.url).toBe('/token?service=s&scope=registry%3Acatalog%3A*');
  });

  it('says so when an open registry does not know the repository', async () => {
    const server = await start(() => ({ '/v2/': answer(200), '*': json(404, { errors: [{ code: 'NAME_UNKNOWN' }] }) }));
    expect(await failure(fetch(server, {}, ['repository:a:pull']))).toMatchObject({ code: 'not-found' });
  });

  it('reads a good header line beside a broken one', async () => {
    const server = await start((origin) => ({
      '/v2/': challenge('Negotiate x="unterminated', `Bearer realm="${origin}/token",service="s"`),
      '/token': granted,
    }));
    await fetch(server, {}, []);
    expect(server.received.at(-1)?.url).toBe('/token?service=s');
  });

  it('takes a realm that is a path, and no service where it is empty', async () => {
    const server = await start(() => ({ '/v2/': challenge('Bearer realm="/token",service=""'), '/token': granted }));
    await fetch(server, {}, []);
    expect(server.received.at(-1)?.url).toBe('/token');
  });

  it('goes on with the root where the repository gives no better challenge', async () => {
    const server = await start((origin) => ({
      '/v2/': challenge(`Bearer realm="${origin}/token"`),
      '/token': granted,
    }));
    await fetch(server, {}, ['repository:a:pull']);
    expect(server.received.at(-1)?.url).toBe('/token?scope=repository%3Aa%3Apull');
  });

  it('says so when no token is needed', async () => {
    const server = await start(() => ({ '/v2/': answer(200), '/v2/a/tags/list': json(200, {}) }));
    const error = await failure(fetch(server, {}, ['repository:a:pull']));
    expect(error).toMatchObject({
      code: 'unsupported-challenge',
      details: { reason: 'it doesn’t require a token' },
    });
  });
});

describe('Basic', () => {
  const basicRegistry = (second: Routes[string]) =>
    start(() => ({
      '/v2/': (request, response) => {
        (request.headers.authorization ? second : challenge('Basic realm="r"'))(request, response);
      },
    }));

  it('checks the value by one request and hands it out as it is', async () => {
    const server = await basicRegistry(answer(200));
    const { token } = await fetch(server);
    expect(server.received.map(summary)).toEqual([
      ['GET', '/v2/', 'none'],
      ['GET', '/v2/', BASIC],
    ]);
    expect(token).toMatchObject({ scheme: 'Basic', value: BASIC.slice(6), expirySource: 'none' });
  });

  it('is refused with the same request', async () => {
    const server = await basicRegistry(answer(401));
    expect(await failure(fetch(server))).toMatchObject({ code: 'refused', status: 401 });
    expect(server.received).toHaveLength(2);
  });

  it('is not asked for without a credential', async () => {
    world.credentials = anonymous;
    const server = await basicRegistry(answer(200));
    expect(await failure(fetch(server))).toMatchObject({ code: 'no-credential' });
    expect(server.received).toHaveLength(1);
  });

  it('takes the place of a token server that does not exist, at the same host only', async () => {
    const server = await start((origin) => ({
      '/v2/': (request, response) => {
        (request.headers.authorization ? answer(200) : challenge(`Bearer realm="${origin}/none"`, 'Basic realm="r"'))(
          request,
          response,
        );
      },
    }));
    const { token } = await fetch(server, {}, []);
    expect(token.scheme).toBe('Basic');
    expect(server.received.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /v2/',
      'GET /none',
      'POST /none',
      'GET /v2/',
    ]);
  });

  it('names schemes that it does not answer, and sends them nothing', async () => {
    const server = await start(() => ({ '/v2/': challenge('Negotiate', 'NTLM', 'Digest realm="x"') }));
    expect(await failure(fetch(server))).toMatchObject({
      code: 'unsupported-challenge',
      details: { schemes: ['negotiate', 'ntlm', 'digest'] },
    });
    expect(server.received.map((request) => header(request, 'authorization'))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('Basic beside Bearer', () => {
  it('is no way around a refused credential', async () => {
    const server = await start((origin) => ({
      '/v2/': challenge(`Bearer realm="${origin}/token",service="s"`, 'Basic realm="r"'),
      '/token': answer(401),
    }));
    expect(await failure(fetch(server, {}, []))).toMatchObject({ code: 'refused' });
    expect(server.received.map(({ url }) => url)).toEqual(['/v2/', '/token?service=s']);
  });
});

describe('a ready-made bearer token', () => {
  beforeEach(() => {
    world.credentials = { type: 'bearer', token: 'planted-bearer' };
  });
  it('is checked by one request', async () => {
    const server = await start(() => ({ '/v2/': answer(200) }));
    expect((await fetch(server)).token.value).toBe('planted-bearer');
    expect(server.received.map(summary)).toEqual([['GET', '/v2/', 'Bearer planted-bearer']]);
  });
  it.each<[string, Routes[string]]>([
    ['a missing page', answer(404, { 'Content-Type': 'text/html' }, '<h1>no</h1>')],
    ['a web site', html()],
    ['a bad request', answer(400)],
  ])('is not proved by %s', async (_, root) => {
    const server = await start(() => ({ '/v2/': root }));
    expect(await failure(fetch(server))).toMatchObject({ code: 'not-a-registry' });
  });
  it('is refused, without its text in the error although the server echoes it', async () => {
    const server = await start(() => ({ '/v2/': answer(401, { 'Content-Type': 'text/plain' }, 'no: planted-bearer') }));
    expect(await failure(fetch(server))).toMatchObject({ code: 'refused', service: { text: 'no: …' } });
  });
});
