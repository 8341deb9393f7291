import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AcrServer, startAcrServer } from '../../src/playground/acr/index.js';
import { authorization, grantedBy, type Name, tokenOf, tokenUrl } from './acrClient.js';
import { basic, bearer, errorCode, postForm, send, type Sent } from './send.js';

const start = Date.UTC(2026, 0, 1);
const pull = 'repository:team/app:pull';
const nullGuid = '00000000-0000-0000-0000-000000000000';
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

let server: AcrServer;
let time = start;
beforeAll(async () => {
  server = await startAcrServer({ now: () => time });
});
afterAll(() => server.stop());

describe('GET /oauth2/token', () => {
  const everything = ['repository:team/app:pull,push', 'repository:hello-world:pull', 'registry:catalog:*'];
  const hello = { type: 'repository', name: 'hello-world', actions: ['pull'] };
  const catalogue = { type: 'registry', name: 'catalog', actions: ['*'] };
  const app = (...actions: string[]) => ({ type: 'repository', name: 'team/app', actions });

  it.each<[Name, unknown]>([
    ['admin', [app('pull', 'push'), hello, catalogue]],
    ['adminSecond', [app('pull', 'push'), hello, catalogue]],
    ['servicePrincipal', [app('pull'), hello, catalogue]],
    ['repositoryToken', [app('pull')]],
    ['repositoryTokenSecond', [app('pull')]],
    ['nullGuidRefresh', [app('pull', 'push'), hello, catalogue]],
    ['nullGuidAccess', [app('pull')]],
  ])('grants %s its part', async (name, granted) => {
    const reply = await send(tokenUrl(server, everything), { headers: [authorization(server, name)] });
    expect(reply.status).toBe(200);
    expect(reply.headers).toMatchObject({
      'x-ms-ratelimit-remaining-calls-per-second': expect.stringMatching(/^\d+(\.\d+)?$/) as unknown,
      'x-ms-correlation-request-id': expect.stringMatching(guid) as unknown,
    });
    expect(Object.keys(JSON.parse(reply.text) as object)).toEqual(['access_token']);
    expect(grantedBy(reply)).toEqual(granted);
  });

  it('issues a token that grants nothing', async () => {
    const reply = await send(tokenUrl(server, ['repository:hello-world:pull']), {
      headers: [authorization(server, 'repositoryToken')],
    });
    expect([reply.status, grantedBy(reply)]).toEqual([200, []]);
  });

  it('wants a scope, but for the sign-in of Docker', async () => {
    const headers = [authorization(server, 'repositoryToken')];
    expect((await send(tokenUrl(server, []), { headers })).status).toBe(400);
    const reply = await send(`${tokenUrl(server, [])}&offline_token=true`, { headers });
    expect([reply.status, grantedBy(reply)]).toEqual([200, []]);
  });

  it('writes the claims of the service', async () => {
    const token = await tokenOf(server, 'servicePrincipal', pull);
    const { username } = server.credentials.servicePrincipal;
    expect(decodeProtectedHeader(token)).toEqual({
      alg: 'RS256',
      typ: 'JWT',
      kid: expect.stringMatching(/^([A-Z2-7]{4}:){11}[A-Z2-7]{4}$/) as unknown,
    });
    const seconds = start / 1000;
    expect(decodeJwt(token)).toEqual({
      jti: expect.stringMatching(guid) as unknown,
      sub: username,
      nbf: seconds,
      exp: seconds + 4_500,
      iat: seconds,
      iss: 'Azure Container Registry',
      aud: server.service,
      version: '1.0',
      rid: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown,
      grant_type: 'access_token',
      appid: username,
      access: [{ type: 'repository', name: 'team/app', actions: ['pull'] }],
      roles: [],
    });
    expect(decodeJwt(server.credentials.nullGuidRefresh.password)).toMatchObject({
      sub: 'dana@playground.example',
      exp: seconds + 11_700,
      iat: seconds,
      grant_type: 'refresh_token',
      tenant: expect.stringMatching(guid) as unknown,
      permissions: { actions: ['read', 'write', 'metadata/read', 'metadata/write'] },
      roles: [],
    });
  });

  it('is open to anybody for what is public', async () => {
    const reply = await send(tokenUrl(server, ['repository:public/hello:pull,push', pull]));
    expect([reply.status, grantedBy(reply)]).toEqual([
      200,
      [{ type: 'repository', name: 'public/hello', actions: ['pull'] }],
    ]);
  });

  it.each([
    ['no service', `scope=${pull}`],
    ['an empty service', `service=&scope=${pull}`],
    ['the service of another registry', `service=contosoregistry.azurecr.io&scope=${pull}`],
    ['two services', `service=SERVICE&service=SERVICE&scope=${pull}`],
    ['an empty scope', 'service=SERVICE&scope='],
    ['scopes joined with a blank', `service=SERVICE&scope=${pull}%20${pull}`],
    ['a scope without actions', 'service=SERVICE&scope=repository:team/app'],
    ['a scope with an empty action', `service=SERVICE&scope=${pull},`],
    ['a name in capitals', 'service=SERVICE&scope=repository:Team/App:pull'],
  ])('refuses %s', async (_name, query) => {
    const url = `${server.realm}?${query.replaceAll('SERVICE', server.service)}`;
    const reply = await send(url, { headers: [authorization(server, 'admin')] });
    expect([reply.status, reply.text]).toEqual([400, '']);
  });

  it.each<[string, number, string, () => readonly [string, string]]>([
    ['a wrong password', 401, 'UNAUTHORIZED', () => basic(server.credentials.admin.username, 'wrong')],
    ['an unknown user', 401, 'UNAUTHORIZED', () => basic('nobody', server.credentials.admin.password)],
    ['the null GUID with a password', 401, 'UNAUTHORIZED', () => basic(nullGuid, server.credentials.admin.password)],
    ['a bearer', 401, 'UNAUTHORIZED', () => bearer(server.credentials.nullGuidRefresh.password)],
    ['Basic that is not base64', 401, 'UNAUTHORIZED', () => ['Authorization', 'Basic dana:secret']],
    ['Basic without a colon', 401, 'UNAUTHORIZED', () => ['Authorization', 'Basic ZGFuYQ==']],
    ['an identity without a role', 403, 'DENIED', () => authorization(server, 'servicePrincipalWithoutRole')],
  ])('refuses %s with %i %s and no challenge', async (_name, status, code, header) => {
    const reply = await send(tokenUrl(server, [pull]), { headers: [header()] });
    expect([reply.status, errorCode(reply), reply.headers['www-authenticate']]).toEqual([status, code, undefined]);
  });

  it('refuses nobody who asks for nothing', async () => {
    expect((await send(tokenUrl(server, []))).status).toBe(401);
  });
});

describe('POST /oauth2/token', () => {
  const pullGrant = { type: 'repository', name: 'team/app', actions: ['pull'] };
  const refreshing = () => ({
    grant_type: 'refresh_token',
    service: server.service,
    scope: pull,
    refresh_token: server.credentials.nullGuidRefresh.password,
  });
  type Changes = Readonly<Record<string, string | undefined>>;
  /** The good form with these fields in place of its own; undefined takes one away. */
  const changed = (changes: Changes) => postForm(Object.entries({ ...refreshing(), ...changes }));

  it('takes a refresh token, with scopes in one field or in several', async () => {
    const joined = changed({ scope: `${pull} registry:catalog:*` });
    const repeated = postForm([...Object.entries(refreshing()), ['scope', 'registry:catalog:*']]);
    for (const request of [joined, repeated]) {
      const reply = await send(server.realm, request);
      const catalogue = { type: 'registry', name: 'catalog', actions: ['*'] };
      expect([reply.status, grantedBy(reply)]).toEqual([200, [pullGrant, catalogue]]);
    }
  });

  it('takes an empty refresh token as nobody, who gets a token for anything', async () => {
    const ask = (scope: string) => send(server.realm, changed({ grant_type: 'password', scope, refresh_token: '' }));
    expect(grantedBy(await ask('repository:public/hello:pull'))).toHaveLength(1);
    expect(grantedBy(await ask('registry:catalog:*'))).toHaveLength(1);
    const written = await ask('repository:public/hello:metadata_write');
    expect([written.status, grantedBy(written)]).toEqual([200, []]);
  });

  it('takes user and password as the Azure CLI sends them', async () => {
    const { username, password } = server.credentials.repositoryToken;
    const reply = await send(
      server.realm,
      changed({ grant_type: 'password', refresh_token: undefined, username, password }),
    );
    expect([reply.status, grantedBy(reply)]).toEqual([200, [pullGrant]]);
  });

  it.each<[string, number, Changes]>([
    ['no scope', 400, { scope: undefined }],
    ['an empty scope', 400, { scope: '' }],
    ['a scope that is none', 400, { scope: 'everything' }],
    ['no service', 400, { service: undefined }],
    ['another service', 400, { service: 'contosoregistry.azurecr.io' }],
    ['no grant type', 400, { grant_type: undefined }],
    ['the grant type of /oauth2/exchange', 400, { grant_type: 'access_token', access_token: 'abc' }],
    ['no refresh token', 400, { refresh_token: undefined }],
    ['a refresh token with the password grant', 400, { grant_type: 'password' }],
    ['a password grant without anything', 400, { grant_type: 'password', refresh_token: undefined }],
    ['a user without a password', 400, { grant_type: 'password', refresh_token: undefined, username: 'ci-reader' }],
    [
      'a wrong password',
      401,
      { grant_type: 'password', refresh_token: undefined, username: 'ci-reader', password: 'x' },
    ],
    ['a made-up refresh token', 401, { refresh_token: 'abc' }],
  ])('refuses %s with %i', async (_name, status, changes) => {
    const reply = await send(server.realm, changed(changes));
    expect([reply.status, reply.headers['www-authenticate']]).toEqual([status, undefined]);
  });

  it.each<[string, number, () => Sent]>([
    ['a form that says it is JSON', 400, () => ({ ...changed({}), headers: [['Content-Type', 'application/json']] })],
    ['a form that says nothing', 400, () => ({ ...changed({}), headers: [] })],
    ['two refresh tokens', 400, () => postForm([...Object.entries(refreshing()), ['refresh_token', 'x']])],
    [
      'an access token as refresh token',
      401,
      () => changed({ refresh_token: server.credentials.nullGuidAccess.password }),
    ],
    ['PUT', 404, () => ({ ...changed({}), method: 'PUT' })],
  ])('refuses %s with %i', async (_name, status, request) => {
    expect((await send(server.realm, request())).status).toBe(status);
  });

  it('refuses a refresh token after 195 minutes', async () => {
    time = start + 11_699_000;
    const before = await send(server.realm, changed({}));
    time = start + 11_700_000;
    const after = await send(server.realm, changed({}));
    time = start;
    expect([before.status, after.status]).toEqual([200, 401]);
  });
});
