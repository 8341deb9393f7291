import { afterEach, describe, expect, it } from 'vitest';
import { pullAnonymously } from '../src/anonymousPull.js';
import { fakeJwt } from './auth/jwtFixture.js';
import { answer, challenge, json } from './faults/answers.js';
import { type FaultServer, type Routes, startFault } from './faults/server.js';
import { connectionTo, tokensFor } from './loopbackTokens.js';

const { signal } = new AbortController();
const image = { repository: 'team/app', reference: '1.0' };
const scopes = ['repository:team/app:pull'];
const granting = (actions: readonly string[]) =>
  fakeJwt({ access: actions.length === 0 ? [] : [{ type: 'repository', name: 'team/app', actions }] });
const issuing = (token: string): Routes => ({ '/token': json(200, { token }) });
const manifest = '/v2/team/app/manifests/1.0';

describe('an image that is pulled without a credential', () => {
  const servers: FaultServer[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.stop()));
  });
  const registry = async (routes: Routes): Promise<FaultServer> => {
    const server = await startFault((origin) => ({
      '/v2/': challenge(`Bearer realm="${origin}/token",service="s"`),
      ...routes,
    }));
    servers.push(server);
    return server;
  };

  it.each<[string, Routes, string, readonly string[]]>([
    ['granted', issuing(granting(['pull'])), 'public', ['/v2/', '/token']],
    [
      'granted something else',
      issuing(fakeJwt({ access: [{ type: 'registry', name: 'catalog', actions: ['*'] }] })),
      'private',
      [],
    ],
    ['not granted', issuing(granting([])), 'private', ['/v2/', '/token']],
    ['refused by the token server', { '/token': answer(401) }, 'private', ['/v2/', '/token']],
    ['forbidden by the token server', { '/token': json(403, { errors: [{ code: 'DENIED' }] }) }, 'private', []],
    ['an opaque token, and read', { ...issuing('opaque'), [manifest]: json(200, {}) }, 'public', []],
    ['an opaque token, and refused', { ...issuing('opaque'), [manifest]: answer(403) }, 'private', []],
    ['an opaque token, and unknown', { ...issuing('opaque'), [manifest]: answer(404) }, 'unknown', []],
    ['open', { '/v2/': json(200, {}), '/v2/team/app/tags/list': json(200, {}) }, 'open', []],
  ])('is %s', async (_, routes, expected, paths) => {
    const server = await registry(routes);
    const tokens = tokensFor({ type: 'anonymous' });
    const connection = connectionTo(server.origin, 'oci', 'anonymous');
    await expect(pullAnonymously(tokens, connection, image, scopes, { signal })).resolves.toBe(expected);
    const asked = server.received.map(({ url }) => url.split('?')[0]);
    expect(asked).toEqual(expect.arrayContaining([...paths]));
    expect(server.received.flatMap(({ rawHeaders }) => rawHeaders).filter((text) => text.startsWith('Basic '))).toEqual(
      [],
    );
  });

  it('claims nothing where the server fails', async () => {
    const server = await registry({ '/token': answer(500) });
    const connection = connectionTo(server.origin, 'oci', 'anonymous');
    await expect(
      pullAnonymously(tokensFor({ type: 'anonymous' }), connection, image, scopes, { signal }),
    ).rejects.toMatchObject({ code: 'server-failed' });
  });
});
