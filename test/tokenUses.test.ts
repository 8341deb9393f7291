import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RequestWanted } from '../src/distribution/sendRequest.js';
import { type QuayServer, startQuayServer } from '../src/playground/quay/index.js';
import { referrersOf, revokeTokens, sendWithToken } from '../src/tokenUses.js';
import { fakeJwt } from './auth/jwtFixture.js';
import { answer, challenge, json, redirect } from './faults/answers.js';
import { authErrorOf } from './faults/authErrorOf.js';
import { type FaultServer, type Routes, startFault } from './faults/server.js';
import { connectionTo, tokensFor } from './loopbackTokens.js';

const { signal } = new AbortController();
const pull = ['repository:team/app:pull'];

describe('a request with a token', () => {
  let quay: QuayServer;
  const servers: FaultServer[] = [];
  beforeAll(async () => {
    quay = await startQuayServer();
  });
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.stop()));
  });
  afterAll(() => quay.stop());

  /** A registry whose tokens are the given one. */
  async function registry(routes: Routes, token = fakeJwt({})): Promise<FaultServer> {
    const server = await startFault((origin) => ({
      '/v2/': challenge(`Bearer realm="${origin}/token",service="s"`),
      '/token': json(200, { token }),
      ...routes,
    }));
    servers.push(server);
    return server;
  }
  const send = (
    origin: string,
    wanted: Partial<RequestWanted> & { readonly path: string },
    scopes: readonly string[] | undefined = pull,
  ) =>
    sendWithToken(
      tokensFor({ type: 'password', username: 'dana', password: 'planted-password' }),
      connectionTo(origin, 'oci', 'password'),
      { method: 'GET', ...wanted },
      scopes,
      { signal },
    );
  const sentBy = (server: FaultServer, path: string) =>
    server.received
      .filter(({ url }) => url.split('?')[0] === path)
      .map(({ method, rawHeaders, body }) => {
        const headers = rawHeaders.map((text, index) => (index % 2 === 0 ? text.toLowerCase() : text));
        const of = (name: string) => headers[headers.indexOf(name) + 1];
        return {
          method,
          body,
          authorization: headers.includes('authorization') ? of('authorization')?.split(' ')[0] : undefined,
          accept: of('accept'),
          contentType: headers.includes('content-type') ? of('content-type') : undefined,
        };
      });

  it('is answered, with what may be shown', async () => {
    const tokens = tokensFor(quay.credentials.robot);
    const connection = connectionTo(quay.origin, 'quay', 'quay-robot');
    const wanted = { method: 'GET', path: '/v2/team/app/tags/list?n=2' } as const;
    const { answer: first, trace } = await sendWithToken(tokens, connection, wanted, pull, { signal });
    expect(first).toMatchObject({ status: 200, host: quay.host, authorised: true, wants: [] });
    expect(first.body).toMatchObject({ type: 'json', text: expect.stringContaining('"name": "team/app"') as string });
    expect(first.headers).toMatchObject({ 'content-type': expect.stringContaining('json') as string });
    expect(trace.steps.at(-1)).toMatchObject({ purpose: 'content', authorization: 'bearer', status: 200 });
    // The token is kept for the next.
    const before = quay.received.length;
    await sendWithToken(tokens, connection, wanted, pull, { signal });
    expect(quay.received).toHaveLength(before + 1);
  });

  it('says what a challenge wants when it goes without', async () => {
    const tokens = tokensFor(quay.credentials.robot);
    const connection = connectionTo(quay.origin, 'quay', 'quay-robot');
    const { answer: refused } = await sendWithToken(
      tokens,
      connection,
      { method: 'GET', path: '/v2/team/app/tags/list' },
      undefined,
      { signal },
    );
    expect(refused).toMatchObject({ status: 401, authorised: false, wants: pull });
  });

  it('carries a body and its type, which the trace does not show', async () => {
    const server = await registry({ '/x': json(201, {}) });
    const { answer: made, trace } = await send(server.origin, {
      method: 'POST',
      path: '/x',
      body: '{"password":"planted"}',
    });
    expect(made.status).toBe(201);
    expect(sentBy(server, '/x')).toEqual([
      {
        method: 'POST',
        body: '{"password":"planted"}',
        authorization: 'Bearer',
        accept: expect.stringContaining('application/json') as string,
        contentType: 'application/json',
      },
    ]);
    expect(JSON.stringify(trace)).not.toContain('planted');
  });

  it.each(['PUT', 'PATCH', 'DELETE', 'HEAD'] as const)('can be a %s', async (method) => {
    const server = await registry({ '/x': answer(202) });
    const { answer: done, trace } = await send(server.origin, { method, path: '/x' });
    expect(done.status).toBe(202);
    expect(sentBy(server, '/x')).toMatchObject([{ method }]);
    expect(trace.steps.at(-1)?.method).toBe(method);
  });

  it('takes the token to its host only', async () => {
    const other = await startFault(() => ({ '/y': json(200, { fine: true }) }), { address: '127.0.0.2' });
    servers.push(other);
    const server = await registry({ '/x': redirect(307, `${other.origin}/y?signature=planted`) });
    const { answer: followed } = await send(server.origin, { path: '/x' });
    expect(followed).toMatchObject({ status: 200, host: other.host, url: `${other.origin}/y?signature=…` });
    expect(sentBy(other, '/y')).toMatchObject([{ authorization: undefined }]);

    const { answer: kept } = await send(server.origin, { method: 'DELETE', path: '/x' });
    expect(kept).toMatchObject({ status: 307, headers: { location: `${other.origin}/y?signature=…` } });
    expect(other.received).toHaveLength(1);
  });

  it.each([
    [
      '</a?n=1&sig=planted>; rel="next", </b?n=2&X-Amz-Signature=planted>; rel="prev"; anchor="/c?sig=planted"',
      '<ORIGIN/a?n=1&sig=…>; rel="next", <ORIGIN/b?n=2&X-Amz-Signature=…>; rel="prev"; anchor="/c?…"',
    ],
    ['<https://[broken?sig=planted>; rel="next"', '<…>; rel="next"'],
    ['</open?sig=planted', '</open?…'],
    ['/bare?n=1&sig=planted', 'ORIGIN/bare?n=1&sig=…'],
  ])('shows the links of an answer without their signatures: %s', async (link, shown) => {
    const server = await registry({ '/x': json(200, {}, { Link: link }) });
    const { answer: linked } = await send(server.origin, { path: '/x' });
    expect(linked.headers.link).toBe(shown.replaceAll('ORIGIN', server.origin));
  });

  it('sends nothing at all to a path that leaves the place', async () => {
    const server = await registry({ '*': json(200, {}) });
    for (const path of ['//127.0.0.2/x', '/../x', 'http://127.0.0.2/', '/x\r\nX-A: b']) {
      expect(await authErrorOf(send(server.origin, { path }))).toMatchObject({ code: 'invalid-input' });
    }
    expect(server.received).toEqual([]);
  });

  it('shows no secret that the service echoes', async () => {
    const token = fakeJwt({ sub: 'dana' });
    const echo = { you: `Bearer ${token}`, also: token, password: 'planted-password', again: 'planted-password' };
    const server = await registry({ '/x': json(200, echo, { 'X-Token': token, Etag: token }) }, token);
    const { answer: echoed, trace } = await send(server.origin, { path: '/x' });
    const shown = JSON.stringify([echoed, trace]);
    expect(shown).not.toContain('planted');
    for (const part of token.split('.')) {
      expect(shown).not.toContain(part);
    }
    expect(Object.keys(echoed.headers)).not.toContain('x-token');
  });

  it('shows no password that a registry without tokens echoes in a listing', async () => {
    const host = await startFault(() => ({
      '/v2/': (request, response) =>
        (request.headers.authorization ? json(200, {}) : challenge('Basic realm="r"'))(request, response),
      '/v2/team/app/manifests/latest': answer(200, { 'docker-content-digest': `sha256:${'a'.repeat(64)}` }),
      '*': json(403, { errors: [{ code: 'DENIED', message: 'dana:planted-password may not' }] }),
    }));
    servers.push(host);
    const tokens = tokensFor({ type: 'password', username: 'dana', password: 'planted-password' });
    const connection = connectionTo(host.origin, 'oci', 'password');
    const error = await authErrorOf(referrersOf(tokens, connection, 'team/app', 'latest', { signal }));
    expect(error).toMatchObject({ code: 'denied', service: { text: 'dana:… may not' } });
    expect(JSON.stringify(error.trace)).not.toContain('planted-password');
  });

  it('describes what is too large', async () => {
    const server = await registry({ '/x': answer(200, { 'Content-Type': 'text/plain' }, 'x'.repeat(5_000_000)) });
    expect((await send(server.origin, { path: '/x' })).answer).toMatchObject({
      status: 200,
      body: { type: 'too-large', limit: 4 * 1024 * 1024 },
    });
  });
});

it('a token that its revocation refuses is dropped', async () => {
  const server = await startFault(() => ({
    '/rest/V1/integration/customer/token': json(200, 'abcdefghijklmnopqrstuvwxyz012345'),
    '/rest/V1/integration/customer/revoke-customer-token': json(401, { message: 'Not authorized.' }),
  }));
  try {
    const tokens = tokensFor({ type: 'shop-login', role: 'customer', username: 'dana', password: 'planted' });
    const connection = connectionTo(server.origin, 'magento', 'customer');
    await tokens.get(connection, [], { signal });
    expect(await authErrorOf(revokeTokens(tokens, connection, { signal }))).toMatchObject({ code: 'refused' });
    expect(tokens.cached(connection.id)).toEqual([]);
  } finally {
    await server.stop();
  }
});
