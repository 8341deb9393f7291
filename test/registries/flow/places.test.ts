import { describe, expect, it } from 'vitest';
import { answer, challenge, redirect } from '../../faults/answers.js';
import { saying } from '../../faults/saying.js';
import {
  anonymous,
  BASIC,
  failure,
  fetch,
  granted,
  header,
  identity,
  password,
  registry,
  start,
  summary,
  world,
} from './flowWorld.js';

describe('where the credential goes', () => {
  it('asks before it goes to another host, and sends nothing until allowed', async () => {
    const token = await start(() => ({ '/token': granted }));
    const realm = token.origin.replace('127.0.0.1', 'auth.localhost');
    const server = await start(() => ({ '/v2/': challenge(`Bearer realm="${realm}/token",service="s"`) }));
    const error = await failure(fetch(server));
    expect(error).toMatchObject({ code: 'realm-needs-consent', details: { host: server.host, origin: realm } });
    expect(token.received).toHaveLength(0);
    world.allowed = [realm];
    await fetch(server);
    expect(token.received.map((request) => header(request, 'authorization'))).toEqual([BASIC]);
  });

  it.each([
    ['UTF-8', (text: string) => Buffer.from(text, 'utf8').toString('latin1')],
    ['Latin-1', (text: string) => text],
  ])('reads a challenge in %s', async (_, written) => {
    const server = await start((origin) => ({
      '/v2/': challenge(written(`Bearer realm="${origin}/t\u00f6k\u00e9n",service="Registry f\u00fcr K\u00f6ln"`)),
      '/t%C3%B6k%C3%A9n': granted,
    }));
    await fetch(server);
    const asked = new URL(server.received.at(-1)?.url ?? '', server.origin);
    expect([asked.pathname, asked.searchParams.get('service')]).toEqual([
      '/t%C3%B6k%C3%A9n',
      'Registry f\u00fcr K\u00f6ln',
    ]);
  });

  it('asks before it goes to another port, and says that this is another port', async () => {
    const token = await start(() => ({ '/token': granted }));
    const server = await start(() => ({ '/v2/': challenge(`Bearer realm="${token.origin}/token",service="s"`) }));
    const error = await failure(fetch(server));
    expect(error).toMatchObject({
      code: 'realm-needs-consent',
      details: { host: server.host, origin: token.origin, verdict: 'same-domain' },
    });
    expect(token.received).toHaveLength(0);
    world.allowed = [token.origin];
    await fetch(server);
    expect(token.received.map((request) => header(request, 'authorization'))).toEqual([BASIC]);
  });

  it.each([
    ['host', (origin: string) => origin.replace('127.0.0.1', 'auth.localhost')],
    ['port', (origin: string) => origin],
  ])('needs no consent to go to another %s without a credential', async (_, realmOf) => {
    world.credentials = anonymous;
    const token = await start(() => ({ '/token': granted }));
    const server = await start(() => ({ '/v2/': challenge(`Bearer realm="${realmOf(token.origin)}/token"`) }));
    await fetch(server, {}, []);
    expect(token.received.map((request) => header(request, 'authorization'))).toEqual([undefined]);
  });

  it.each([
    ['plain http to another machine', 'http://auth.example.org/token'],
    ['user information', 'http://u:p@127.0.0.1/token'],
    ['a link-local address', 'https://169.254.169.254/token'],
    ['no address at all', 'ftp://127.0.0.1/token'],
  ])('refuses %s', async (_, realm) => {
    const server = await start(() => ({ '/v2/': challenge(`Bearer realm="${realm}",service="s"`) }));
    expect(await failure(fetch(server))).toMatchObject({ code: 'untrusted-realm', details: { host: server.host } });
    expect(server.received.map((request) => header(request, 'authorization'))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('takes the first realm that is not refused, and no other', async () => {
    const server = await start((origin) => ({
      '/v2/': challenge(
        'Bearer realm="https://169.254.169.254/t"',
        `Bearer realm="${origin}/good",service="s"`,
        `Bearer realm="${origin}/bad"`,
      ),
      '/good': granted,
      '/bad': granted,
    }));
    await fetch(server, {}, []);
    expect(server.received.map(({ url }) => url.split('?')[0])).toEqual(['/v2/', '/good']);
  });

  it('is stopped by the look-up of the connection itself', async () => {
    const token = await start(() => ({ '/token': granted }));
    const port = new URL(token.origin).port;
    const server = await start(() => ({
      '/v2/': challenge(`Bearer realm="http://auth.example.org:${port}/token",service="s"`),
    }));
    // Allowed by name, but the name leads to this machine while the registry's does too.
    world.allowed = [`http://auth.example.org:${port}`];
    const error = await failure(
      fetch({ origin: server.origin.replace('127.0.0.1', 'registry.example.org') }, { insecure: true }),
    );
    expect(error).toMatchObject({
      code: 'untrusted-realm',
      details: { reason: saying(/127\.0\.0\.1/) },
    });
    expect(token.received).toHaveLength(0);
  });

  it('is not sent over plain http to another machine unless the user said so', async () => {
    const server = await registry(granted);
    const place = { origin: server.origin.replace('127.0.0.1', 'registry.example.org') };
    expect(await failure(fetch(place))).toMatchObject({ code: 'untrusted-realm' });
    expect(server.received).toHaveLength(0);
  });
});

describe('redirects', () => {
  it('of a token server are followed without a credential', async () => {
    world.credentials = anonymous;
    const server = await registry(redirect(308, '/token/'), { '/token/': granted });
    expect((await fetch(server, {}, ['repository:team/app:pull'])).token.scheme).toBe('Bearer');
    expect(server.received.map((one) => header(one, 'authorization'))).toEqual([undefined, undefined, undefined]);
  });

  it.each(['https://169.254.169.254/token', 'http://10.9.8.7/token'])(
    'of a token server are not followed to %s',
    async (to) => {
      world.credentials = anonymous;
      const server = await registry(redirect(307, to));
      expect(await failure(fetch(server, {}, ['repository:team/app:pull']))).toMatchObject({ code: 'redirected' });
    },
  );

  it.each([301, 302, 303, 307, 308])('of a token request are never followed (%i, same host)', async (status) => {
    const server = await start((origin) => ({
      '/v2/': challenge(`Bearer realm="${origin}/token",service="s"`),
      '/token': redirect(status, '/elsewhere?secret=1'),
      '/elsewhere': granted,
    }));
    expect(await failure(fetch(server))).toMatchObject({
      code: 'redirected',
      details: { origin: server.origin, address: `${server.origin}/elsewhere?secret=…` },
    });
    expect(server.received.map(({ url }) => url.split('?')[0])).toEqual(['/v2/', '/token']);
  });

  it.each([
    ['GET', password],
    ['POST', identity],
  ])('of a token %s to another host carry nothing', async (_, credential) => {
    world.credentials = credential;
    const target = await start(() => ({ '*': granted }));
    const server = await registry(redirect(307, `${target.origin}/token`));
    expect(await failure(fetch(server))).toMatchObject({
      code: 'redirected',
      details: { host: server.host, origin: target.origin },
    });
    expect(target.received).toHaveLength(0);
  });

  it('names an address that the user may take instead, which is judged anew', async () => {
    const target = await start(() => ({ '/token': granted }));
    const realm = `${target.origin.replace('127.0.0.1', 'auth.localhost')}/token`;
    const server = await registry(redirect(308, realm));
    await failure(fetch(server));
    world.chosen = realm;
    expect(await failure(fetch(server))).toMatchObject({ code: 'realm-needs-consent' });
    expect(target.received).toHaveLength(0);
    world.allowed = [new URL(realm).origin];
    await fetch(server);
    expect(target.received).toHaveLength(1);
  });

  it('of a checked Basic value are not followed', async () => {
    const target = await start(() => ({ '*': answer(200) }));
    const server = await start(() => ({
      '/v2/': (request, response) => {
        (request.headers.authorization ? redirect(302, target.origin) : challenge('Basic realm="r"'))(
          request,
          response,
        );
      },
    }));
    expect(await failure(fetch(server))).toMatchObject({ code: 'redirected' });
    expect(target.received).toHaveLength(0);
  });

  it('of the ping are followed, and the credential still goes to the judged realm only', async () => {
    const server = await start((origin) => ({
      '/v2/': redirect(301, '/registry/v2/'),
      '/registry/v2/': challenge(`Bearer realm="${origin}/token",service="s"`),
      '/token': granted,
    }));
    await fetch(server, {}, []);
    expect(server.received.map(summary)).toEqual([
      ['GET', '/v2/', 'none'],
      ['GET', '/registry/v2/', 'none'],
      ['GET', '/token?service=s', BASIC],
    ]);
  });

  it('that lead to no web address offer none', async () => {
    const server = await registry(redirect(302, 'javascript:alert(1)'));
    const error = await failure(fetch(server));
    expect(error).toMatchObject({
      code: 'redirected',
      details: { reason: saying('the redirect has no usable address') },
    });
    expect(error.details).not.toHaveProperty('address');
  });

  it('of the ping end after five', async () => {
    const server = await start(() => ({ '/v2/': redirect(302, '/v2/') }));
    expect(await failure(fetch(server, {}, []))).toMatchObject({ code: 'redirected' });
    expect(server.received).toHaveLength(6);
  });

  it('of the ping do not lead to an address that is refused', async () => {
    const server = await start(() => ({ '/v2/': redirect(302, 'http://169.254.169.254/latest') }));
    expect(await failure(fetch(server))).toMatchObject({
      code: 'redirected',
      details: { origin: 'http://169.254.169.254' },
    });
  });
});
