import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type QuayServer, startQuayServer } from '../../src/playground/quay/index.js';
import { basic, bearer, errorCode, type Reply, send, type Sent } from './send.js';

const start = Date.UTC(2026, 0, 1);
let time = start;
let server: QuayServer;
beforeAll(async () => {
  server = await startQuayServer({ now: () => time });
});
afterAll(() => server.stop());

type Name = keyof QuayServer['credentials'];
const as = (name: Name) => {
  const { username, password } = server.credentials[name];
  return basic(username, password);
};
function query(...scopes: string[]): string {
  const parameters = new URLSearchParams({ service: server.service });
  scopes.forEach((scope) => parameters.append('scope', scope));
  return parameters.toString();
}
const auth = (scopes: readonly string[], headers: Sent['headers'] = [], method = 'GET') =>
  send(`${server.realm}?${query(...scopes)}`, { headers, method });
const tokenIn = (reply: Reply) => (JSON.parse(reply.text) as { token: string }).token;
const accessIn = (reply: Reply) => decodeJwt(tokenIn(reply)).access;
const pull = 'repository:team/app:pull';
const entry = (name: string, ...actions: string[]) => ({ type: 'repository', name, actions });

describe('GET /v2/auth', () => {
  it.each<[string, Name | undefined, string[], object[]]>([
    ['a robot account', 'robot', [pull], [entry('team/app', 'pull')]],
    [
      'less than asked, in its own order',
      'user',
      ['repository:team/app:*,pull,push'],
      [entry('team/app', 'push', 'pull')],
    ],
    ['everything to an administrator', 'admin', ['repository:team/app:*'], [entry('team/app', '*')]],
    ['what an OAuth token may', 'oauthToken', ['repository:team/app:pull,push'], [entry('team/app', 'pull')]],
    [
      'what the user of an application token may',
      'applicationToken',
      ['repository:team/app:push'],
      [entry('team/app', 'push')],
    ],
    ['nothing, with an entry', 'robot', ['repository:team/other:pull'], [entry('team/other')]],
    [
      'pull of what does not exist in the own namespace',
      'user',
      ['repository:dana/nothing:pull'],
      [entry('dana/nothing', 'pull')],
    ],
    ['what is public to nobody', undefined, ['repository:public/hello:pull,push'], [entry('public/hello', 'pull')]],
    ['nothing to nobody', undefined, [pull], [entry('team/app')]],
    [
      'an entry for each scope, not merged',
      'user',
      [pull, 'repository:team/app:push'],
      [entry('team/app', 'pull'), entry('team/app', 'push')],
    ],
    ['no entry where no scope is asked for', 'robot', [], []],
    ['no entry for an empty scope', 'robot', [''], []],
    ['the library for a bare name', 'user', ['repository:app:pull'], [entry('app')]],
  ])('grants %s', async (_, name, scopes, access) => {
    const reply = await auth(scopes, name === undefined ? [] : [as(name)]);
    expect([reply.status, Object.keys(JSON.parse(reply.text) as object)]).toEqual([200, ['token']]);
    expect(accessIn(reply)).toEqual(access);
  });

  it('repeats the host in front of a name', async () => {
    const name = `${server.service}/team/app`;
    expect(accessIn(await auth([`repository:${name}:pull`], [as('robot')]))).toEqual([entry(name, 'pull')]);
  });

  it('makes a token of an hour for the service, whatever that is', async () => {
    const claims = decodeJwt(tokenIn(await auth([pull], [as('robot')])));
    expect(claims).toMatchObject({
      iss: 'quay',
      aud: server.service,
      sub: 'team+ci',
      exp: start / 1000 + 3600,
      context: { version: 2, entity_kind: 'robot', entity_reference: 'team+ci' },
    });
    const other = await send(`${server.realm}?service=other.example&scope=${pull}`, { headers: [as('robot')] });
    expect(decodeJwt(tokenIn(other)).aud).toBe('other.example');
    const refused = await send(`${server.origin}/v2/team/app/tags/list`, { headers: [bearer(tokenIn(other))] });
    expect(refused.status).toBe(401);
  });

  it('creates the repository where push is asked for by one who may, and by nobody else', async () => {
    await auth(['repository:dana/fresh:pull'], [as('user')]);
    await auth(['repository:team/fresh:push'], [as('robot')]);
    expect(server.repositories()).not.toContain('dana/fresh');
    const reply = await auth(['repository:dana/fresh:pull,push'], [as('user')]);
    expect(accessIn(reply)).toEqual([entry('dana/fresh', 'push', 'pull')]);
    expect(server.repositories()).toContain('dana/fresh');
    expect(server.repositories()).not.toContain('team/fresh');
  });

  it.each<[string, number, string, Name | undefined, string[]]>([
    ['scopes joined with a blank', 400, 'INVALID_REQUEST', 'robot', [`${pull} repository:public/hello:pull`]],
    ['the catalogue', 400, 'INVALID_REQUEST', 'robot', ['registry:catalog:*']],
    ['delete', 400, 'INVALID_REQUEST', 'robot', ['repository:team/app:delete']],
    ['another host', 400, 'INVALID_REQUEST', 'robot', ['repository:other.example:80/team/app:pull']],
    ['nobody who asks for nothing', 401, 'UNAUTHORIZED', undefined, []],
    ['nobody with an empty scope', 401, 'UNAUTHORIZED', undefined, ['']],
    [
      'a disabled namespace, though the other scope is fine',
      405,
      'DENIED',
      'robot',
      [pull, 'repository:closed/app:pull'],
    ],
    ['a repository that holds no images', 405, 'UNSUPPORTED', 'user', ['repository:team/chart:pull']],
  ])('refuses %s with %i %s', async (_, status, code, name, scopes) => {
    const reply = await auth(scopes, name === undefined ? [] : [as(name)]);
    expect([reply.status, errorCode(reply)]).toEqual([status, code]);
  });

  it.each<[string, () => Sent['headers'], RegExp]>([
    ['a wrong password, also for what is public', () => [basic('dana', 'wrong')], /Invalid Username or Password/],
    ['a wrong robot token', () => [basic('team+ci', 'wrong')], /Could not find robot with username: team\+ci/],
    ['a wrong OAuth token', () => [basic('$oauthtoken', 'wrong')], /could not be validated/],
    ['an expired OAuth token', () => [as('expiredOauthToken')], /has expired/],
    ['a wrong application token', () => [basic('$app', 'wrong')], /Invalid token/],
    ['a bearer', () => [bearer('abc')], /Specified credentials are invalid/],
  ])('refuses %s with the reason and a challenge that leads back here', async (_, headers, reason) => {
    const reply = await auth(['repository:public/hello:pull'], headers());
    expect([reply.status, reply.text]).toEqual([401, expect.stringMatching(reason)]);
    expect(reply.headers['www-authenticate']).toBe(`Bearer realm="${server.realm}",service="${server.service}"`);
  });

  it('knows GET only', async () => {
    expect((await auth([pull], [as('robot')], 'POST')).status).toBe(405);
  });

  it('takes nothing but the encrypted password where the operator wants that', async () => {
    const strict = await startQuayServer({ encryptedOnly: true });
    const { user, encryptedPassword } = strict.credentials;
    const ask = ({ username, password }: typeof user) =>
      send(`${strict.realm}?service=${strict.service}`, { headers: [basic(username, password)] });
    const [plain, encrypted] = [await ask(user), await ask(encryptedPassword)];
    await strict.stop();
    expect([plain.status, plain.text, encrypted.status]).toEqual([
      401,
      expect.stringContaining('encrypted password'),
      200,
    ]);
  });
});

describe('the registry', () => {
  const get = (path: string, headers: Sent['headers'] = [], method = 'GET') =>
    send(`${server.origin}${path}`, { headers, method });
  const token = async (name: Name, ...scopes: string[]) => bearer(tokenIn(await auth(scopes, [as(name)])));
  const manifest = ['Accept', 'application/vnd.oci.image.manifest.v1+json'] as const;

  it('answers the ping with true and a challenge, with and without a token', async () => {
    for (const [headers, status] of [
      [[], 401],
      [[await token('robot')], 200],
    ] as const) {
      const reply = await get('/v2/', headers);
      expect([reply.status, reply.text]).toEqual([status, 'true']);
      expect(reply.headers['www-authenticate']).toBe(`Bearer realm="${server.realm}",service="${server.service}"`);
    }
  });

  it.each([
    ['GET', 'pull'],
    ['DELETE', 'pull,push'],
  ])('challenges %s with %s', async (method, actions) => {
    const reply = await get('/v2/team/app/manifests/latest', [], method);
    expect([reply.status, errorCode(reply)]).toEqual([401, 'UNAUTHORIZED']);
    expect(reply.headers['www-authenticate']).toContain(`,scope="repository:team/app:${actions}"`);
  });

  it('serves what is public without a token', async () => {
    expect((await get('/v2/public/hello/manifests/latest', [manifest])).status).toBe(200);
  });

  it('answers a bearer that is no good in another shape', async () => {
    for (const headers of [[bearer('abc')], [as('robot')]]) {
      const reply = await get('/v2/team/app/tags/list', headers);
      expect([reply.status, JSON.parse(reply.text)]).toEqual([401, { error: 'Invalid bearer token format' }]);
      expect(reply.headers['www-authenticate']).toContain('scope="repository:team/app:pull"');
    }
  });

  it('refuses a token after an hour', async () => {
    const mine = await token('robot', pull);
    time = start + 3_599_000;
    const before = await get('/v2/team/app/tags/list', [mine]);
    time = start + 3_600_000;
    const after = await get('/v2/team/app/tags/list', [mine]);
    time = start;
    expect([before.status, after.status]).toEqual([200, 401]);
  });

  it.each<[string, string, number, string]>([
    ['a tag that never was', '/v2/team/app/manifests/nothing', 404, 'MANIFEST_UNKNOWN'],
    ['a tag that was deleted', '/v2/team/app/manifests/yesterday', 404, 'TAG_EXPIRED'],
    ['a blob that is not there', `/v2/team/app/blobs/sha256:${'0'.repeat(64)}`, 404, 'BLOB_UNKNOWN'],
    ['referrers of what is not there', `/v2/team/app/referrers/sha256:${'0'.repeat(64)}`, 400, 'MANIFEST_INVALID'],
  ])('answers %s', async (_, path, status, code) => {
    const reply = await get(path, [await token('robot', pull), manifest]);
    expect([reply.status, errorCode(reply)]).toEqual([status, code]);
  });

  it('does not know a repository that was only granted', async () => {
    const reply = await get('/v2/dana/nothing/tags/list', [await token('user', 'repository:dana/nothing:pull')]);
    expect([reply.status, errorCode(reply)]).toEqual([404, 'NAME_UNKNOWN']);
  });

  it('has no route for a malformed digest', async () => {
    const reply = await get('/v2/team/app/referrers/sha256:abc', [await token('robot', pull)]);
    expect([reply.status, JSON.parse(reply.text)]).toEqual([404, { error: 'Not Found' }]);
  });

  it('lists repositories to those who signed in, over pages with a token of their own', async () => {
    const first = await get('/v2/_catalog?n=1000', [await token('robot')]);
    const [, next = ''] = /^<(.*)>; rel="next"$/.exec(String(first.headers.link)) ?? [];
    expect(next).toMatch(/next_page=/);
    const second = await send(next, { headers: [await token('robot')] });
    expect([second.status, second.headers.link]).toEqual([200, undefined]);
    expect(JSON.parse((await get('/v2/_catalog')).text)).toEqual({ repositories: [] });
  });
});
