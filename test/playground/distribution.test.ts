import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DistributionServer, startDistributionServer } from '../../src/playground/distribution/index.js';
import { basic, bearer, errorCode, postForm, type Reply, send, type Sent } from './send.js';

const start = Date.UTC(2026, 0, 1);
const pull = 'repository:team/app:pull';
const app = (...actions: string[]) => ({ type: 'repository', name: 'team/app', actions });
const publicPull = { type: 'repository', name: 'public/hello', actions: ['pull'] };

let server: DistributionServer;
let time = start;
beforeAll(async () => {
  server = await startDistributionServer({ now: () => time });
});
afterAll(() => server.stop());

type Body = Readonly<Record<string, string>>;
const bodyOf = (reply: Reply) => JSON.parse(reply.text) as Body;
const grantedBy = (reply: Reply) => decodeJwt(bodyOf(reply).access_token ?? '').access;
const reader = () => basic(server.credentials.reader.username, server.credentials.reader.password);
const builder = () => basic(server.credentials.builder.username, server.credentials.builder.password);

function get(query: string, headers: Sent['headers'] = []): Promise<Reply> {
  return send(`${server.realm}?${query}`, { headers });
}

function ask(scopes: readonly string[], more = ''): string {
  return `service=${server.service}${scopes.map((scope) => `&scope=${encodeURIComponent(scope)}`).join('')}${more}`;
}

describe('GET /token', () => {
  it('grants a subset, one scope parameter for each scope', async () => {
    const scopes = ['repository:team/app:pull,push', 'registry:catalog:*', 'repository:public/hello:pull'];
    expect(grantedBy(await get(ask(scopes), [reader()]))).toEqual([app('pull'), publicPull]);
    expect(grantedBy(await get(ask(scopes), [builder()]))).toEqual([
      app('pull', 'push'),
      { type: 'registry', name: 'catalog', actions: ['*'] },
      publicPull,
    ]);
    expect(grantedBy(await get(ask(scopes)))).toEqual([publicPull]);
  });

  it('answers with both names of the token and its times', async () => {
    time = start + 999; // the answer counts in whole seconds, as the claims do
    const reply = await get(ask([pull]), [reader()]);
    time = start;
    const body = bodyOf(reply);
    expect(body).toEqual({
      token: body.access_token,
      access_token: body.token,
      expires_in: 300,
      issued_at: '2026-01-01T00:00:00.000Z',
    });
    expect(reply.headers['cache-control']).toBe('no-store');
    const seconds = start / 1000;
    expect(decodeJwt(body.token ?? '')).toEqual({
      iss: server.issuer,
      sub: 'dana',
      aud: server.service,
      exp: seconds + 300,
      nbf: seconds,
      iat: seconds,
      jti: expect.any(String) as unknown,
      access: [app('pull')],
    });
    expect(decodeProtectedHeader(body.token ?? '')).toMatchObject({
      alg: 'RS256',
      typ: 'JWT',
      kid: expect.any(String) as unknown,
    });
  });

  it('takes a sign-in without a scope', async () => {
    const reply = await get(ask([]), [reader()]);
    expect([reply.status, grantedBy(reply)]).toEqual([200, []]);
  });

  it('gives a refresh token only to a user who asks for one, and takes it later', async () => {
    const { refresh_token = '' } = bodyOf(await get(ask([pull], '&offline_token=true&client_id=test'), [reader()]));
    expect(refresh_token).not.toBe('');
    expect(bodyOf(await get(ask(['repository:public/hello:pull'], '&offline_token=true')))).not.toHaveProperty(
      'refresh_token',
    );
    const fields = {
      grant_type: 'refresh_token',
      service: server.service,
      client_id: 'test',
      scope: pull,
      refresh_token,
    };
    const reply = await send(server.realm, postForm(Object.entries(fields)));
    expect(grantedBy(reply)).toEqual([app('pull')]);
    expect(bodyOf(reply).refresh_token).toBe(refresh_token);
  });

  it.each([
    ['no service', `scope=${pull}`],
    ['another service', `service=registry.example.com&scope=${pull}`],
    ['two services', `service=SERVICE&service=SERVICE&scope=${pull}`],
    ['an empty scope', 'service=SERVICE&scope='],
    ['scopes joined with a blank', `service=SERVICE&scope=${pull}%20${pull}`],
    ['a scope that is no resource scope', 'service=SERVICE&scope=aws'],
    ['the account of somebody else', `service=SERVICE&scope=${pull}&account=builder`],
    ['an offline_token that is no truth value', `service=SERVICE&scope=${pull}&offline_token=maybe`],
  ])('refuses %s', async (_name, query) => {
    const reply = await get(query.replaceAll('SERVICE', server.service), [reader()]);
    expect([reply.status, errorCode(reply)]).toEqual([400, expect.stringMatching(/^[A-Z_]+$/)]);
  });

  it.each<[string, () => string, Sent['headers']]>([
    [
      'a wrong password, also for what is public',
      () => ask(['repository:public/hello:pull']),
      [basic('dana', 'wrong')],
    ],
    ['a bearer', () => ask([pull]), [bearer('abc')]],
    ['nobody who asks for nothing', () => ask([]), []],
  ])('refuses %s with a Basic challenge', async (_name, query, headers) => {
    const reply = await get(query(), headers);
    expect([reply.status, errorCode(reply)]).toEqual([401, 'UNAUTHORIZED']);
    expect(reply.headers['www-authenticate']).toBe(`Basic realm="${server.issuer}"`);
  });

  it('refuses an account that nobody signed in to', async () => {
    expect((await get(ask([pull], '&account=dana'))).status).toBe(400);
  });
});

describe('POST /token', () => {
  const password = () => ({
    grant_type: 'password',
    service: server.service,
    client_id: 'test',
    scope: `repository:team/app:pull,push repository:public/hello:pull`,
    username: server.credentials.reader.username,
    password: server.credentials.reader.password,
  });
  type Changes = Readonly<Record<string, string | undefined>>;
  /** The good form with these fields in place of its own; undefined takes one away. */
  const changed = (changes: Changes) => postForm(Object.entries({ ...password(), ...changes }));

  it('takes user and password, scopes joined with a blank', async () => {
    const reply = await send(server.realm, changed({}));
    const { access_token = '' } = bodyOf(reply);
    expect(bodyOf(reply)).toEqual({
      access_token,
      scope: `${pull} repository:public/hello:pull`,
      expires_in: 300,
      issued_at: '2026-01-01T00:00:00.000Z',
    });
    expect(grantedBy(reply)).toEqual([app('pull'), publicPull]);
  });

  it('gives a refresh token where access_type is offline', async () => {
    expect(bodyOf(await send(server.realm, changed({ access_type: 'offline' })))).toHaveProperty('refresh_token');
  });

  it('takes the identity token of the reader', async () => {
    const { refreshToken } = server.credentials.identityToken;
    const fields = {
      grant_type: 'refresh_token',
      service: server.service,
      client_id: 'test',
      scope: pull,
      refresh_token: refreshToken,
    };
    expect(grantedBy(await send(server.realm, postForm(Object.entries(fields))))).toEqual([app('pull')]);
  });

  it.each<[string, number, string, Changes]>([
    ['no grant_type', 400, 'MISSING_REQUIRED_FIELD', { grant_type: undefined }],
    ['no service', 400, 'MISSING_REQUIRED_FIELD', { service: undefined }],
    ['no client_id', 400, 'MISSING_REQUIRED_FIELD', { client_id: undefined }],
    ['another service', 400, 'UNSUPPORTED_VALUE', { service: 'registry.example.com' }],
    ['an unknown grant_type', 400, 'UNSUPPORTED_VALUE', { grant_type: 'constructor' }],
    ['an unknown access_type', 400, 'UNSUPPORTED_VALUE', { access_type: 'for ever' }],
    ['an empty scope', 400, 'UNSUPPORTED_VALUE', { scope: '' }],
    ['no user name', 400, 'UNSUPPORTED_VALUE', { username: undefined }],
    ['no password', 400, 'UNSUPPORTED_VALUE', { password: undefined }],
    ['an empty refresh token', 400, 'UNSUPPORTED_VALUE', { grant_type: 'refresh_token', refresh_token: '' }],
    ['a made-up refresh token', 401, 'UNAUTHORIZED', { grant_type: 'refresh_token', refresh_token: 'abc' }],
    ['a wrong password', 401, 'UNAUTHORIZED', { password: 'wrong' }],
  ])('refuses %s with %i %s', async (_name, status, code, changes) => {
    const reply = await send(server.realm, changed(changes));
    expect([reply.status, errorCode(reply)]).toEqual([status, code]);
  });

  it.each<[string, () => Sent]>([
    ['a form that says it is JSON', () => ({ ...changed({}), headers: [['Content-Type', 'application/json']] })],
    ['a form that says nothing', () => ({ ...changed({}), headers: [] })],
    ['Authorization beside the form', () => ({ ...changed({}), headers: [...(changed({}).headers ?? []), reader()] })],
    ['scopes in two fields', () => postForm([...Object.entries(password()), ['scope', pull]])],
    ['two passwords', () => postForm([...Object.entries(password()), ['password', 'x']])],
  ])('refuses %s', async (_name, request) => {
    const reply = await send(server.realm, request());
    expect([reply.status, errorCode(reply)]).toEqual([400, 'UNSUPPORTED_VALUE']);
  });

  it('knows GET and POST only', async () => {
    expect((await send(server.realm, { method: 'PUT' })).status).toBe(405);
  });
});

describe('the registry', () => {
  const tags = (path: string, headers: Sent['headers']) =>
    send(`${server.origin}/v2/${path}/tags/list`, { headers: headers ?? [] });
  const challenge = (error: string) =>
    `Bearer realm="${server.realm}",service="${server.service}",scope="${pull}",error="${error}"`;

  it('serves what a token grants', async () => {
    const { token = '' } = bodyOf(await get(ask([pull]), [reader()]));
    expect((await tags('team/app', [bearer(token)])).status).toBe(200);
  });

  it('tells a token that is no good from one that does not suffice', async () => {
    const { token = '' } = bodyOf(await get(ask(['repository:public/hello:pull'])));
    const insufficient = await tags('team/app', [bearer(token)]);
    expect([insufficient.status, insufficient.headers['www-authenticate']]).toEqual([
      401,
      challenge('insufficient_scope'),
    ]);
    for (const headers of [[bearer('abc')], [reader()]]) {
      const invalid = await tags('team/app', headers);
      expect([invalid.status, invalid.headers['www-authenticate']]).toEqual([401, challenge('invalid_token')]);
    }
  });

  it('refuses a token after five minutes', async () => {
    const { token = '' } = bodyOf(await get(ask([pull]), [reader()]));
    time = start + 299_000;
    const before = await tags('team/app', [bearer(token)]);
    time = start + 300_000;
    const after = await tags('team/app', [bearer(token)]);
    time = start;
    expect([before.status, after.status, after.headers['www-authenticate']]).toEqual([
      200,
      401,
      challenge('invalid_token'),
    ]);
  });
});
