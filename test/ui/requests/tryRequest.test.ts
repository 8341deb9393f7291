// Try a Request outside the editor: what the registry received, and what the person was told.
import { afterEach, describe, expect, it } from 'vitest';
import { type QuayServer, startQuayServer } from '../../../src/playground/quay/index.js';
import { tryRequest } from '../../../src/ui/requests/tryRequest.js';
import { challenge, json } from '../../faults/answers.js';
import { type FaultServer, type Routes, startFault } from '../../faults/server.js';
import { connectionTo, tokensFor } from '../../loopbackTokens.js';
import type { Reply } from '../../vscode/script.js';
import { surfaceAt } from '../surfaceAt.js';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

async function served(routes: (origin: string) => Routes): Promise<FaultServer> {
  const server = await startFault(routes);
  stops.push(() => server.stop());
  return server;
}

async function quayLike(): Promise<QuayServer> {
  const quay = await startQuayServer();
  stops.push(() => quay.stop());
  return quay;
}

const typed = (line: string): Reply[] => [{ pick: 'Another Request' }, { text: line }];
const paths = ({ received }: FaultServer) => received.map(({ method, url }) => `${method} ${url}`);
const dana = { type: 'password', username: 'dana', password: 'planted-password' } as const;

describe('a typed request', () => {
  it.each(['htpasswd', 'zot', 'nexus', 'oci'])('goes with the password where no scope is named: %s', async (kind) => {
    const basic = json(401, {}, { 'WWW-Authenticate': 'Basic realm="x"' });
    const closed = (routes: Routes[string]) =>
      ((request, response) =>
        (request.headers.authorization === undefined ? basic : routes)(request, response)) as Routes[string];
    const server = await served(() => ({
      '/v2/': closed(json(200, {})),
      '/v2/team/app/tags/list': closed(json(200, { tags: ['a'] })),
    }));
    const { surface, node, person, opened } = surfaceAt(
      connectionTo(server.origin, kind, 'password'),
      tokensFor(dana),
      typed('GET /v2/team/app/tags/list?n=5'),
    );
    await tryRequest(surface, node);
    person.done();
    expect(opened).toHaveLength(1);
    expect(opened[0]).toMatch(/sent with the token[^]*200 OK[^]*"tags"/);
    expect(person.told).toMatchObject([{ severity: 'info' }]);
  });

  it('is not sent twice where nobody has a credential', async () => {
    const server = await served(() => ({ '*': challenge('Basic realm="x"') }));
    const { surface, node, person } = surfaceAt(
      connectionTo(server.origin, 'oci', 'anonymous'),
      tokensFor({ type: 'anonymous' }),
      typed('GET /v2/team/app/tags/list'),
    );
    await tryRequest(surface, node);
    expect(paths(server)).toEqual(['GET /v2/team/app/tags/list']);
    expect(person.told[0]?.text).toMatch(/returned 401/);
  });

  it('that was answered to anybody can be sent with the token', async () => {
    const quay = await quayLike();
    const { surface, node, person, opened } = surfaceAt(
      connectionTo(quay.origin, 'quay', 'quay-robot'),
      tokensFor(quay.credentials.robot),
      typed('GET /v2/_catalog?n=2'),
      (text) => (text.includes('without a token') ? 'Send with Token' : undefined),
    );
    await tryRequest(surface, node);
    expect(person.told.map(({ actions }) => actions[0])).toEqual(['Send with Token', 'Inspect']);
    expect(opened.map((text) => /sent with\S* \w+ token/.exec(text)?.[0])).toEqual([
      'sent without a token',
      'sent with the token',
    ]);
  });

  it('that was answered to anybody goes with the token for what its path names', async () => {
    const server = await served((origin) => ({
      '/v2/': challenge(`Bearer realm="${origin}/token",service="s"`),
      '/token': json(200, { token: 'one' }),
      '/v2/team/app/tags/list': json(200, { tags: [] }),
    }));
    const { surface, node } = surfaceAt(
      connectionTo(server.origin, 'oci', 'password'),
      tokensFor(dana),
      typed('GET /v2/team/app/tags/list?n=5'),
      (text) => (text.includes('without a token') ? 'Send with Token' : undefined),
    );
    await tryRequest(surface, node);
    expect(paths(server).find((line) => line.startsWith('GET /token'))).toMatch(/repository%3Ateam%2Fapp%3Apull(&|$)/);
  });

  it.each([
    ['that a push asks for', 'POST /v2/team/app/blobs/uploads/', 202],
    ['of an API beside that of the registry', 'DELETE /api/v2/repositories/team/app', 204],
  ])('goes with the password %s, where everybody can read', async (_, line, status) => {
    const [method = '', path = ''] = line.split(' ');
    const server = await served(() => ({
      '/v2/': json(200, {}),
      '/v2/team/app/tags/list': json(200, { tags: [] }),
      [path]: (request, response) =>
        (request.headers.authorization === undefined ? challenge('Basic realm="zot"') : json(status, {}))(
          request,
          response,
        ),
    }));
    const { surface, node, person, opened } = surfaceAt(
      connectionTo(server.origin, 'zot', 'password'),
      tokensFor(dana),
      [{ pick: 'Another Request' }, { text: line }, { text: '' }, { confirm: true, to: method }],
    );
    await tryRequest(surface, node);
    person.done();
    expect(opened).toHaveLength(1);
    expect(opened[0]).toMatch(new RegExp(`sent with the (token|password)[^]*${String(status)}`));
  });

  it('asks once before it fetches a token for another scope than its own', async () => {
    const server = await served((origin) => ({
      '/v2/': challenge(`Bearer realm="${origin}/token",service="s"`),
      '/token': (request, response) =>
        json(200, { token: request.url?.includes('mirror') === true ? 'both' : 'one' })(request, response),
      '/v2/team/app/tags/list': (request, response) =>
        (request.headers.authorization === 'Bearer both'
          ? json(200, { tags: [] })
          : challenge(`Bearer realm="${origin}/token",service="s",scope="repository:mirror/team/app:pull"`))(
          request,
          response,
        ),
    }));
    const listTags = [{ pick: 'Repository tags' }, { text: 'team/app' }, { text: 'GET /v2/team/app/tags/list' }];
    const { surface, node, person, opened } = surfaceAt(
      connectionTo(server.origin, 'oci', 'password'),
      tokensFor(dana),
      [...listTags, ...listTags],
      (text) => (text.includes('it requires') ? 'Fetch Token for pull on mirror/team/app' : undefined),
    );
    await tryRequest(surface, node);
    const asked = person.told.length;
    await tryRequest(surface, node);
    person.done();
    expect(person.told[0]?.text).toMatch(/it requires pull on mirror\/team\/app, but the token has pull on team\/app/);
    expect(opened).toHaveLength(3);
    expect(person.told.slice(asked)).toMatchObject([{ severity: 'info' }]);
  });

  it('is not followed to a scope beyond what its path names until somebody agrees', async () => {
    const server = await served((origin) => ({
      '/v2/': challenge(`Bearer realm="${origin}/token",service="s"`),
      '/token': json(200, { token: 'one' }),
      '/v2/team/app/tags/list': challenge(
        `Bearer realm="${origin}/token",service="s",scope="repository:mirror/team/app:pull"`,
      ),
    }));
    const { surface, node, person } = surfaceAt(
      connectionTo(server.origin, 'oci', 'password'),
      tokensFor(dana),
      typed('GET /v2/team/app/tags/list'),
    );
    await tryRequest(surface, node);
    expect(paths(server)).toEqual(['GET /v2/team/app/tags/list']);
    expect(person.told[0]?.actions).toEqual(['Fetch Token for pull on mirror/team/app']);
  });

  it('names the service that a token of the registry’s choice is for, and asks again for another one', async () => {
    let service = 'shared';
    const server = await served((origin) => ({
      '/v2/': challenge(`Bearer realm="${origin}/token",service="s"`),
      '/token': (request, response) =>
        json(200, { token: request.url?.includes('mirror') === true ? 'both' : 'one' })(request, response),
      '/v2/team/app/tags/list': (request, response) =>
        challenge(`Bearer realm="${origin}/token",service="${service}",scope="repository:mirror/team/app:pull"`)(
          request,
          response,
        ),
    }));
    const listTags = [{ pick: 'Repository tags' }, { text: 'team/app' }, { text: 'GET /v2/team/app/tags/list' }];
    const { surface, node, person } = surfaceAt(
      connectionTo(server.origin, 'oci', 'password'),
      tokensFor(dana),
      [...listTags, ...listTags, ...listTags],
      (text) => (text.includes('it requires') ? 'Fetch Token for pull on mirror/team/app' : undefined),
    );
    const questions = () => person.told.flatMap(({ text }) => /which is for \w+/.exec(text)?.[0] ?? []);
    await tryRequest(surface, node);
    expect(questions()).toEqual(['which is for shared']);
    service = 'prod';
    await tryRequest(surface, node);
    await tryRequest(surface, node);
    person.done();
    expect(questions()).toEqual(['which is for shared', 'which is for prod']);
  });

  it('at the root does not ask for the placeholder that the challenge names', async () => {
    const server = await served((origin) => ({
      '/v2/': challenge(`Bearer realm="${origin}/token",service="s",scope="repository:user/image:pull"`),
      '/token': json(200, { token: 'one' }),
    }));
    const { surface, node } = surfaceAt(
      connectionTo(server.origin, 'oci', 'password'),
      tokensFor(dana),
      typed('GET /v2/'),
    );
    await tryRequest(surface, node);
    expect(paths(server).find((line) => line.includes('/token'))).not.toContain('scope=');
  });

  it('fetches no token by itself that creates something', async () => {
    const server = await served((origin) => ({
      '/v2/': challenge(`Bearer realm="${origin}/v2/auth",service="s"`),
      '/v2/auth': json(200, { token: 'one' }),
      '/v2/team/typo/blobs/uploads/x': challenge(
        `Bearer realm="${origin}/v2/auth",service="s",scope="repository:team/typo:pull,push"`,
      ),
    }));
    const { surface, node, person } = surfaceAt(
      connectionTo(server.origin, 'quay', 'quay-user'),
      tokensFor(dana),
      typed('GET /v2/team/typo/blobs/uploads/x'),
    );
    await tryRequest(surface, node);
    expect(paths(server)).toEqual(['GET /v2/team/typo/blobs/uploads/x']);
    expect(person.told[0]?.text).toMatch(/push creates the repository/);
    expect(person.told[0]?.actions).toEqual([expect.stringContaining('Fetch Token for')]);
  });
});

describe('a ready request', () => {
  it('keeps its token where only the query was edited', async () => {
    const quay = await quayLike();
    const { surface, node, person, opened } = surfaceAt(
      connectionTo(quay.origin, 'quay', 'quay-robot'),
      tokensFor(quay.credentials.robot),
      [{ pick: 'Catalog' }, { text: 'GET /v2/_catalog?n=2' }],
    );
    await tryRequest(surface, node);
    person.done();
    expect(opened).toHaveLength(1);
    expect(opened[0]).toMatch(/sent with the token[^]*200 OK/);
  });

  it('is sent without a token where nobody signs in and none is given for nothing', async () => {
    const quay = await quayLike();
    const { surface, node, person, opened } = surfaceAt(
      connectionTo(quay.origin, 'quay', 'anonymous'),
      tokensFor({ type: 'anonymous' }),
      [{ pick: 'Ping' }, { text: 'GET /v2/' }],
    );
    await tryRequest(surface, node);
    person.done();
    expect(opened[0]).toMatch(/sent without a token[^]*401 Unauthorized/);
  });
});
