import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { Credential } from '../../../src/auth/credential.js';
import type { AuthTrace } from '../../../src/auth/trace.js';
import { findKind } from '../../../src/registries/index.js';
import type { TokenResult } from '../../../src/tokensTypes.js';
import { listRepositories } from '../../../src/tokenUses.js';
import { fakeJwt } from '../../auth/jwtFixture.js';
import { answer, challenge, json } from '../../faults/answers.js';
import { authErrorOf } from '../../faults/authErrorOf.js';
import { type FaultServer, type Recorded, type Routes, startFault } from '../../faults/server.js';
import { connectionTo, tokensFor } from '../../loopbackTokens.js';

const SECRET = 'planted-secret-5e1f';
const asked = ['repository:team/app:pull'];
const { signal } = new AbortController();

const servers: FaultServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map(({ stop }) => stop())));

async function start(routes: (origin: string) => Routes): Promise<FaultServer> {
  const server = await startFault(routes);
  servers.push(server);
  return server;
}

/** A registry whose ping is answered with a real challenge, moved from `home` (its origin) to this machine. */
function registry(real: string | readonly string[], home: string, token: RequestListener, more: Routes = {}) {
  return start((origin) => {
    const challenges = [real].flat().map((one) => one.replaceAll(home, origin));
    const [, realm = ''] = /realm="?([^",]+)/.exec(challenges[0] ?? '') ?? [];
    const path = URL.canParse(realm) ? { [new URL(realm).pathname]: token } : {};
    return { '/v2/': challenge(...challenges), ...path, ...more };
  });
}

interface Case {
  readonly kind: string;
  /** What was typed into which form; absent: no credential. */
  readonly form?: string;
  readonly values?: Readonly<Record<string, string>>;
  readonly scopes?: readonly string[];
}

async function fetchToken(server: FaultServer, { kind, form = 'anonymous', values = {}, scopes = asked }: Case) {
  const found = findKind(kind)?.credentials.find(({ id }) => id === form);
  if (!found) {
    throw new Error(`${kind} has no form ${form}`);
  }
  const credential: Credential = found.toCredential({ password: SECRET, ...values });
  const result = await tokensFor(credential).get(connectionTo(server.origin, kind, form), scopes, { signal });
  withoutSecrets(result.trace, credential);
  return result;
}

async function failure(promise: Promise<TokenResult>) {
  const error = await authErrorOf(promise);
  const { message, service, details, trace } = error;
  withoutSecrets([message, service, details, trace]);
  return error;
}

/** Neither the planted secret nor its Basic form is in what people get to see. */
function withoutSecrets(seen: AuthTrace | readonly unknown[], credential?: Credential): void {
  const text = JSON.stringify(seen);
  expect(text).not.toContain('planted');
  if (credential?.type === 'password') {
    expect(text).not.toContain(Buffer.from(`${credential.username}:${credential.password}`).toString('base64'));
  }
}

const header = ({ rawHeaders }: Recorded, name: string): string | undefined =>
  rawHeaders.find((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
const basic = (username: string, password = SECRET): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
const summary = ({ received }: FaultServer) =>
  received.map((request) => [`${request.method} ${request.url}`, header(request, 'authorization') ?? 'none']);
const scopeParameter = 'scope=repository%3Ateam%2Fapp%3Apull';
const pullToken = fakeJwt({ access: [{ type: 'repository', name: 'team/app', actions: ['pull'] }] });
const granted = json(200, { token: pullToken });

describe('Docker Hub', () => {
  it('states the life of its token in nanoseconds, and the token twice', async () => {
    const issued = Math.floor(Date.now() / 1000) * 1000 - 2000;
    const issued_at = new Date(issued).toISOString().replace('.000Z', '.289632369Z');
    const server = await registry(
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"',
      'https://auth.docker.io',
      json(200, { token: pullToken, access_token: pullToken, expires_in: 300, issued_at }),
    );
    const { token } = await fetchToken(server, { kind: 'docker-hub', form: 'token', values: { username: 'dana' } });
    expect(summary(server)).toEqual([
      ['GET /v2/', 'none'],
      [`GET /token?service=registry.docker.io&${scopeParameter}`, basic('dana')],
    ]);
    expect(token).toMatchObject({ value: pullToken, expirySource: 'expires_in', expiresAt: issued + 289 + 300_000 });
  });
});

describe('GitHub', () => {
  const real = 'Bearer realm="https://ghcr.io/token",service="ghcr.io",scope="repository:user/image:pull"';
  const signIn: Case = { kind: 'ghcr', form: 'token', values: { username: 'dana' } };

  it('hands out an opaque token', async () => {
    const opaque = Buffer.from('not-a-real-token').toString('base64');
    const server = await registry(real, 'https://ghcr.io', json(200, { token: opaque }));
    const { token } = await fetchToken(server, signIn);
    expect(token).toMatchObject({ value: opaque, expirySource: 'assumed' });
    expect(token.granted).toBeUndefined();
  });

  it.each([
    [403, 'denied'],
    [401, 'refused'],
  ] as const)('says %i at the token server for a package that one may not see', async (status, code) => {
    const refused = json(status, {
      errors: [{ code: 'DENIED', message: 'requested access to the resource is denied' }],
    });
    const server = await registry(real, 'https://ghcr.io', refused);
    expect(await failure(fetchToken(server, signIn))).toMatchObject({ code, service: { code: 'DENIED' } });
    expect(server.received).toHaveLength(2);
  });
});

describe('GitLab', () => {
  const real = 'Bearer realm="https://gitlab.com/jwt/auth",service="container_registry"';

  it('states the life of its token nowhere but in it', async () => {
    const exp = Math.floor(Date.now() / 1000) + 900;
    const server = await registry(real, 'https://gitlab.com', json(200, { token: fakeJwt({ exp, access: [] }) }));
    const { token } = await fetchToken(server, { kind: 'gitlab', form: 'job-token' });
    expect(summary(server).at(-1)).toEqual([
      `GET /jwt/auth?service=container_registry&${scopeParameter}`,
      basic('gitlab-ci-token'),
    ]);
    expect(token).toMatchObject({ expirySource: 'claim', expiresAt: exp * 1000, granted: [] });
  });

  it('refuses at the token server what one may not do, and is not asked again', async () => {
    const server = await registry(
      real,
      'https://gitlab.com',
      json(403, { errors: [{ code: 'DENIED', message: 'access forbidden' }] }),
    );
    const promise = fetchToken(server, { kind: 'gitlab', form: 'token', values: { username: 'dana' } });
    expect(await failure(promise)).toMatchObject({ code: 'denied', status: 403, service: { code: 'DENIED' } });
    expect(server.received.map(({ method }) => method)).toEqual(['GET', 'GET']);
  });
});

describe('Google', () => {
  const home = 'https://us-docker.pkg.dev';
  const start = () =>
    registry(
      `Bearer realm="${home}/v2/token"`,
      home,
      (request, response) => {
        const fine = request.method === 'GET' && !/[?&]scope=(&|$)/.test(request.url ?? '');
        (fine ? granted : answer(request.method === 'POST' ? 404 : 400))(request, response);
      },
      {
        '/v2/team/app/tags/list': (request, response) => {
          const service = 'service="us-docker.pkg.dev",scope="repository:team/app:pull"';
          challenge(`Bearer realm="http://${request.headers.host ?? ''}/v2/token",${service}`)(request, response);
        },
      },
    );

  it('names its service at the repository only', async () => {
    const server = await start();
    await fetchToken(server, { kind: 'google', form: 'access-token' });
    expect(summary(server)).toEqual([
      ['GET /v2/', 'none'],
      ['GET /v2/team/app/tags/list', 'none'],
      [`GET /v2/token?service=us-docker.pkg.dev&${scopeParameter}`, basic('oauth2accesstoken')],
    ]);
  });

  it('refuses an empty scope, which is not sent', async () => {
    const server = await start();
    await fetchToken(server, { kind: 'google', form: 'json-key-base64', scopes: [] });
    expect(summary(server).at(-1)).toEqual(['GET /v2/token', basic('_json_key_base64')]);
  });

  it('gets a key file with its line breaks', async () => {
    const server = await start();
    const password = `{\n  "private_key": "${SECRET}"\n}`;
    await fetchToken(server, { kind: 'google', form: 'json-key', values: { password } });
    expect(summary(server).at(-1)?.[1]).toBe(basic('_json_key', password));
  });
});

describe('Harbor', () => {
  it('asks for Basic whenever a credential is there already, so the ping has none, and leaves access_token empty', async () => {
    const token = fakeJwt({
      access: [{ type: 'repository', name: 'team/app', actions: ['pull', 'push', 'scanner-pull'] }],
    });
    const home = 'https://harbor.example.com';
    const server = await start((origin) => ({
      '/v2/': (request, response) => {
        const real = `Bearer realm="${home}/service/token",service="harbor-registry"`.replace(home, origin);
        challenge(request.headers.authorization ? 'Basic realm="harbor"' : real)(request, response);
      },
      '/service/token': json(200, { token, access_token: '', expires_in: 1800, issued_at: new Date().toISOString() }),
    }));
    const values = { username: 'robot$team+ci' };
    const result = await fetchToken(server, { kind: 'harbor', form: 'robot', values });
    expect(summary(server)).toEqual([
      ['GET /v2/', 'none'],
      [`GET /service/token?service=harbor-registry&${scopeParameter}`, basic('robot$team+ci')],
    ]);
    expect(result.token).toMatchObject({
      scheme: 'Bearer',
      value: token,
      expirySource: 'expires_in',
      granted: ['repository:team/app:pull,push,scanner-pull'],
    });
  });
});

describe('Artifactory', () => {
  const home = 'https://contoso.jfrog.io';
  const real = `Bearer realm="${home}/artifactory/api/docker/docker-local/v2/token",service="contoso.jfrog.io"`;

  it('answers POST with 401, so GET is used', async () => {
    const server = await registry(real, home, (request, response) => {
      (request.method === 'GET' ? granted : answer(401))(request, response);
    });
    await fetchToken(server, { kind: 'artifactory', form: 'token', values: { username: 'dana' } });
    expect(summary(server)).toEqual([
      ['GET /v2/', 'none'],
      [`GET /artifactory/api/docker/docker-local/v2/token?service=contoso.jfrog.io&${scopeParameter}`, basic('dana')],
    ]);
  });

  it.each([406, 401])('answers %i where nobody may read without a credential', async (status) => {
    const server = await registry(real, home, answer(status));
    expect(await failure(fetchToken(server, { kind: 'artifactory' }))).toMatchObject({ code: 'no-credential', status });
    expect(server.received).toHaveLength(2);
  });
});

describe('Nexus', () => {
  const values = { username: 'dana' };

  it('writes BASIC', async () => {
    const server = await start(() => ({
      '/v2/': (request, response) => {
        const real = challenge('BASIC realm="Sonatype Nexus Repository Manager"');
        (request.headers.authorization === basic('dana') ? answer(200) : real)(request, response);
      },
    }));
    const { token } = await fetchToken(server, { kind: 'nexus', form: 'password', values });
    expect(token).toMatchObject({ scheme: 'Basic', expirySource: 'none' });
  });

  it('names an address as its service and gives an opaque token', async () => {
    const home = 'https://nexus.example.com';
    const token = 'DockerToken.0d8f4c1e-3b5a-4e1f-9a6b-7c8d9e0f1a2b';
    const real = `Bearer realm="${home}/v2/token",service="${home}/v2/token",scope="repository:*:pull"`;
    const server = await registry(real, home, json(200, { token }));
    const result = await fetchToken(server, { kind: 'nexus', form: 'password', values });
    const service = encodeURIComponent(`${server.origin}/v2/token`);
    expect(summary(server).at(-1)).toEqual([`GET /v2/token?service=${service}&${scopeParameter}`, basic('dana')]);
    expect(result.token).toMatchObject({ value: token, expirySource: 'assumed' });
  });
});

describe('Gitea and Forgejo', () => {
  it.each([
    [
      'in one line without a blank between',
      'Bearer realm="https://codeberg.org/v2/token",service="container_registry",scope="*",Basic realm="https://codeberg.org/v2",service="container_registry",scope="*"',
      'service=container_registry&',
    ],
    ['in two lines, Basic bare', ['Bearer realm="https://codeberg.org/v2/token"', 'Basic'], ''],
  ])('offer Bearer and Basic %s', async (_, real, service) => {
    const server = await registry(real, 'https://codeberg.org', json(200, { token: fakeJwt({ UserID: 7 }) }));
    const { token } = await fetchToken(server, { kind: 'gitea', form: 'token', values: { username: 'dana' } });
    expect(summary(server).at(-1)).toEqual([`GET /v2/token?${service}${scopeParameter}`, basic('dana')]);
    expect(token.scheme).toBe('Bearer');
    expect(token.granted).toBeUndefined();
  });
});

describe('DigitalOcean', () => {
  const real =
    'Bearer realm="https://api.digitalocean.com/v2/registry/auth",service="registry.digitalocean.com",scope="registry:catalog:*"';
  const start = (get: RequestListener) =>
    registry(real, 'https://api.digitalocean.com', (request, response) => {
      (request.method === 'GET' ? get : answer(405))(request, response);
    });

  it('takes the token as user name and password, by GET only', async () => {
    const server = await start(granted);
    await fetchToken(server, { kind: 'digitalocean', form: 'token' });
    expect(summary(server)).toEqual([
      ['GET /v2/', 'none'],
      [`GET /v2/registry/auth?service=registry.digitalocean.com&${scopeParameter}`, basic(SECRET)],
    ]);
  });

  it('repeats it nowhere when it refuses it', async () => {
    const server = await start(answer(401, { 'Content-Type': 'text/plain' }, `no user ${SECRET}`));
    const error = await failure(fetchToken(server, { kind: 'digitalocean', form: 'token' }));
    expect(error).toMatchObject({ code: 'refused', service: { text: 'no user …' } });
    expect(server.received).toHaveLength(2);
  });
});

it('IBM writes its parameters without quotes', async () => {
  const real = 'Bearer realm=https://cp.icr.io/oauth/token, service=registry, scope=repository:team/app:pull';
  const server = await registry(real, 'https://cp.icr.io', granted);
  await fetchToken(server, { kind: 'ibm', form: 'api-key' });
  expect(summary(server)).toEqual([
    ['GET /v2/', 'none'],
    [`GET /oauth/token?service=registry&${scopeParameter}`, basic('iamapikey')],
  ]);
});

it('Alibaba writes colons into its service', async () => {
  const home = 'https://dockerauth.cn-hangzhou.aliyuncs.com';
  const server = await registry(
    `Bearer realm="${home}/auth",service="registry.aliyuncs.com:cn-hangzhou:26842"`,
    home,
    granted,
  );
  await fetchToken(server, { kind: 'alibaba', form: 'password', values: { username: 'dana@1234567890' } });
  expect(summary(server).at(-1)).toEqual([
    `GET /auth?service=registry.aliyuncs.com%3Acn-hangzhou%3A26842&${scopeParameter}`,
    basic('dana@1234567890'),
  ]);
});

it('Cloudsmith takes OWNER/REPOSITORY as a user name', async () => {
  const home = 'https://docker.cloudsmith.io';
  const server = await registry(`Bearer realm="${home}/token",service="docker.cloudsmith.io"`, home, granted);
  const values = { username: 'owner/repo' };
  await fetchToken(server, { kind: 'cloudsmith', form: 'entitlement-token', values });
  expect(summary(server).at(-1)?.[1]).toBe(basic('owner/repo'));
});

describe('zot', () => {
  it('sends a challenge with 200, which does not count, and an empty scope', async () => {
    const server = await start((origin) => ({
      '/v2/': answer(200, { 'WWW-Authenticate': `bearer realm=${origin}/elsewhere` }),
      '/v2/team/app/tags/list': challenge(`Bearer realm="${origin}/token",service="zot.example.com",scope=""`),
      '/token': granted,
    }));
    await fetchToken(server, { kind: 'zot', form: 'password', values: { username: 'dana' } });
    expect(summary(server)).toEqual([
      ['GET /v2/', 'none'],
      ['GET /v2/team/app/tags/list', 'none'],
      [`GET /token?service=zot.example.com&${scopeParameter}`, basic('dana')],
    ]);
  });

  it('takes an API key by Basic', async () => {
    const server = await start(() => ({
      '/v2/': (request, response) => {
        const fine = request.headers.authorization === basic('dana@example.com');
        (fine ? answer(200) : challenge('Basic realm="Authorization Required"'))(request, response);
      },
    }));
    const values = { username: 'dana@example.com' };
    expect((await fetchToken(server, { kind: 'zot', form: 'password', values })).token.scheme).toBe('Basic');
  });
});

describe('a registry with htpasswd users', () => {
  it('has no token server; the Basic value is the token, and lists everything', async () => {
    const open = (body: unknown): RequestListener => {
      return (request, response) => {
        const fine = request.headers.authorization === basic('dana');
        (fine ? json(200, body) : challenge('Basic realm="Registry Realm"'))(request, response);
      };
    };
    const server = await start(() => ({ '/v2/': open({}), '/v2/_catalog': open({ repositories: ['team/app'] }) }));
    const connection = connectionTo(server.origin, 'htpasswd', 'password');
    const tokens = tokensFor({ type: 'password', username: 'dana', password: SECRET });
    expect((await tokens.get(connection, asked, { signal })).token).toMatchObject({ scheme: 'Basic' });
    expect(await listRepositories(tokens, connection, { signal })).toEqual(['team/app']);
    expect(server.received.map(({ method }) => method)).not.toContain('POST');
  });
});
