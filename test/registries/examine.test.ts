import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Credential } from '../../src/auth/credential.js';
import { isAuthError } from '../../src/auth/errors.js';
import type { Connection } from '../../src/connections/connection.js';
import { startAcrServer } from '../../src/playground/acr.js';
import { startDistributionServer } from '../../src/playground/distribution.js';
import { startEcrServer } from '../../src/playground/ecr.js';
import { startEcrPublicServer } from '../../src/playground/ecrPublic.js';
import { startMagentoServer } from '../../src/playground/magento.js';
import { startQuayServer } from '../../src/playground/quay.js';
import type { Examined } from '../../src/registries/checks/examine.js';
import type { Line } from '../../src/registries/checks/line.js';
import type { TokensWorld } from '../../src/connections/tokensWorld.js';
import { Tokens } from '../../src/tokens.js';
import type { ImageName } from '../../src/uses.js';
import { fakeJwt } from '../auth/jwtFixture.js';
import { names } from '../auth/situations/stage.js';
import { answer, challenge, json, redirect } from '../faults/answers.js';
import type { FaultServer, Routes } from '../faults/server.js';
import { listenOn, startFault } from '../faults/server.js';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function running<T extends { readonly stop: () => Promise<void> }>(starting: Promise<T>): Promise<T> {
  const server = await starting;
  ends.push(server.stop);
  return server;
}

const dana: Credential = { type: 'password', username: 'dana', password: 'planted-password-7f3a' };
const image: ImageName = { repository: 'team/app', reference: 'latest' };
const pull = ['repository:team/app:pull'];
const { signal } = new AbortController();

interface How {
  readonly credential?: Credential;
  readonly connection?: Partial<Connection>;
  readonly world?: Partial<TokensWorld>;
  readonly scopes?: readonly string[];
  readonly image?: ImageName;
  readonly shown?: (lines: readonly Line[]) => void;
}

function examine(origin: string, how: How = {}): Promise<Examined> {
  const { credential = dana, connection = {}, world = {}, scopes = pull, shown = () => undefined } = how;
  const tokens = new Tokens({
    machine: 'test machine',
    now: () => Date.now(),
    lookup: names({}),
    timeout: 3000,
    credential: async () => credential,
    realms: () => ({ allowed: [] }),
    ...world,
  });
  ends.push(() => tokens.stop());
  const place: Connection = {
    id: 'one',
    kind: 'oci',
    address: origin,
    form: 'password',
    insecure: false,
    settings: {},
    revision: 1,
    ...connection,
  };
  return tokens.uses.examine(place, { scopes, ...(how.image && { image: how.image }) }, { signal, show: shown });
}

const states = ({ lines }: Pick<Examined, 'lines'>): string[] => lines.map(({ label, state }) => `${label}: ${state}`);
const evidence = ({ lines }: Examined, label: string): Record<string, unknown> =>
  Object.fromEntries(
    (lines.find((line) => line.label === label)?.evidence ?? []).map((one) => [one.id, 'text' in one ? one.text : one]),
  );

const registry = [
  'Address: passed',
  'Registry API: passed',
  'Challenge: passed',
  'Token server: passed',
  'Credential: passed',
  'Scope: passed',
  'Clock: passed',
];
const read = ['Pull a manifest: passed', 'Pull a blob: passed'];

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
      ['Address: passed', 'Sign-in: passed', 'Clock: passed', ...read],
    ],
    [
      'ECR Public, for nobody',
      async () => {
        const { origin } = await running(startEcrPublicServer());
        const connection = { kind: 'ecr-public', settings: { endpoint: origin } };
        return examine(origin, { credential: { type: 'anonymous' }, connection, scopes: [] });
      },
      [...registry.map((line) => line.replace('Scope: passed', 'Scope: skipped')), 'Use of the token: passed'],
    ],
    [
      'a shop, which has no images',
      async () => {
        const { origin, credentials } = await running(startMagentoServer());
        return examine(origin, { credential: credentials.customer, connection: { kind: 'magento' }, scopes: [] });
      },
      ['Address: passed', 'Sign-in: passed', 'Clock: passed', 'Use of the token: passed'],
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
        'Use of the token: passed',
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
        'Use of the token: skipped',
      ],
    ],
  ])('of %s', async (_, run, expected) => {
    expect(states(await run())).toEqual(expected);
  });
});

/** A registry whose parts can be exchanged. */
async function parts(more: (origin: string) => Routes): Promise<FaultServer> {
  const access = [{ type: 'repository', name: 'team/app', actions: ['pull'] }];
  return running(
    startFault((origin) => ({
      '/v2/': challenge(`Bearer realm="${origin}/token",service="s"`),
      '/token': json(200, { token: fakeJwt({ aud: 's', access }) }),
      '/v2/team/app/manifests/latest': json(
        200,
        { config: { digest: 'sha256:cfg', size: 2 }, layers: [] },
        { 'Content-Type': 'application/vnd.oci.image.manifest.v1+json' },
      ),
      '/v2/team/app/blobs/sha256:cfg': answer(200, {}, '{}'),
      ...more(origin),
    })),
  );
}

const upTo = (label: string, all = [...registry, ...read]): string[] => {
  const at = all.findIndex((line) => line.startsWith(`${label}:`));
  return all.map((line, index) =>
    index < at ? line : line.replace('passed', index === at ? 'failed' : 'not-reached'),
  );
};

describe('a whole use that fails ends at the check that is to blame:', () => {
  it.each<[string, (origin: string) => Routes, string, string]>([
    ['no registry', () => ({ '/v2/': answer(404) }), 'Registry API', 'not-a-registry'],
    ['no way to sign in', () => ({ '/v2/': challenge('Negotiate') }), 'Challenge', 'unsupported-challenge'],
    [
      'a token server that is refused',
      () => ({ '/v2/': challenge('Bearer realm="http://10.0.0.1/token"') }),
      'Token server',
      'untrusted-realm',
    ],
    [
      'a token server whose name does not exist',
      () => ({ '/v2/': challenge('Bearer realm="https://nowhere.127.0.0.1.test/token"') }),
      'Token server',
      'realm-needs-consent',
    ],
    [
      'a token server that has moved',
      () => ({ '/token': redirect(307, 'https://x.example/') }),
      'Token server',
      'redirected',
    ],
    ['a wrong password', () => ({ '/token': json(401, {}) }), 'Credential', 'refused'],
    ['a token server that fails', () => ({ '/token': answer(503) }), 'Credential', 'server-failed'],
    ['a right that is refused', () => ({ '/token': json(403, {}) }), 'Scope', 'denied'],
    [
      'a right that is left out',
      () => ({ '/token': json(200, { token: fakeJwt({ access: [] }) }) }),
      'Scope',
      'denied',
    ],
    ['no such tag', () => ({ '/v2/team/app/manifests/latest': json(404, {}) }), 'Pull a manifest', 'not-found'],
    ['a token that is refused', () => ({ '/v2/team/app/manifests/latest': answer(401) }), 'Pull a manifest', 'refused'],
    [
      'content at a place that cannot be reached',
      () => ({ '/v2/team/app/blobs/sha256:cfg': redirect(307, 'https://storage.registry.test/x') }),
      'Pull a blob',
      'dns',
    ],
  ])('%s', async (_, more, label, code) => {
    const server = await parts(more);
    let lines: readonly Line[] = [];
    const found = await examine(server.origin, { image, shown: (now) => (lines = now) }).catch((error: unknown) => {
      if (isAuthError(error) && error.code === 'realm-needs-consent') return { lines, error };
      throw error;
    });
    expect(states(found)).toEqual(upTo(label));
    expect(found.error?.code).toBe(code);
    expect(JSON.stringify(found.lines)).not.toMatch(/planted/);
    const tries = server.received.filter(({ rawHeaders }) => rawHeaders.some((text) => text.startsWith('Basic ')));
    expect(tries.length).toBeLessThanOrEqual(code === 'refused' && label !== 'Credential' ? 2 : 1);
  });

  it('nobody is there, and the address is tried by itself', async () => {
    const { host, stop } = await listenOn(createServer());
    await stop();
    const found = await examine(`http://${host}`, { image });
    expect(states(found)).toEqual(upTo('Address'));
    expect(evidence(found, 'Address')).toEqual({ tried: `${host} ECONNREFUSED` });
  });

  it('a name that leads to several addresses, of which none answers', async () => {
    const { host, stop } = await listenOn(createServer());
    await stop();
    const port = host.split(':')[1] ?? '';
    const lookup = names({ 'registry.test': '127.0.0.1' });
    const found = await examine(`http://registry.test:${port}`, { connection: { insecure: true }, world: { lookup } });
    expect(evidence(found, 'Address')).toEqual({ leadsTo: '127.0.0.1', tried: `127.0.0.1:${port} ECONNREFUSED` });
  });
});

describe('a whole use', () => {
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
      'Clock: not-reached',
      'Use of the token: not-reached',
    ]);
  });
});
