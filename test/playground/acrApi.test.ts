import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AcrServer, startAcrServer } from '../../src/playground/acr/index.js';
import { authorization, type Name, tokenOf } from './acrClient.js';
import { basic, bearer, errorCode, type Reply, send, type Sent } from './send.js';

const start = Date.UTC(2026, 0, 1);
const pull = 'repository:team/app:pull';
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const everyType = [
  'Accept',
  'application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json',
] as const;

let server: AcrServer;
let time = start;
beforeAll(async () => {
  server = await startAcrServer({ now: () => time });
});
afterAll(() => server.stop());

describe('the challenge', () => {
  const challenge = (scope?: string, error?: string) =>
    `Bearer realm="${server.origin}/oauth2/token",service="${server.host}"${scope ? `,scope="${scope}"` : ''}${error ? `,error="${error}"` : ''}`;

  it.each([
    ['GET', '/v2/', undefined],
    ['GET', '/v2/team/app/manifests/latest', pull],
    ['HEAD', '/v2/team/app/manifests/latest', pull],
    ['GET', '/v2/public/hello/manifests/latest', 'repository:public/hello:pull'],
    ['GET', '/v2/team%2Fapp/manifests/latest', pull],
    ['GET', '/v2/team/app/tags/list', pull],
    ['GET', `/v2/team/app/blobs/sha256:${'0'.repeat(64)}`, pull],
    ['POST', '/v2/team/app/blobs/uploads/', 'repository:team/app:pull,push'],
    ['PUT', '/v2/team/app/manifests/2.0', 'repository:team/app:pull,push'],
    ['DELETE', '/v2/team/app/manifests/latest', 'repository:team/app:delete'],
    ['GET', '/v2/_catalog', 'registry:catalog:*'],
    ['GET', '/acr/v1/_catalog', 'registry:catalog:*'],
  ])('names what %s %s needs', async (method, path, scope) => {
    const reply = await send(server.origin + path, { method });
    expect(reply.status).toBe(401);
    expect(reply.headers).toMatchObject({
      'www-authenticate': challenge(scope),
      'docker-distribution-api-version': 'registry/2.0',
      'x-ms-correlation-request-id': expect.stringMatching(guid) as unknown,
      'content-type': 'application/json; charset=utf-8',
    });
  });

  it('has one detail for each action', async () => {
    const reply = await send(`${server.origin}/v2/team/app/blobs/uploads/`, { method: 'POST' });
    expect(JSON.parse(reply.text)).toEqual({
      errors: [
        {
          code: 'UNAUTHORIZED',
          message: 'authentication required, visit https://aka.ms/acr/authorization for more information.',
          detail: [
            { Type: 'repository', Name: 'team/app', Action: 'pull' },
            { Type: 'repository', Name: 'team/app', Action: 'push' },
          ],
        },
      ],
    });
  });

  it.each<[string, () => Promise<string> | string]>([
    ['no token at all', () => 'Bearer abc'],
    ['a comma and a second value', async () => `Bearer ${await tokenOf(server, 'admin', pull)}, Basic YTpi`],
    ['another scheme', () => 'Digest username="a"'],
    ['an ACR refresh token', () => `Bearer ${server.credentials.nullGuidRefresh.password}`],
    [
      'a token whose claims were changed',
      async () => `Bearer ${changed(await tokenOf(server, 'repositoryToken', pull))}`,
    ],
    ['Basic of a repository token', () => authorization(server, 'repositoryToken')[1]],
    ['Basic with a wrong password', () => basic(server.credentials.admin.username, 'wrong')[1]],
  ])('calls invalid_token: %s', async (_name, value) => {
    const reply = await send(`${server.origin}/v2/team/app/tags/list`, { headers: [['Authorization', await value()]] });
    expect([reply.status, reply.headers['www-authenticate']]).toEqual([401, challenge(pull, 'invalid_token')]);
  });

  it('calls invalid_token what another registry issued', async () => {
    const other = await startAcrServer({ now: () => time });
    const { password } = other.credentials.nullGuidAccess;
    const reply = await send(`${server.origin}/v2/team/app/tags/list`, { headers: [bearer(password)] });
    await other.stop();
    expect([reply.status, reply.headers['www-authenticate']]).toEqual([401, challenge(pull, 'invalid_token')]);
  });

  it('calls a token invalid_token after 75 minutes', async () => {
    const headers = [bearer(await tokenOf(server, 'admin', pull))];
    time = start + 4_499_000;
    const before = await send(`${server.origin}/v2/team/app/tags/list`, { headers });
    time = start + 4_500_000;
    const after = await send(`${server.origin}/v2/team/app/tags/list`, { headers });
    time = start;
    expect(before.status).toBe(200);
    expect([after.status, after.headers['www-authenticate']]).toEqual([401, challenge(pull, 'invalid_token')]);
  });

  it('calls insufficient_scope what was not granted', async () => {
    const headers = [bearer(await tokenOf(server, 'repositoryToken', 'repository:team/app:pull,push'))];
    const upload = await send(`${server.origin}/v2/team/app/blobs/uploads/`, { method: 'POST', headers });
    expect([upload.status, upload.headers['www-authenticate']]).toEqual([
      401,
      challenge('repository:team/app:pull,push', 'insufficient_scope'),
    ]);
  });
});

describe('content', () => {
  async function get(name: Name, scope: string, path: string, request: Sent = {}) {
    const headers = [bearer(await tokenOf(server, name, scope)), ...(request.headers ?? [])];
    return send(server.origin + path, { ...request, headers });
  }

  it('is served by tag and by digest, to GET and HEAD alike', async () => {
    const head = await get('repositoryToken', pull, '/v2/team/app/manifests/latest', {
      method: 'HEAD',
      headers: [everyType],
    });
    const digest = String(head.headers['docker-content-digest']);
    const body = await get('repositoryToken', pull, `/v2/team/app/manifests/${digest}`, { headers: [everyType] });
    expect([head.status, head.text, body.status]).toEqual([200, '', 200]);
    expect(head.headers['content-length']).toBe(String(Buffer.byteLength(body.text)));
    expect(body.headers['content-type']).toBe('application/vnd.oci.image.index.v1+json');
    expect(JSON.parse(body.text)).toMatchObject({
      manifests: [{ platform: { architecture: 'amd64' } }, { platform: { architecture: 'arm64' } }],
    });
  });

  it('takes any valid token at /v2/', async () => {
    expect((await get('repositoryToken', 'repository:hello-world:pull', '/v2/')).status).toBe(200);
  });

  it('takes Basic on the API from the admin user and a service principal', async () => {
    for (const name of ['admin', 'servicePrincipal'] as const) {
      expect((await send(`${server.origin}/v2/_catalog`, { headers: [authorization(server, name)] })).status).toBe(200);
    }
  });

  it.each([
    ['/acr/v1/_catalog', 'repositories', ['hello-world', 'public/hello', 'team/app']],
    ['/v2/_catalog', 'repositories', ['hello-world', 'public/hello', 'team/app']],
    ['/v2/team/app/tags/list', 'tags', ['1.0', '1.1', 'latest']],
  ])('lists %s by pages with relative links', async (path, member, all) => {
    const scope = path.endsWith('_catalog') ? 'registry:catalog:*' : pull;
    const names: unknown[] = [];
    const links: string[] = [];
    let next: string | undefined = `${path}?n=1`;
    while (next !== undefined) {
      const reply: Reply = await get('admin', scope, next);
      names.push((JSON.parse(reply.text) as Record<string, unknown>)[member]);
      next = /^<(.*)>; rel="next"$/.exec(String(reply.headers.link))?.[1];
      if (next !== undefined) {
        links.push(next);
      }
    }
    expect(names).toEqual(all.map((name) => [name]));
    expect(links).toEqual(all.slice(0, -1).map((name) => `${path}?last=${encodeURIComponent(name)}&n=1&orderby=`));
  });

  it.each<[string, number, string, string, Sent]>([
    ['an unknown repository', 404, 'NAME_UNKNOWN', '/v2/nothing/tags/list', {}],
    ['an unknown tag', 404, 'MANIFEST_UNKNOWN', '/v2/team/app/manifests/nothing', { headers: [everyType] }],
    ['a manifest to */*', 404, 'MANIFEST_UNKNOWN', '/v2/team/app/manifests/1.0', { headers: [['Accept', '*/*']] }],
    ['an unknown blob', 404, 'BLOB_UNKNOWN', `/v2/team/app/blobs/sha256:${'0'.repeat(64)}`, {}],
    ['a page of nothing', 400, 'PAGINATION_NUMBER_INVALID', '/v2/team/app/tags/list?n=0', {}],
    ['a path that is none', 404, 'NOT_FOUND', '/v2/team/app', {}],
    ['a path that cannot be decoded', 404, 'NOT_FOUND', '/v2/%zz/tags/list', {}],
    ['a name in capitals', 404, 'NOT_FOUND', '/v2/Team/App/tags/list', {}],
    ['/oauth2/exchange, which is not here', 404, 'NOT_FOUND', '/oauth2/exchange', {}],
    ['an upload, although granted', 405, 'UNSUPPORTED', '/v2/team/app/blobs/uploads/', { method: 'POST' }],
  ])('refuses %s with %i %s', async (_name, status, code, path, request) => {
    const headers = [authorization(server, 'admin'), ...(request.headers ?? [])];
    const reply = await send(server.origin + path, { ...request, headers });
    expect([reply.status, errorCode(reply)]).toEqual([status, code]);
  });
});

describe('a registry that is closed', () => {
  it.each([
    ['by a firewall rule', 'firewall' as const, 403, 'DENIED', undefined],
    ['by its rate limit', { retryAfter: '30' }, 429, 'TOOMANYREQUESTS', '30'],
  ])('says so everywhere: %s', async (_name, closed, status, code, retryAfter) => {
    const shut = await startAcrServer({ closed });
    const replies = [await send(`${shut.origin}/v2/`), await send(`${shut.realm}?service=${shut.service}`)];
    await shut.stop();
    for (const reply of replies) {
      expect([reply.status, reply.headers['retry-after']]).toEqual([status, retryAfter]);
      expect(reply.text).toContain(code);
      expect(reply.headers['x-ms-correlation-request-id']).toMatch(guid);
    }
  });
});

/** The same signature over other claims. */
function changed(token: string): string {
  const [header, claims = '', signature] = token.split('.');
  const other = Buffer.from(Buffer.from(claims, 'base64url').toString().replace('ci-reader', 'ci-writer')).toString(
    'base64url',
  );
  return [header, other, signature].join('.');
}
