// What is attached to an image, as the registries of the playground list it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Credential } from '../../src/auth/credential.js';
import { startAcrServer } from '../../src/playground/acr/index.js';
import { type DistributionServer, startDistributionServer } from '../../src/playground/distribution/index.js';
import type { ReferrersOptions } from '../../src/playground/quay/api.js';
import { type QuayServer, startQuayServer } from '../../src/playground/quay/index.js';
import { referrersOf } from '../../src/tokenUses.js';
import { connectionTo, tokensFor } from '../loopbackTokens.js';
import { digestOf, failureOf, INDEX, MANIFEST, signal, SPDX, usual, words } from './referrersWorld.js';

describe.each<[string, ReferrersOptions]>([
  ['with referrers API', { on: true }],
  ['with referrers API in pages', { on: true, pageSize: 1 }],
  ['without referrers API', { on: false }],
])('the Quay-like registry %s', (_, referrers) => {
  let quay: QuayServer;
  beforeAll(async () => {
    quay = await startQuayServer({ referrers });
  });
  afterAll(() => quay.stop());

  const list = (
    repository: string,
    reference: string,
    artifactType?: string,
    credential: Credential = quay.credentials.robot,
  ) =>
    referrersOf(tokensFor(credential), connectionTo(quay.origin, 'quay', 'quay-robot'), repository, reference, {
      signal,
      ...(artifactType === undefined ? {} : { artifactType }),
    });

  it('lists what is attached to a tag, with cosign’s tags', async () => {
    const found = await list('team/app', '1.0');
    expect(words(found)).toEqual([...usual, 'signature (tag)', 'attestation (tag)']);
    expect(found).toMatchObject({
      subject: { tag: '1.0', mediaType: MANIFEST, digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string },
      platforms: [],
      source: referrers.on ? 'api' : 'tags',
      complete: true,
    });
    found.referrers.forEach(({ digest, size }) => {
      expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
      expect(size).toBeGreaterThan(100);
    });
    expect(found.referrers[3]?.tag).toBe(`${found.subject.digest.replace(':', '-')}.sig`);
    expect(found.index).toMatchObject({
      schemaVersion: 2,
      mediaType: INDEX,
      manifests: [{}, {}, { artifactType: SPDX }],
    });
  });

  it('lists the same for the digest', async () => {
    const byTag = await list('team/app', '1.0');
    const byDigest = await list('team/app', byTag.subject.digest);
    expect(byDigest.referrers).toEqual(byTag.referrers);
    expect(byDigest.subject.tag).toBeUndefined();
  });

  it('asks for pull only, once, and resolves the tag by HEAD', async () => {
    const before = quay.received.length;
    const { subject } = await list('team/app', '1.0');
    const received = quay.received
      .slice(before)
      .map(({ method, url }) => `${method} ${url.replace(/\?start=.*/, '?…')}`);
    expect(received.slice(0, 4)).toEqual([
      'GET /v2/',
      `GET /v2/auth?service=${encodeURIComponent(quay.service)}&scope=repository%3Ateam%2Fapp%3Apull`,
      'HEAD /v2/team/app/manifests/1.0',
      `GET /v2/team/app/referrers/${subject.digest}`,
    ]);
    const tag = subject.digest.replace(':', '-');
    expect(received.slice(-3)).toEqual(
      ['sig', 'att', 'sbom'].map((suffix) => `HEAD /v2/team/app/manifests/${tag}.${suffix}`),
    );
    expect(quay.received.slice(before + 2).map(({ headers }) => headers.authorization?.slice(0, 7))).not.toContain(
      undefined,
    );
  });

  it('filters by type, whose plus sign arrives as one', async () => {
    const found = await list('team/app', '1.0', SPDX);
    expect(words(found)).toEqual(['SBOM (listing)']);
    expect(quay.received.map(({ url }) => url).join(' ')).toContain('?artifactType=application%2Fspdx%2Bjson');
    expect(words(await list('team/app', '1.0', 'application/vnd.example.nothing'))).toEqual([]);
  });

  it('shows the images of an index', async () => {
    const { subject, platforms } = await list('team/app', 'latest');
    expect(subject.mediaType).toBe(INDEX);
    expect(platforms.map(({ platform, mediaType }) => [platform, mediaType])).toEqual([
      ['linux/amd64', MANIFEST],
      ['linux/arm64', MANIFEST],
    ]);
    expect((await list('team/app', platforms[1]?.digest ?? '')).referrers).toEqual([]);
  });

  it('says that nothing is attached only where that is so', async () => {
    expect(await list('team/app', 'plain')).toMatchObject({ referrers: [], complete: true });
    expect(await failureOf(list('team/app', digestOf('0')))).toMatchObject({ code: 'not-found' });
  });

  it.each<[string, string, string, object]>([
    ['a repository without a right to it', 'team/other', 'latest', { code: 'denied', status: 401 }],
    ['a tag that never was', 'team/app', 'nothing', { code: 'not-found', service: { code: 'MANIFEST_UNKNOWN' } }],
    [
      'a tag that was deleted',
      'team/app',
      'yesterday',
      { code: 'not-found', service: { code: 'TAG_EXPIRED', text: expect.stringContaining('time machine') as string } },
    ],
    ['what is no reference', 'team/app', '../auth', { code: 'invalid-input' }],
    ['what is no repository', 'team/app/../..', 'latest', { code: 'invalid-input' }],
  ])('refuses %s', async (_name, repository, reference, expected) => {
    expect(await failureOf(list(repository, reference))).toMatchObject(expected);
  });

  it('tells a repository that is not there from one that has nothing attached', async () => {
    const promise = list('dana/nothing', digestOf('0'), undefined, quay.credentials.user);
    expect(await failureOf(promise)).toMatchObject({ code: 'not-found', service: { code: 'NAME_UNKNOWN' } });
  });

  it('never calls a refusal of nobody an empty list', async () => {
    expect(await failureOf(list('team/app', '1.0', undefined, { type: 'anonymous' }))).toMatchObject({
      code: 'denied',
    });
    expect(await list('public/hello', 'latest', undefined, { type: 'anonymous' })).toMatchObject({ referrers: [] });
  });
});

describe('the distribution registry, which has no referrers API', () => {
  let server: DistributionServer;
  beforeAll(async () => {
    server = await startDistributionServer();
  });
  afterAll(() => server.stop());

  const list = (reference: string, repository = 'team/app', artifactType?: string) =>
    referrersOf(
      tokensFor(server.credentials.reader),
      connectionTo(server.origin, 'oci', 'password'),
      repository,
      reference,
      {
        signal,
        ...(artifactType === undefined ? {} : { artifactType }),
      },
    );

  it('is read by its tags', async () => {
    const found = await list('1.0');
    expect(words(found)).toEqual([...usual, 'signature (tag)']);
    expect(found.source).toBe('tags');
    expect(words(await list('1.0', 'team/app', SPDX))).toEqual(['SBOM (listing)']);
    expect(await list('latest')).toMatchObject({ referrers: [], platforms: [{}, {}] });
  });

  it('is not taken for empty where it refuses', async () => {
    expect(await failureOf(list('latest', 'team/other'))).toMatchObject({ code: 'denied', status: 401 });
  });
});

it('the ACR-like registry is read with what pull grants', async () => {
  const acr = await startAcrServer();
  const connection = connectionTo(acr.origin, 'acr', 'acr-token');
  const found = await referrersOf(tokensFor(acr.credentials.repositoryToken), connection, 'team/app', '1.0', {
    signal,
  });
  await acr.stop();
  expect(found).toMatchObject({ referrers: [], complete: true });
});
