import { describe, expect, it } from 'vitest';
import { startAcrServer } from '../../../src/playground/acr/index.js';
import { startDistributionServer } from '../../../src/playground/distribution/index.js';
import { startEcrServer } from '../../../src/playground/ecr/index.js';
import { startEcrPublicServer } from '../../../src/playground/ecr/publicGallery.js';
import { startMagentoServer } from '../../../src/playground/magento/index.js';
import { startQuayServer } from '../../../src/playground/quay/index.js';
import { diagnoseUse } from '../../../src/tokenUses.js';
import { fakeJwt } from '../../auth/jwtFixture.js';
import { answer, challenge, json, redirect } from '../../faults/answers.js';
import { authority } from '../../faults/certificate.js';
import { type Routes, startFault } from '../../faults/server.js';
import { connectionTo, tokensFor } from '../../loopbackTokens.js';
import {
  dana,
  ends,
  evidence,
  examine,
  image,
  parts,
  pull,
  read,
  registry,
  running,
  service,
  signal,
  states,
  upTo,
} from './examining.js';

describe('a whole use that goes well', () => {
  it('of a registry with a token server ends with an image', async () => {
    const server = await running(startDistributionServer());
    const shown: string[][] = [];
    const found = await examine(server.origin, {
      credential: server.credentials.reader,
      image,
      shown: (lines) => shown.push(states({ lines })),
    });
    expect(states(found)).toEqual([...registry, ...read]);
    expect(found).toMatchObject({ signedIn: true });
    expect(found.error).toBeUndefined();
    expect(evidence(found, 'Address')).toMatchObject({ address: '127.0.0.1' });
    expect(evidence(found, 'Token server')).toMatchObject({ host: server.host });
    expect(evidence(found, 'Pull a manifest')).toMatchObject({
      manifest: expect.stringContaining('manifest') as unknown,
    });
    // It is told how far it came.
    expect(shown[0]).toEqual(registry.concat(read).map((line) => line.replace('passed', 'waiting')));
    expect(shown.length).toBeGreaterThan(5);
    expect(server.received.map(({ method, url }) => `${method} ${url.split('?')[0]}`)).toEqual([
      'GET /v2/',
      'GET /token',
      'GET /v2/team/app/manifests/latest',
      expect.stringMatching(/^GET \/v2\/team\/app\/manifests\/sha256:/),
      expect.stringMatching(/^GET \/v2\/team\/app\/blobs\/sha256:/),
    ]);
  });

  it('reads no more of a blob than its beginning', async () => {
    const server = await running(startDistributionServer());
    await examine(server.origin, { credential: server.credentials.reader, image });
    expect(server.received.at(-1)?.headers.range).toBe('bytes=0-1023');
  });

  it.each([
    [
      'Quay',
      async () => {
        const { origin, credentials } = await running(startQuayServer());
        return examine(origin, { credential: credentials.robot, connection: { kind: 'quay' }, image });
      },
      [...registry, ...read],
    ],
    [
      'Azure',
      async () => {
        const { origin, credentials } = await running(startAcrServer());
        return examine(origin, { credential: credentials.repositoryToken, connection: { kind: 'acr' }, image });
      },
      [...registry, ...read],
    ],
    [
      'ECR, which has no token server',
      async () => {
        const { origin, principals } = await running(startEcrServer());
        const { id, secret } = principals.reader;
        const settings = { region: 'eu-west-1', endpoint: origin };
        const connection = { kind: 'ecr', settings };
        return examine(origin, { credential: { type: 'access-key', id, secret }, connection, scopes: [], image });
      },
      [...service, ...read],
    ],
    [
      'ECR Public, for nobody',
      async () => {
        const { origin } = await running(startEcrPublicServer());
        const connection = { kind: 'ecr-public', settings: { endpoint: origin } };
        return examine(origin, { credential: { type: 'anonymous' }, connection, scopes: [] });
      },
      [...registry.map((line) => line.replace('Scope: passed', 'Scope: skipped')), 'Test the token: passed'],
    ],
    [
      'a shop, which has no images',
      async () => {
        const { origin, credentials } = await running(startMagentoServer());
        return examine(origin, { credential: credentials.customer, connection: { kind: 'magento' }, scopes: [] });
      },
      [...service, 'Test the token: passed'],
    ],
    [
      'a registry that takes passwords itself',
      async () => {
        const open = json(200, {});
        const { origin } = await running(
          startFault(() => ({
            '/v2/': (request, response) =>
              (request.headers.authorization === undefined ? challenge('Basic realm="r"') : open)(request, response),
          })),
        );
        return examine(origin, { scopes: [] });
      },
      [
        ...registry.map((line) => line.replace(/(Scope|Token server): passed/, '$1: skipped')),
        'Test the token: passed',
      ],
    ],
    [
      'a registry that wants no token',
      async () => examine((await running(startFault(() => ({ '*': json(200, {}) })))).origin, { scopes: [] }),
      [
        'Address: passed',
        'Registry API: passed',
        'Challenge: skipped',
        'Token server: skipped',
        'Credential: skipped',
        'Scope: skipped',
        'Clock: passed',
        'Test the token: skipped',
      ],
    ],
  ])('of %s', async (_, run, expected) => {
    expect(states(await run())).toEqual(expected);
  });
});

describe('a push', () => {
  const push = ['repository:team/app:pull,push'];
  const byHand = { scopes: push, push: 'team/app', ask: () => Promise.resolve(undefined) };
  const UPLOADS = '/v2/team/app/blobs/uploads/';
  /** Everybody reads; an upload wants the password. */
  const openReading = (signedIn: Routes[string]) =>
    running(
      startFault(() => ({
        '/v2/': json(200, {}),
        '/v2/team/app/tags/list': json(200, { tags: [] }),
        [UPLOADS]: (request, response) =>
          (request.headers.authorization === undefined ? challenge('Basic realm="zot"') : signedIn)(request, response),
        [`${UPLOADS}1`]: answer(204),
      })),
    );

  it('is started and cancelled with the token', async () => {
    const access = [{ type: 'repository', name: 'team/app', actions: ['pull', 'push'] }];
    const server = await parts(() => ({
      '/token': json(200, { token: fakeJwt({ aud: 's', access }) }),
      [UPLOADS]: answer(202, { Location: `${UPLOADS}1?_state=x` }),
      [`${UPLOADS}1`]: answer(204),
    }));
    const found = await examine(server.origin, byHand);
    expect(states(found)).toEqual([...registry, 'Start a push: passed']);
    expect(evidence(found, 'Start a push')).toHaveProperty('cancelledUpload');
    expect(server.received.slice(-2).map(({ method, url }) => `${method} ${url}`)).toEqual([
      `POST ${UPLOADS}`,
      `DELETE ${UPLOADS}1?_state=x`,
    ]);
  });

  it('proves a password that reading does not', async () => {
    const server = await openReading(answer(202, { Location: `${UPLOADS}1` }));
    const found = await examine(server.origin, byHand);
    expect(states(found)).toEqual([
      ...registry.map((line) => line.replace('Token server: passed', 'Token server: skipped')),
      'Start a push: passed',
    ]);
    expect(found.proved).toBe(true);
  });

  it('fails for nobody where reading is open and writing is not', async () => {
    const server = await openReading(answer(202));
    const found = await examine(server.origin, { ...byHand, credential: { type: 'anonymous' } });
    expect(states(found).at(-1)).toBe('Start a push: failed');
    expect(found.error?.code).toBe('no-credential');
  });

  it.each([
    [401, 'refused'],
    [403, 'denied'],
  ])('fails where the password is wrong although reading is open: %i', async (status, code) => {
    const server = await openReading(json(status, {}));
    const found = await examine(server.origin, byHand);
    expect(states(found)).toContain('Credential: untested');
    expect(states(found).at(-1)).toBe('Start a push: failed');
    expect(found.error).toMatchObject({ code, status });
    expect(found.error?.details?.token).toBeUndefined();
    expect(found).toMatchObject({ signedIn: true, proved: false });
  });
});

describe('a whole use', () => {
  it('tells who vouches for whom it met, on every way', async () => {
    const corporate = await authority('Corporate proxy');
    const tls = await corporate.issue({ names: ['127.0.0.1'] });
    const { origin } = await running(startFault(() => ({ '*': json(200, {}) }), { tls }));
    const found = await examine(origin, { scopes: [], world: { tls: async () => ({ ca: corporate.cert }) } });
    expect(evidence(found, 'Address')).toMatchObject({
      certificate: { certificate: { issuer: 'CN=Corporate proxy' } },
      authority: { certificate: { subject: 'CN=Corporate proxy' } },
    });
  });

  describe('that begins while the same token is being fetched', () => {
    /** A token server that answers when it is told to. */
    async function beside(status: number, body: object) {
      let arrived: (() => void) | undefined;
      const reached = new Promise<void>((resolve) => (arrived = resolve));
      const held: (() => void)[] = [];
      let waits = true;
      const server = await parts(() => ({
        '/token': (request, response) => {
          const reply = (): void => json(status, body)(request, response);
          if (!waits) {
            return reply();
          }
          held.push(reply);
          return arrived?.();
        },
      }));
      const tokens = tokensFor(dana);
      ends.push(() => tokens.stop());
      const place = connectionTo(server.origin, 'oci', 'password');
      const fetching = tokens.get(place, pull, { signal }).catch(() => undefined);
      await reached;
      const found = diagnoseUse(tokens, place, { scopes: pull, image }, { signal, show: () => undefined });
      waits = false;
      held.forEach((reply) => reply());
      await fetching;
      return { found: await found, server };
    }

    it('waits, and makes requests of its own', async () => {
      const access = [{ type: 'repository', name: 'team/app', actions: ['pull'] }];
      const { found, server } = await beside(200, { token: fakeJwt({ aud: 's', access }) });
      expect(states(found)).toEqual([...registry, ...read]);
      expect(server.received.filter(({ url }) => url.startsWith('/token'))).toHaveLength(2);
    });

    it('ends where that ends, and does not send a refused password again', async () => {
      const { found, server } = await beside(401, {});
      expect(states(found)).toEqual(upTo('Credential'));
      expect(server.received.filter(({ url }) => url.startsWith('/token'))).toHaveLength(1);
    });
  });

  it('sends nothing secret along to where the content lies', async () => {
    const storage = await running(startFault(() => ({ '*': answer(200, {}, '{}') }), { address: '127.0.0.2' }));
    const server = await parts(() => ({
      '/v2/team/app/blobs/sha256:cfg': redirect(307, `${storage.origin}/x?signature=planted`),
    }));
    const found = await examine(server.origin, { image });
    expect(states(found)).toEqual([...registry, ...read]);
    expect(evidence(found, 'Pull a blob')).toMatchObject({ storage: storage.host });
    expect(storage.received[0]?.rawHeaders.join(' ')).not.toMatch(/authorization/i);
    expect(JSON.stringify(found)).not.toContain('planted');
  });

  it('remarks that the clocks differ, and goes on', async () => {
    const server = await parts((origin) => ({
      '/v2/': (request, response) => {
        response.setHeader('Date', new Date(Date.now() + 600_000).toUTCString());
        challenge(`Bearer realm="${origin}/token",service="s"`)(request, response);
      },
    }));
    const found = await examine(server.origin, { image });
    expect(states(found)).toEqual([...registry.slice(0, -1), 'Clock: noted', ...read]);
    const skew = found.lines.find(({ label }) => label === 'Clock')?.error?.details?.skew ?? 0;
    expect(Math.round(skew / 60_000)).toBe(10);
    expect(found.error).toBeUndefined();
  });

  it('remarks that a token comes from the future', async () => {
    const iat = Math.floor(Date.now() / 1000) + 900;
    const access = [{ type: 'repository', name: 'team/app', actions: ['pull'] }];
    const server = await parts(() => ({ '/token': json(200, { token: fakeJwt({ aud: 's', iat, access }) }) }));
    expect(states(await examine(server.origin, { image }))).toContain('Clock: noted');
  });

  it('asks nobody for a code, and does not go on without it', async () => {
    const server = await running(startMagentoServer({ secondFactor: { active: ['google'], allowed: ['google'] } }));
    const found = await examine(server.origin, {
      credential: server.credentials.admin,
      connection: { kind: 'magento' },
      scopes: [],
    });
    expect(found.error?.code).toBe('second-factor');
    expect(states(found)).toEqual([
      'Address: passed',
      'Sign-in: failed',
      'Permission: not-reached',
      'Clock: not-reached',
      'Test the token: not-reached',
    ]);
  });
});
