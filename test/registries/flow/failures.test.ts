import type { RequestListener } from 'node:http';
import type { LookupFunction } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Credential } from '../../../src/auth/credential.js';
import { fakeJwt } from '../../auth/jwtFixture.js';
import { answer, challenge, html, json, rateLimited } from '../../faults/answers.js';
import { drip, flood, hang, reset } from '../../faults/faults.js';
import { saying } from '../../faults/saying.js';
import type { Routes } from '../../faults/server.js';
import {
  anonymous,
  BASIC,
  connect,
  failure,
  fetch,
  granted,
  header,
  identity,
  PASSWORD,
  password,
  registry,
  scopes,
  start,
  tokens,
  useWorld,
  world,
} from './flowWorld.js';

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
      { code: 'unsupported-challenge', details: { reason: saying('it doesn’t accept refresh tokens') } },
    ],
    [
      'invalid_grant',
      json(400, { error: 'invalid_grant', error_description: 'revoked' }),
      identity,
      { code: 'refused', service: { code: 'invalid_grant', text: 'revoked' } },
    ],
    ['400 without a word about an identity token', answer(400), identity, { code: 'invalid-input' }],
    [
      '400 that calls the identity token invalid',
      json(400, { errors: [{ code: 'TOKEN_INVALID', message: 'Refresh token is invalid or expired' }] }),
      identity,
      { code: 'refused' },
    ],
    [
      '400 about our request in words of a refresh token',
      json(400, { message: 'invalid service parameter in refresh_token request' }),
      identity,
      { code: 'invalid-input' },
    ],
    ['an unknown client (401)', json(401, { error: 'invalid_client' }), identity, { code: 'unsupported-challenge' }],
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
      {
        code: 'bad-response',
        details: { reason: saying('the response isn’t JSON; type text/html, length 53, JSON ends at character 1') },
      },
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
      {
        code: 'bad-response',
        details: { reason: saying('the response isn’t JSON; type text/…, length 7, JSON ends at character 1') },
      },
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
    expect(error.trace?.steps.filter(({ purpose }) => purpose === 'exchange').at(-1)?.status).toBe(error.status);
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

describe('the error codes of RFC 6749 section 5.2', () => {
  it.each<[string, 'unsupported-challenge' | 'invalid-input' | 'refused']>([
    ['unsupported_grant_type', 'unsupported-challenge'],
    ['unauthorized_client', 'unsupported-challenge'],
    ['invalid_client', 'unsupported-challenge'],
    ['invalid_scope', 'invalid-input'],
    ['invalid_request', 'invalid-input'],
    ['invalid_grant', 'refused'],
  ])('%s is %s, for a refresh token and for a password that is posted', async (error, code) => {
    const server = await registry((request, response) =>
      (request.method === 'GET' ? json(405, {}) : json(400, { error }))(request, response),
    );
    expect((await failure(fetch(server))).code).toBe(code);
    world.credentials = identity;
    expect((await failure(fetch(server))).code).toBe(code);
  });

  it('invalid_grant refuses no credential where there is none', async () => {
    world.credentials = anonymous;
    const server = await registry(json(400, { error: 'invalid_grant' }));
    expect((await failure(fetch(server))).code).toBe('no-credential');
  });

  it('501 to GET and POST takes no password', async () => {
    const server = await registry(answer(501));
    expect((await failure(fetch(server))).code).toBe('unsupported-challenge');
    expect(server.received.filter(({ url }) => url.startsWith('/token')).map(({ method }) => method)).toEqual([
      'GET',
      'POST',
    ]);
  });

  it('501 takes no refresh tokens', async () => {
    world.credentials = identity;
    expect((await failure(fetch(await registry(answer(501))))).code).toBe('unsupported-challenge');
  });
});

describe('a broken or too large body of an answer whose status says it all', () => {
  const gzip = { 'Content-Encoding': 'gzip' };
  const page = { 'Content-Type': 'text/html' };
  const broken: readonly (readonly [string, (status: number, headers: Record<string, string>) => RequestListener])[] = [
    ['plain in place of gzip', (status, headers) => answer(status, { ...headers, ...gzip }, '{"errors":1}')],
    ['too large', (status, headers) => answer(status, { ...headers, ...page }, 'x'.repeat(2 * 1024 * 1024))],
    [
      'cut off',
      (status, headers) => (_request, response) => {
        response.writeHead(status, { ...headers, 'Content-Length': '1000' });
        response.write('{');
        setTimeout(() => response.destroy(), 50);
      },
    ],
  ];

  it.each(broken)('%s: the challenge is read', async (_, send) => {
    const server = await start((origin) => ({
      '/v2/': send(401, { 'WWW-Authenticate': `Bearer realm="${origin}/token",service="s"` }),
      '/token': granted,
    }));
    expect((await fetch(server)).token.scheme).toBe('Bearer');
  });

  it.each(broken)('%s: a refusal is one', async (_, send) => {
    expect((await failure(fetch(await registry(send(401, {}))))).code).toBe('refused');
  });

  it.each(broken)('%s: a rate limit is kept', async (_, send) => {
    const server = await registry(send(429, { 'Retry-After': '60' }));
    expect((await failure(fetch(server))).code).toBe('rate-limited');
    const before = server.received.length;
    expect((await failure(fetch(server))).code).toBe('rate-limited');
    expect(server.received).toHaveLength(before);
  });

  it.each(broken)('%s: a token is none', async (_, send) => {
    expect((await failure(fetch(await registry(send(200, {}))))).code).toBe('bad-response');
  });
});

it.each(['correcthorsebatterystaple', 'your token is abc123', 'use correcthorsebatterystaple here'])(
  'quotes nothing of a success that may be a token: %s',
  async (message) => {
    const error = await failure(fetch(await registry(json(200, { message }))));
    expect(error.code).toBe('bad-response');
    expect(error.service).toBeUndefined();
  },
);

it('tells the words of an error that came as a success', async () => {
  const error = await failure(fetch(await registry(json(200, { details: 'incorrect username or password' }))));
  expect(error).toMatchObject({ code: 'bad-response', service: { text: 'incorrect username or password' } });
});

it('503 with Retry-After says when, and may be asked again at once', async () => {
  const server = await registry(answer(503, { 'Retry-After': '120' }));
  const error = await failure(fetch(server));
  expect(error.code).toBe('server-failed');
  expect(Math.abs((error.details?.retryAt ?? 0) - Date.now() - 120_000)).toBeLessThan(3000);
  await failure(fetch(server));
  expect(server.received.filter(({ url }) => url.startsWith('/token'))).toHaveLength(2);
});

describe('refusals of the registry', () => {
  it.each<[string, Routes[string], object]>([
    ['404', answer(404), { code: 'not-a-registry' }],
    ['a web site', html(), { code: 'not-a-registry' }],
    ['401 without a challenge', answer(401), { code: 'unsupported-challenge' }],
    [
      'Bearer without a realm',
      challenge('Bearer service="s"'),
      { code: 'unsupported-challenge', details: { reason: saying('its challenge names no realm') } },
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
    useWorld({ timeout: 300 });
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
    useWorld({ lookup: nowhere });
    expect(await failure(fetch({ origin: 'https://nowhere.example' }))).toMatchObject({
      code: 'dns',
      details: { host: 'nowhere.example' },
    });
  });

  it('takes no time that is decades off for a clock', async () => {
    const server = await registry(json(401, {}, { Date: new Date(Date.now() + 50 * 365 * 86_400_000).toUTCString() }));
    world.credentials = {
      type: 'identity-token',
      refreshToken: fakeJwt({ exp: Math.floor(Date.now() / 1000) + 86_400 }),
    };
    expect(await failure(fetch(server))).toMatchObject({ code: 'refused' });
  });

  it('adds the age of a cached answer to its time', async () => {
    const then = Date.now() - 3_600_000;
    const token = fakeJwt({ exp: Math.floor(then / 1000) + 300 });
    const server = await registry(json(200, { token }, { Date: new Date(then).toUTCString(), Age: '3600' }));
    expect((await fetch(server)).token.expiresAt).toBeLessThan(Date.now());
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
