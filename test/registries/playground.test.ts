import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Credential } from '../../src/auth/credential.js';
import { type AcrServer, startAcrServer } from '../../src/playground/acr/index.js';
import { type DistributionServer, startDistributionServer } from '../../src/playground/distribution/index.js';
import { startPlayground } from '../../src/playground/index.js';
import { findKind } from '../../src/registries/index.js';
import { listRepositories } from '../../src/tokenUses.js';
import { connectionTo, tokensFor } from '../loopbackTokens.js';

const { signal } = new AbortController();

describe('the ACR-like registry', () => {
  let acr: AcrServer;
  beforeAll(async () => {
    acr = await startAcrServer();
  });
  afterAll(() => acr.stop());

  const get = (credential: Credential, scopes: string[]) =>
    tokensFor(credential).get(connectionTo(acr.origin, 'acr', 'any'), scopes, { signal });

  it('is recognised by its ping', async () => {
    const ping = await tokensFor({ type: 'anonymous' }).ping({ address: acr.origin, insecure: false }, { signal });
    expect(findKind('acr')?.recognises?.(ping)).toBe(true);
  });

  it.each<[string, (server: AcrServer) => Credential, string[], string[]]>([
    [
      'a repository-scoped token',
      ({ credentials }) => credentials.repositoryToken,
      ['repository:team/app:pull'],
      ['repository:team/app:pull'],
    ],
    [
      'its second password',
      ({ credentials }) => credentials.repositoryTokenSecond,
      ['repository:team/app:pull'],
      ['repository:team/app:pull'],
    ],
    [
      'less than asked',
      ({ credentials }) => credentials.repositoryToken,
      ['repository:team/app:pull,push'],
      ['repository:team/app:pull'],
    ],
    ['nothing', ({ credentials }) => credentials.repositoryToken, ['repository:hello-world:push'], []],
    [
      'the admin user',
      ({ credentials }) => credentials.admin,
      ['repository:team/app:delete,pull,push'],
      ['repository:team/app:delete,pull,push'],
    ],
    ['the catalogue', ({ credentials }) => credentials.admin, ['registry:catalog:*'], ['registry:catalog:*']],
    [
      'a service principal',
      ({ credentials }) => credentials.servicePrincipal,
      ['repository:team/app:pull'],
      ['repository:team/app:pull'],
    ],
    [
      'an ACR refresh token',
      ({ credentials }) => credentials.nullGuidRefresh,
      ['repository:team/app:pull,push'],
      ['repository:team/app:pull,push'],
    ],
    [
      'an ACR access token',
      ({ credentials }) => credentials.nullGuidAccess,
      ['repository:team/app:pull'],
      ['repository:team/app:pull'],
    ],
    [
      'two repositories in one token',
      ({ credentials }) => credentials.admin,
      ['repository:team/app:pull', 'repository:hello-world:pull'],
      ['repository:hello-world:pull', 'repository:team/app:pull'],
    ],
  ])('grants %s', async (_, credential, asked, granted) => {
    const { token, trace } = await get(credential(acr), asked);
    expect(token).toMatchObject({ use: 'access', expirySource: 'claim', granted });
    // The service gives 75 minutes from a few seconds ago and says so only in the token itself.
    expect(((token.expiresAt ?? 0) - Date.now()) / 60_000).toBeGreaterThan(55);
    expect(trace.steps.map(({ status }) => status)).toEqual([401, 200]);
    expect(trace.steps[1]?.headers).toHaveProperty('x-ms-correlation-request-id');
  });

  it('grants anonymous pull where it is public', async () => {
    const { token } = await get({ type: 'anonymous' }, ['repository:public/hello:pull']);
    expect(token.granted).toEqual(['repository:public/hello:pull']);
    expect(acr.received.at(-1)).toMatchObject({ method: 'POST' });
  });

  it('refuses a wrong password once', async () => {
    const before = acr.received.length;
    await expect(
      get({ ...acr.credentials.admin, password: 'wrong' }, ['repository:team/app:pull']),
    ).rejects.toMatchObject({ code: 'refused', status: 401 });
    expect(acr.received.length - before).toBe(2);
  });

  it('refuses an identity without a role in the words of the service', async () => {
    await expect(get(acr.credentials.servicePrincipalWithoutRole, ['repository:team/app:pull'])).rejects.toMatchObject({
      code: 'denied',
      service: { code: 'DENIED' },
    });
  });

  it('lists its repositories to those who may, over several pages', async () => {
    const connection = connectionTo(acr.origin, 'acr', 'acr-admin');
    expect(await listRepositories(tokensFor(acr.credentials.admin), connection, { signal })).toEqual(
      expect.arrayContaining(['hello-world', 'team/app']),
    );
    await expect(
      listRepositories(tokensFor(acr.credentials.repositoryToken), connection, { signal }),
    ).rejects.toMatchObject({
      code: 'denied',
    });
  });

  it.each([
    ['firewall', { closed: 'firewall' }, { code: 'denied' }],
    ['throttle', { closed: { retryAfter: '30' } }, { code: 'rate-limited' }],
  ] as const)('a %s is told apart from a wrong password', async (_, options, expected) => {
    const closed = await startAcrServer(options);
    try {
      const promise = tokensFor(acr.credentials.admin).get(connectionTo(closed.origin, 'acr', 'acr-admin'), [], {
        signal,
      });
      await expect(promise).rejects.toMatchObject(expected);
    } finally {
      await closed.stop();
    }
  });
});

describe('the distribution registry', () => {
  let server: DistributionServer;
  beforeAll(async () => {
    server = await startDistributionServer();
  });
  afterAll(() => server.stop());

  it.each<[string, (from: DistributionServer) => Credential]>([
    ['user and password', ({ credentials }) => credentials.reader],
    ['an identity token', ({ credentials }) => credentials.identityToken],
  ])('grants what is allowed by %s', async (_, credential) => {
    const connection = connectionTo(server.origin, 'oci', 'password');
    const { token } = await tokensFor(credential(server)).get(connection, ['repository:team/app:pull,push'], {
      signal,
    });
    expect(token).toMatchObject({
      expirySource: 'expires_in',
      granted: ['repository:team/app:pull'],
      details: { service: server.service },
    });
  });

  it('takes its own token as a ready-made one', async () => {
    const connection = connectionTo(server.origin, 'oci', 'bearer');
    const { token } = await tokensFor(server.credentials.reader).get(connection, ['repository:team/app:pull'], {
      signal,
    });
    const again = await tokensFor({ type: 'bearer', token: token.value }).get(connection, [], { signal });
    expect(again.token.value).toBe(token.value);
    await expect(
      tokensFor({ type: 'bearer', token: 'nonsense' }).get(connection, [], { signal }),
    ).rejects.toMatchObject({ code: 'refused' });
  });
});

it('every place of the playground works with its first scopes and names a form that exists', async () => {
  const playground = await startPlayground({ now: () => Date.now() });
  try {
    for (const { kind, address, form, credential, scopes, settings = {} } of playground.places) {
      expect(findKind(kind)?.credentials.map(({ id }) => id)).toContain(form);
      const { token } = await tokensFor(credential).get(
        { ...connectionTo(address, kind, form), settings },
        scopes[0] ?? [],
        { signal },
      );
      // Tokens without scopes do not say what they grant.
      expect(token.granted ?? (token.scheme === 'Basic' ? scopes[0] : [])).toEqual(scopes[0]);
    }
  } finally {
    await playground.stop();
  }
});
