import type { LookupFunction } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Credential } from '../../src/auth/credential.js';
import { isAuthError } from '../../src/auth/errors.js';
import type { AuthError } from '../../src/auth/errors.js';
import type { Connection } from '../../src/connections/connection.js';
import { Tokens } from '../../src/tokens.js';
import type { TokensWorld } from '../../src/connections/tokensWorld.js';
import { fakeJwt } from '../auth/jwtFixture.js';
import { answer, challenge, html, json, rateLimited, redirect } from '../faults/answers.js';
import { drip, flood, hang, reset } from '../faults/faults.js';
import { startFault } from '../faults/server.js';
import type { FaultServer, Recorded, Routes } from '../faults/server.js';

const PASSWORD = 'planted-password-7f3a';
const BASIC = `Basic ${Buffer.from(`dana:${PASSWORD}`).toString('base64')}`;
const REFRESH = 'planted-refresh-91bc';
const password: Credential = { type: 'password', username: 'dana', password: PASSWORD };
const identity: Credential = { type: 'identity-token', refreshToken: REFRESH };
const anonymous: Credential = { type: 'anonymous' };
const scopes = ['repository:team/app:pull,push', 'repository:base:pull'];

const servers: FaultServer[] = [];
let tokens: Tokens;
let world: TokensWorld & { credentials: Credential; allowed: string[]; chosen: string | undefined };

beforeEach(() => {
  world = {
    machine: 'test machine',
    now: () => Date.now(),
    lookup: loopbackLookup,
    timeout: 5000,
    credentials: password,
    allowed: [],
    chosen: undefined,
    credential: () => Promise.resolve(world.credentials),
    realms: () => ({ allowed: world.allowed, ...(world.chosen === undefined ? {} : { chosen: world.chosen }) }),
  };
  tokens = new Tokens(world);
});
afterEach(async () => {
  tokens.stop();
  await Promise.all(servers.splice(0).map(({ stop }) => stop()));
});

/** Every name leads to this machine: a network of names without a network. */
const loopbackLookup: LookupFunction = (_name, options, done) => {
  if (options.all === true) {
    done(null, [{ address: '127.0.0.1', family: 4 }]);
  } else {
    done(null, '127.0.0.1', 4);
  }
};

async function start(routes: (origin: string) => Routes): Promise<FaultServer> {
  const server = await startFault(routes);
  servers.push(server);
  return server;
}

/** A registry whose challenge names its own `/token`, unless `challenges` says otherwise. */
function registry(token: Routes[string], more: Routes = {}): Promise<FaultServer> {
  return start((origin) => ({
    '/v2/': challenge(`Bearer realm="${origin}/token?tenant=7",service="reg.example"`),
    '/token': token,
    ...more,
  }));
}

function connect(server: { readonly origin: string }, more: Partial<Connection> = {}): Connection {
  return {
    id: 'one',
    kind: 'oci',
    address: server.origin,
    form: 'password',
    insecure: false,
    settings: {},
    revision: 1,
    ...more,
  };
}

const fetch = (server: { readonly origin: string }, more: Partial<Connection> = {}, asked = scopes) =>
  tokens.get(connect(server, more), asked, { signal: new AbortController().signal });

async function failure(promise: Promise<unknown>): Promise<AuthError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isAuthError(error)) {
    throw new Error('an AuthError was expected', { cause: error });
  }
  const { message, stack, service, details, trace } = error;
  expect(JSON.stringify([message, stack, service, details, trace])).not.toMatch(/planted|ZGFuYTpw/);
  return error;
}

const header = ({ rawHeaders }: Recorded, name: string): string | undefined =>
  rawHeaders.find((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
const summary = (request: Recorded) =>
  [request.method, request.url, header(request, 'authorization') ?? 'none'] as const;
const granted = json(200, {
  token: fakeJwt({ access: [{ type: 'repository', name: 'team/app', actions: ['pull'] }] }),
});

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
      details: { reason: 'it answers without asking for a token' },
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
    expect(server.received).toHaveLength(1);
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

  it('needs no consent to go there without a credential', async () => {
    world.credentials = anonymous;
    const token = await start(() => ({ '/token': granted }));
    const server = await start(() => ({
      '/v2/': challenge(`Bearer realm="${token.origin.replace('127.0.0.1', 'auth.localhost')}/token"`),
    }));
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
    expect(server.received).toHaveLength(1);
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
    // Looks allowed by name (same domain, http allowed), but the name leads to this machine while the registry's does too.
    const error = await failure(
      fetch({ origin: server.origin.replace('127.0.0.1', 'registry.example.org') }, { insecure: true }),
    );
    expect(error).toMatchObject({
      code: 'untrusted-realm',
      details: { reason: expect.stringContaining('127.0.0.1') as string },
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
    expect(error).toMatchObject({ code: 'redirected', details: { reason: 'the redirect names no usable address' } });
    expect(error.details).not.toHaveProperty('address');
  });

  it('of the ping end after five', async () => {
    const server = await start(() => ({ '/v2/': redirect(302, '/v2/') }));
    expect(await failure(fetch(server))).toMatchObject({ code: 'redirected' });
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

describe('refusals of the token server', () => {
  it.each<[string, Routes[string], Credential, object]>([
    [
      '401',
      json(401, { errors: [{ code: 'UNAUTHORIZED', message: 'authentication required' }] }),
      password,
      { code: 'refused', status: 401, service: { code: 'UNAUTHORIZED', text: 'authentication required' } },
    ],
    ['401 without a credential', answer(401), anonymous, { code: 'no-credential' }],
    ['403 without a credential', answer(403), anonymous, { code: 'no-credential' }],
    ['406 without a credential', answer(406), anonymous, { code: 'no-credential' }],
    ['403', json(403, { errors: [{ code: 'DENIED' }] }), password, { code: 'denied', service: { code: 'DENIED' } }],
    [
      '400',
      answer(400, { 'Content-Type': 'text/plain' }, 'bad scope'),
      password,
      { code: 'invalid-input', status: 400, service: { text: 'bad scope' } },
    ],
    ['404 for both ways', answer(404), password, { code: 'not-found' }],
    ['405 for both ways', answer(405), password, { code: 'bad-response', status: 405 }],
    [
      'no refresh tokens',
      answer(405),
      identity,
      { code: 'unsupported-challenge', details: { reason: 'it does not accept refresh tokens' } },
    ],
    [
      'invalid_grant',
      json(400, { error: 'invalid_grant', error_description: 'revoked' }),
      identity,
      { code: 'refused', service: { code: 'invalid_grant', text: 'revoked' } },
    ],
    [
      'a refresh token that has ended',
      answer(401),
      { type: 'identity-token', refreshToken: fakeJwt({ exp: 1 }) },
      { code: 'expired-credential' },
    ],
    ['500', answer(500), password, { code: 'server-failed' }],
    [
      '503 with HTML',
      answer(503, { 'Content-Type': 'text/html' }, '<h1>down</h1>'),
      password,
      { code: 'server-failed' },
    ],
    [
      'HTML with 200',
      html(),
      password,
      { code: 'bad-response', details: { reason: 'the answer is not JSON (text/html)' } },
    ],
    ['JSON without a token', json(200, { expires_in: 5 }), password, { code: 'bad-response', status: 200 }],
    [
      'a token that would break the header',
      json(200, { token: 'a\r\nSet-Cookie: x' }),
      password,
      { code: 'bad-response' },
    ],
    [
      'a content type that echoes the password',
      answer(200, { 'Content-Type': `text/${PASSWORD}; x=${PASSWORD}` }, 'no JSON'),
      password,
      { code: 'bad-response', details: { reason: 'the answer is not JSON (text/…)' } },
    ],
    [
      'a refresh token that has ended by a wrong clock only',
      answer(401, { Date: new Date(Date.now() - 7_200_000).toUTCString() }),
      { type: 'identity-token', refreshToken: fakeJwt({ exp: Math.floor(Date.now() / 1000) - 3600 }) },
      { code: 'refused' },
    ],
    [
      'a text that echoes the password',
      answer(401, { 'Content-Type': 'text/plain' }, `wrong: ${PASSWORD} ${BASIC}`),
      password,
      { code: 'refused', service: { text: 'wrong: … Basic …' } },
    ],
  ])('%s', async (_, token, credential, expected) => {
    world.credentials = credential;
    const server = await registry(token);
    const error = await failure(fetch(server));
    expect(error).toMatchObject(expected);
    expect(error.details?.host).toBe(server.host);
    expect(error.trace?.steps.at(-1)?.status).toBe(error.status);
  });

  it('a refused password is sent once', async () => {
    const server = await registry(answer(401));
    await failure(fetch(server));
    expect(server.received.filter((request) => header(request, 'authorization') === BASIC)).toHaveLength(1);
    expect(server.received).toHaveLength(2);
  });

  it.each([
    ['seconds', '120', 120_000],
    ['a date', new Date(Date.now() + 60_000).toUTCString(), 60_000],
  ])('429 with Retry-After in %s is not asked again before that', async (_, retryAfter, after) => {
    const server = await registry(rateLimited(retryAfter));
    const error = await failure(fetch(server));
    expect(error).toMatchObject({ code: 'rate-limited', service: { code: 'TOOMANYREQUESTS' } });
    expect(Math.abs((error.details?.retryAt ?? 0) - Date.now() - after)).toBeLessThan(3000);
    expect(await failure(fetch(server))).toMatchObject({ code: 'rate-limited' });
    expect(server.received).toHaveLength(2);
  });
});

describe('refusals of the registry', () => {
  it.each<[string, Routes[string], object]>([
    ['404', answer(404), { code: 'not-a-registry' }],
    ['a web site', html(), { code: 'not-a-registry' }],
    ['401 without a challenge', answer(401), { code: 'unsupported-challenge' }],
    [
      'Bearer without a realm',
      challenge('Bearer service="s"'),
      { code: 'unsupported-challenge', details: { reason: 'its challenge names no realm' } },
    ],
    [
      '403',
      json(403, { errors: [{ code: 'DENIED', message: 'client with IP is not allowed access' }] }),
      { code: 'denied', service: { code: 'DENIED' } },
    ],
    ['429', rateLimited(), { code: 'rate-limited' }],
    ['502', answer(502), { code: 'server-failed' }],
  ])('%s', async (_, root, expected) => {
    const server = await start(() => ({ '/v2/': root }));
    expect(await failure(fetch(server, {}, []))).toMatchObject(expected);
    expect(server.received.every((request) => header(request, 'authorization') === undefined)).toBe(true);
  });
});

describe('a network that fails', () => {
  it('gives up on a body that drips for ever', async () => {
    world = Object.assign(world, { timeout: 300 });
    const server = await registry(drip());
    const started = performance.now();
    expect(await failure(fetch(server))).toMatchObject({ code: 'timeout', details: { host: server.host, limit: 300 } });
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('takes no more of a 64 MiB body than its cap', async () => {
    const water = flood();
    const server = await registry(water.answer);
    expect(await failure(fetch(server))).toMatchObject({ code: 'bad-response', details: { limit: 256 * 1024 } });
    await server.received.at(-1)?.closed;
    expect(water.sent()).toBeLessThan(16 * 1024 * 1024);
  });

  it.each(['before', 'within'] as const)('names the host of a connection that is reset %s the answer', async (when) => {
    const server = await registry(reset(when));
    expect(await failure(fetch(server))).toMatchObject({ code: 'unreachable', details: { host: server.host } });
  });

  it('names a port where nothing listens', async () => {
    const server = await start(() => ({}));
    await server.stop();
    expect(await failure(fetch(server))).toMatchObject({ code: 'unreachable', details: { system: 'ECONNREFUSED' } });
  });

  it('names a host that does not exist', async () => {
    const nowhere: LookupFunction = (name, _options, done) => {
      done(Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' }), '');
    };
    tokens = new Tokens({ ...world, lookup: nowhere });
    expect(await failure(fetch({ origin: 'https://nowhere.example' }))).toMatchObject({
      code: 'dns',
      details: { host: 'nowhere.example' },
    });
  });

  it('tells the clocks apart and keeps the life of the token right', async () => {
    const ahead = 600_000;
    const exp = Math.floor((Date.now() + ahead) / 1000) + 300;
    const server = await registry(
      json(200, { token: fakeJwt({ exp }) }, { Date: new Date(Date.now() + ahead).toUTCString() }),
    );
    const { token } = await fetch(server);
    expect(Number(token.details?.clockSkew) / ahead).toBeCloseTo(1, 1);
    expect(Math.abs((token.expiresAt ?? 0) - Date.now() - 300_000)).toBeLessThan(3000);
  });
});

describe('cancel', () => {
  it.each<[string, string]>([
    ['the ping', '/v2/'],
    ['the exchange', '/token'],
    ['the real request', '/v2/a/tags/list'],
  ])('ends %s', async (_, path) => {
    const server = await start((origin) => ({
      '/v2/': challenge(`Bearer realm="${origin}/token"`),
      '/v2/a/tags/list': challenge(`Bearer realm="${origin}/token",service="s"`),
      '/token': granted,
      [path]: hang(),
    }));
    const controller = new AbortController();
    const promise = tokens.get(connect(server), ['repository:a:pull'], { signal: controller.signal });
    const request = await server.requested(path);
    controller.abort();
    expect(await failure(promise)).toMatchObject({ code: 'cancelled' });
    await request.closed;
  });

  it('before the start sends nothing', async () => {
    const server = await registry(granted);
    await failure(tokens.get(connect(server), scopes, { signal: AbortSignal.abort() }));
    expect(server.received).toHaveLength(0);
  });

  it('of one waiter leaves the other alone', async () => {
    let release = (): void => undefined;
    const server = await registry((request, response) => {
      release = () => {
        granted(request, response);
      };
    });
    const [first, second] = [new AbortController(), new AbortController()];
    const one = tokens.get(connect(server), scopes, { signal: first.signal });
    const two = tokens.get(connect(server), scopes, { signal: second.signal });
    await server.requested('/token');
    first.abort();
    expect(await failure(one)).toMatchObject({ code: 'cancelled' });
    release();
    expect((await two).cached).toBe(false);
    expect(server.received).toHaveLength(2);
  });
});

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
    tokens = new Tokens({ ...world, now: () => now });
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
    tokens = new Tokens({ ...world, now: () => now });
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
  const list = (server: FaultServer) => tokens.catalogue(connect(server), { signal: new AbortController().signal });

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
