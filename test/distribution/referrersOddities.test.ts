// Referrers at registries that do it in a way of their own.
import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { Credential } from '../../src/auth/credential.js';
import { referrersOf } from '../../src/tokenUses.js';
import { fakeJwt } from '../auth/jwtFixture.js';
import { answer, challenge, html, json, redirect } from '../faults/answers.js';
import { type FaultServer, type Recorded, type Routes, startFault } from '../faults/server.js';
import { connectionTo, tokensFor } from '../loopbackTokens.js';
import { digestOf, failureOf, INDEX, MANIFEST, signal, SPDX, words } from './referrersWorld.js';

describe('a registry of its own mind', () => {
  const servers: FaultServer[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map(({ stop }) => stop()));
  });

  const subject = digestOf('a');
  const manifest = answer(
    200,
    { 'Content-Type': MANIFEST, 'Docker-Content-Digest': subject, 'Content-Length': '7' },
    '{"a":1}',
  );
  const descriptor = (letter: string, more: object = {}) => ({
    mediaType: MANIFEST,
    digest: digestOf(letter),
    size: 5,
    ...more,
  });
  const index = (manifests: readonly unknown[], headers: Record<string, string> = {}) =>
    json(200, { schemaVersion: 2, mediaType: INDEX, manifests }, { 'Content-Type': INDEX, ...headers });
  const referrersPath = `/v2/a/referrers/${subject}`;

  async function start(
    routes: (origin: string) => Routes,
    granted: readonly string[] = ['pull'],
  ): Promise<FaultServer> {
    let count = 0;
    const server = await startFault((origin) => ({
      '/v2/': challenge(`Bearer realm="${origin}/token",service="s"`),
      '/token': (request, response) => {
        count += 1;
        const access = [{ type: 'repository', name: 'a', actions: granted }];
        json(200, { token: fakeJwt({ jti: String(count), exp: Date.now() / 1000 + 600, access }) })(request, response);
      },
      '/v2/a/manifests/t': manifest,
      ...routes(origin),
    }));
    servers.push(server);
    return server;
  }

  const list = (
    server: FaultServer,
    more: { artifactType?: string; credential?: Credential; reference?: string } = {},
  ) => {
    const { credential = { type: 'password', username: 'u', password: 'planted' }, reference = 't', ...options } = more;
    const connection = connectionTo(server.origin, 'oci', 'password');
    return referrersOf(tokensFor(credential), connection, 'a', reference, { signal, ...options });
  };
  const header = ({ rawHeaders }: Recorded, name: string) =>
    rawHeaders.find((__, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === name);
  const sentTo = (server: FaultServer, path: string) => server.received.filter(({ url }) => url.split('?')[0] === path);

  it('that pages on another host gets no token there, and the list is called incomplete', async () => {
    const other = await startFault(() => ({ '*': index([descriptor('c')]) }));
    servers.push(other);
    const server = await start(() => ({
      [referrersPath]: index([descriptor('b')], { Link: `<${other.origin}/next>; rel="next"` }),
    }));
    expect(await list(server)).toMatchObject({ referrers: [{ digest: digestOf('b') }], complete: false });
    expect(other.received).toEqual([]);
  });

  it('that pages for ever is given up, and the list is called incomplete', async () => {
    let page = 0;
    const server = await start(() => ({
      [referrersPath]: (request, response) => {
        page += 1;
        index([descriptor('b')], { Link: `<${referrersPath}?page=${page}>; rel="next"` })(request, response);
      },
    }));
    expect((await list(server)).complete).toBe(false);
    expect(sentTo(server, referrersPath)).toHaveLength(10);
  });

  it('that does not filter is filtered here, page by page', async () => {
    const server = await start(() => ({
      [referrersPath]: (request, response) => {
        const first = !request.url?.includes('page=2');
        const entries = [
          descriptor(first ? 'b' : 'd', { artifactType: SPDX }),
          descriptor('c', { artifactType: 'x/y' }),
        ];
        index(entries, first ? { Link: `<${referrersPath}?page=2>; rel="next"` } : {})(request, response);
      },
    }));
    const { referrers } = await list(server, { artifactType: SPDX });
    expect(referrers.map(({ digest }) => digest)).toEqual([digestOf('b'), digestOf('d')]);
  });

  it('that says it filtered is believed, although it leaves types out', async () => {
    const server = await start(() => ({
      [referrersPath]: index([descriptor('b')], { 'OCI-Filters-Applied': 'artifactType' }),
    }));
    expect((await list(server, { artifactType: SPDX })).referrers).toHaveLength(1);
  });

  it('that lists what is no descriptor leaves an incomplete list', async () => {
    const server = await start(() => ({ [referrersPath]: index([descriptor('b'), { digest: 5 }, null]) }));
    expect(await list(server)).toMatchObject({ referrers: [{ digest: digestOf('b') }], complete: false });
  });

  const many = (count: number, typed: (at: number) => object = () => ({})) =>
    Array.from({ length: count }, (_, at) => ({
      ...{ mediaType: MANIFEST, digest: `sha256:${at.toString(16).padStart(64, '0')}`, size: 5 },
      ...typed(at),
    }));

  it('that lists far more than a person reads is not read to the end, and the list is called incomplete', async () => {
    const server = await start(() => ({
      [referrersPath]: index(many(25_000), { Link: `<${referrersPath}?page=2>; rel="next"` }),
    }));
    const found = await list(server);
    expect(found.referrers).toHaveLength(1000);
    expect(found).toMatchObject({ complete: false, index: { manifests: { length: 1000 } } });
    expect(sentTo(server, referrersPath)).toHaveLength(1);
  });

  it('that lists far more of other types is read up to a number, and the list is called incomplete', async () => {
    const server = await start(() => ({
      [referrersPath]: index(many(20_000, (at) => (at % 100 === 0 ? { artifactType: SPDX } : {}))),
    }));
    const found = await list(server, { artifactType: SPDX });
    expect(found.referrers).toHaveLength(100);
    expect(found).toMatchObject({ complete: false, index: { manifests: { length: 10_000 } } });
  });

  it('that lists as many as are shown, and no more, is complete', async () => {
    const server = await start(() => ({ [referrersPath]: index(many(1000)) }));
    const found = await list(server);
    expect(found.referrers).toHaveLength(1000);
    expect(found.complete).toBe(true);
  });

  it('whose index has far more images than any is not read to the end', async () => {
    const server = await start(() => ({
      '/v2/a/manifests/t': (request, response) => {
        index(many(20_000), { 'Docker-Content-Digest': subject })(request, response);
      },
      [`/v2/a/manifests/${subject}`]: index(many(20_000)),
      [referrersPath]: index([]),
    }));
    const found = await list(server);
    expect(found.platforms).toHaveLength(1000);
    expect(found.complete).toBe(false);
  });

  it.each<[string, Routes[string], object]>([
    ['with something that is no index', json(200, { errors: [] }), { code: 'bad-response' }],
    ['with 403', answer(403), { code: 'denied', status: 403 }],
    [
      'with 401 for an insufficient scope',
      (request, response) => {
        challenge('Bearer realm="x",error="insufficient_scope"')(request, response);
      },
      { code: 'denied', status: 401 },
    ],
    ['with 401 although the token says it suffices', challenge('Bearer realm="x"'), { code: 'refused', status: 401 }],
    ['with 500', answer(500), { code: 'server-failed' }],
    ['with 429', answer(429), { code: 'rate-limited' }],
    ['with 400 of another sort', json(400, { errors: [{ code: 'UNSUPPORTED' }] }), { code: 'bad-response' }],
  ])('that answers %s is not taken for one with nothing', async (_, route, expected) => {
    const server = await start(() => ({ [referrersPath]: route }));
    expect(await failureOf(list(server))).toMatchObject(expected);
  });

  it.each<[string, Routes[string]]>([
    ['404', answer(404)],
    ['404 for the manifest', json(404, { errors: [{ code: 'MANIFEST_UNKNOWN' }] })],
    ['405', answer(405)],
    ['a page for people', html()],
  ])('that answers %s has no such API', async (_, route) => {
    const server = await start(() => ({
      [referrersPath]: route,
      [`/v2/a/manifests/${subject.replace(':', '-')}`]: index([descriptor('b')]),
    }));
    expect(await list(server)).toMatchObject({ source: 'tags', referrers: [{ digest: digestOf('b') }] });
  });

  it('that refuses the referrers tag is not taken for one with nothing', async () => {
    const server = await start(() => ({ [`/v2/a/manifests/${subject.replace(':', '-')}`]: answer(403) }));
    expect(await failureOf(list(server))).toMatchObject({ code: 'denied', status: 403 });
  });

  it('that refuses cosign’s tags is not taken for one without', async () => {
    const server = await start(() => ({
      [referrersPath]: index([]),
      [`/v2/a/manifests/${subject.replace(':', '-')}.att`]: answer(403),
    }));
    expect(await failureOf(list(server))).toMatchObject({ code: 'denied', status: 403 });
  });

  it('that no longer takes a token gets one fresh one', async () => {
    const server = await start(() => ({
      [referrersPath]: (request, response) => {
        const [, payload = ''] = (request.headers.authorization ?? '').split('.');
        const renewed = Buffer.from(payload, 'base64url').toString().includes('"jti":"2"');
        (renewed ? index([descriptor('b')]) : challenge('Bearer realm="x",error="invalid_token"'))(request, response);
      },
    }));
    expect((await list(server)).referrers).toHaveLength(1);
    expect(sentTo(server, '/token')).toHaveLength(2);
  });

  it('that granted nothing is not asked for another token', async () => {
    const server = await start(() => ({ '/v2/a/manifests/t': challenge('Bearer realm="x"') }), []);
    expect(await failureOf(list(server))).toMatchObject({ code: 'denied' });
    expect(sentTo(server, '/token')).toHaveLength(1);
  });

  it('that redirects to another host is followed without the token', async () => {
    const other = await startFault(() => ({ '/there': manifest }));
    servers.push(other);
    const server = await start(() => ({
      '/v2/a/manifests/t': redirect(307, `${other.origin}/there`),
      [referrersPath]: index([descriptor('b')]),
    }));
    expect((await list(server)).referrers).toHaveLength(1);
    expect(other.received.map((request) => [request.method, header(request, 'authorization')])).toEqual([
      ['HEAD', undefined],
    ]);
  });

  it('that wants no token is read without', async () => {
    const server = await startFault(() => ({
      '/v2/': answer(200),
      '/v2/a/tags/list': json(200, {}),
      '/v2/a/manifests/t': manifest,
      [referrersPath]: index([descriptor('b')]),
    }));
    servers.push(server);
    expect((await list(server)).referrers).toHaveLength(1);
    expect(server.received.map((request) => header(request, 'authorization'))).toEqual(
      server.received.map(() => undefined),
    );
  });

  it('that takes user and password only is read with them, once where they are refused', async () => {
    const basic =
      (then: RequestListener): RequestListener =>
      (request, response) => {
        (request.headers.authorization?.startsWith('Basic ') ? then : challenge('Basic realm="r"'))(request, response);
      };
    const routes = {
      '/v2/': basic(answer(200)),
      '/v2/a/manifests/t': basic(manifest),
      [referrersPath]: basic(answer(401)),
    } as Routes;
    const server = await startFault(() => routes);
    servers.push(server);
    expect(await failureOf(list(server))).toMatchObject({ code: 'refused', status: 401 });
    expect(sentTo(server, referrersPath)).toHaveLength(1);
  });

  it('that states no digest has one made from the bytes', async () => {
    const server = await start(() => ({ '/v2/a/manifests/t': answer(200, { 'Content-Type': MANIFEST }, '{}') }));
    const { subject: made } = await list(server);
    expect(made.digest).toBe('sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
  });

  it('that does not know HEAD is asked by GET', async () => {
    const server = await start(() => ({
      '/v2/a/manifests/t': (request, response) => {
        (request.method === 'HEAD' ? answer(405) : manifest)(request, response);
      },
      [referrersPath]: index([descriptor('b')]),
    }));
    expect((await list(server)).subject).toEqual({ digest: subject, mediaType: MANIFEST, size: 7, tag: 't' });
  });

  it('that answers with another digest is not believed', async () => {
    const server = await start(() => ({ [`/v2/a/manifests/${digestOf('e')}`]: manifest }));
    expect(await failureOf(list(server, { reference: digestOf('e') }))).toMatchObject({ code: 'bad-response' });
  });

  it('that holds BuildKit’s attestations in the index shows them as such, and each digest once', async () => {
    const inside = [
      descriptor('b', { platform: { os: 'linux', architecture: 'arm', variant: 'v7' } }),
      descriptor('c', {
        platform: { os: 'unknown', architecture: 'unknown' },
        annotations: {
          'vnd.docker.reference.type': 'attestation-manifest',
          'vnd.docker.reference.digest': digestOf('b'),
        },
      }),
    ];
    const headers = { 'Docker-Content-Digest': subject };
    const server = await start(() => ({
      '/v2/a/manifests/t': index(inside, headers),
      [`/v2/a/manifests/${subject}`]: index(inside, headers),
      [referrersPath]: index([descriptor('d', { artifactType: SPDX }), descriptor('d', { artifactType: SPDX })]),
    }));
    const found = await list(server);
    expect(found.platforms.map(({ platform }) => platform)).toEqual(['linux/arm/v7']);
    expect(words(found)).toEqual(['SBOM (listing)', 'attestation (index)']);
    expect(found.referrers[1]?.annotations).toMatchObject({ 'vnd.docker.reference.digest': digestOf('b') });
  });
});
