// Test Token: what a service makes of a token, and what its answer says.
import type { RequestListener } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Credential } from '../src/auth/credential.js';
import type { Connection } from '../src/connections/connection.js';
import { type Playground, startPlayground } from '../src/playground/index.js';
import { startMagentoServer } from '../src/playground/magento/index.js';
import { testToken } from '../src/tokenUses.js';
import { fakeJwt } from './auth/jwtFixture.js';
import { answer, challenge, json, rateLimited, redirect } from './faults/answers.js';
import { authErrorOf } from './faults/authErrorOf.js';
import { saying } from './faults/saying.js';
import { type Routes, startFault } from './faults/server.js';
import { connectionTo, tokensFor } from './loopbackTokens.js';

const { signal } = new AbortController();
const pull = ['repository:team/app:pull'];

describe('the proof of a token', () => {
  let playground: Playground;
  beforeAll(async () => {
    playground = await startPlayground({ now: () => Date.now() });
  });
  afterAll(() => playground.stop());

  const placeNamed = (name: string) => {
    const place = playground.places.find((one) => one.name === name);
    if (!place) {
      throw new Error(name);
    }
    const connection: Connection = {
      ...connectionTo(place.address, place.kind, place.form),
      settings: place.settings ?? {},
    };
    return { connection, tokens: tokensFor(place.credential), scopes: place.scopes[0] ?? [] };
  };

  it.each([
    ['Azure-like registry', '/v2/team/app/tags/list?n=1'],
    ['Quay-like registry', '/v2/team/app/tags/list?n=1'],
    ['Distribution registry', '/v2/team/app/tags/list?n=1'],
    ['Public image', '/v2/public/hello/tags/list?n=1'],
    ['ECR-like registry', '/v2/'],
    ['ECR-like public gallery', '/v2/'],
    ['Shop, customer', '/rest/V1/customers/me'],
    ['Shop, admin user', '/rest/V1/modules'],
  ])('of %s is one request without and one with it, and is kept with the token', async (name, path) => {
    const { connection, tokens, scopes } = placeNamed(name);
    await tokens.get(connection, scopes, { signal });
    const proved = await testToken(tokens, connection, scopes, { signal });
    const { host } = new URL(connection.address);
    expect(proved.proof).toMatchObject({ accepted: true, host, at: expect.closeTo(Date.now(), -4) as number });
    expect(proved.proof?.steps.at(-1)).toMatchObject({ purpose: 'check', method: 'GET', status: 200 });
    const url = connection.address + path;
    const scheme = proved.token.scheme.toLowerCase();
    expect(proved.proof?.steps.map((step) => [step.url, step.authorization])).toEqual([
      [url, 'none'],
      [url, scheme],
    ]);
    expect(tokens.cached(connection.id).map(({ proof }) => proof)).toEqual([proved.proof]);
    expect((await tokens.get(connection, scopes, { signal })).proof).toEqual(proved.proof);
    // A new token has to prove itself.
    expect((await tokens.get(connection, scopes, { signal, fresh: true })).proof).toBeUndefined();
  });

  it('falls back to the root where the repository is not there', async () => {
    const { connection, tokens } = placeNamed('Azure-like registry');
    const proved = await testToken(tokens, connection, ['registry:catalog:*'], { signal });
    expect(proved.proof).toMatchObject({ accepted: true });
    expect(proved.proof?.steps.at(-1)?.url).toBe(`${connection.address}/v2/`);
  });

  it('tells a token that was revoked meanwhile', async () => {
    const shop = await startMagentoServer();
    const tokens = tokensFor(shop.credentials.customer);
    const connection = connectionTo(shop.origin, 'magento', 'customer');
    const { token } = await tokens.get(connection, [], { signal });
    const revoked = await fetch(`${shop.origin}/rest/V1/integration/customer/revoke-customer-token`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token.value}` },
    });
    expect(revoked.status).toBe(200);
    const { proof } = await testToken(tokens, connection, [], { signal });
    await shop.stop();
    expect(proof).toMatchObject({ accepted: false, status: 401, host: shop.host });
    expect(proof?.said?.text).toContain('self');
  });

  it.each<[string, Parameters<typeof startFault>[0], object]>([
    [
      'a refusal',
      () => ({ '*': json(403, { errors: [{ code: 'DENIED', message: 'no' }] }) }),
      { accepted: false, status: 403, said: { code: 'DENIED', text: 'no' } },
    ],
    [
      'a refusal by challenge',
      () => ({ '*': challenge('Bearer realm="https://a.example/t",error="invalid_token"') }),
      { accepted: false, status: 401, said: { code: 'invalid_token' } },
    ],
  ])('is %s where the registry does not take it', async (_, routes, expected) => {
    const server = await startFault((origin) => ({
      '/v2/': challenge(`Bearer realm="${origin}/token",service="s"`),
      '/token': json(200, { token: fakeJwt({}) }),
      ...routes(origin),
    }));
    const tokens = tokensFor({ type: 'password', username: 'dana', password: 'planted-password' });
    const { proof } = await testToken(tokens, connectionTo(server.origin, 'oci', 'password'), pull, { signal });
    await server.stop();
    expect(proof).toMatchObject(expected);
  });

  it('is made at the root where everybody reads the repository', async () => {
    const server = await startFault((origin) => ({
      '/v2/': (request, response) =>
        (request.headers.authorization === undefined
          ? challenge(`Bearer realm="${origin}/token",service="s"`)
          : json(200, {}))(request, response),
      '/token': json(200, { token: fakeJwt({}) }),
      '/v2/team/app/tags/list': json(200, { tags: [] }),
    }));
    const tokens = tokensFor({ type: 'password', username: 'dana', password: 'planted-password' });
    const { proof } = await testToken(tokens, connectionTo(server.origin, 'oci', 'password'), pull, { signal });
    await server.stop();
    expect(proof?.accepted).toBe(true);
    expect(proof?.steps.map(({ url }) => new URL(url).pathname)).toEqual(['/v2/team/app/tags/list', '/v2/', '/v2/']);
  });

  it('says nothing where everybody is answered', async () => {
    let asked = 0;
    const server = await startFault((origin) => ({
      '/v2/': (request, response) =>
        ((asked += 1) === 1 ? challenge(`Bearer realm="${origin}/token",service="s"`) : json(200, {}))(
          request,
          response,
        ),
      '/token': json(200, { token: fakeJwt({}) }),
      '/v2/team/app/tags/list': json(200, { tags: [] }),
    }));
    const connection = connectionTo(server.origin, 'oci', 'password');
    const tokens = tokensFor({ type: 'password', username: 'dana', password: 'planted-password' });
    expect(await authErrorOf(testToken(tokens, connection, pull, { signal }))).toMatchObject({
      code: 'unsupported-challenge',
      details: { reason: saying('it answers without a token, so its response doesn’t show whether the token works') },
    });
    await server.stop();
    expect(tokens.cached(connection.id)[0]?.proof).toBeUndefined();
  });

  describe('at a shop', () => {
    const customer: Credential = {
      type: 'shop-login',
      role: 'customer',
      username: 'a@b.example',
      password: 'planted-password',
    };
    const opaque = 'abcdefghijklmnopqrstuvwxyz012345';

    async function proofAt(answers: Routes, credential = customer, settings: Connection['settings'] = {}) {
      const server = await startFault(() => ({
        '/rest/V1/integration/customer/token': json(200, opaque),
        '/rest/V1/integration/admin/token': json(200, opaque),
        ...answers,
      }));
      const connection = { ...connectionTo(server.origin, 'magento', credential.type), settings };
      const tokens = tokensFor(credential);
      try {
        const { proof } = await testToken(tokens, connection, [], { signal });
        return { proof };
      } catch (error) {
        // What says nothing is not kept.
        expect(tokens.cached(connection.id)[0]?.proof).toBeUndefined();
        return { error };
      } finally {
        await server.stop();
      }
    }

    it('behind a web server password says nothing, and why', async () => {
      const gate = { username: 'stage', password: 'planted-gate' };
      const shop = await startMagentoServer({ gate });
      const tokens = tokensFor({ ...shop.credentials.customer, gate });
      const connection = connectionTo(shop.origin, 'magento', 'customer-staging');
      const error = await authErrorOf(testToken(tokens, connection, [], { signal }));
      await shop.stop();
      expect(error).toMatchObject({ code: 'unsupported-challenge', status: 401 });
      expect(error.details?.reason).toEqual(saying(/in the header that carries the token/));
      expect(tokens.cached(connection.id)[0]?.proof).toBeUndefined();
    });

    it('behind a firewall says nothing, and why', async () => {
      const { error } = await proofAt({
        '/rest/V1/customers/me': answer(403, { 'Content-Type': 'text/html' }, '<h1>'),
      });
      expect(error).toMatchObject({ code: 'unsupported-challenge', status: 403 });
    });

    it('says nothing where guests get through', async () => {
      const settings = { probe: 'V1/directory/currency' };
      const { error } = await proofAt({ '/rest/V1/directory/currency': json(200, {}) }, customer, settings);
      const reason = 'it answers without a token, so its response doesn’t show whether the token works';
      expect(error).toMatchObject({ code: 'unsupported-challenge', details: { reason: saying(reason) } });
    });

    it.each([
      ['that has not ended says nothing: its role may lack the right', 'admin', 'Magento_Backend::admin', 'denied'],
      ['of a customer that may not read its own data is dead', 'customer', 'self', 'dead'],
    ] as const)('a token %s', async (_, role, resources, expected) => {
      const token = fakeJwt({ exp: Date.now() / 1000 + 3600 });
      const message = "The consumer isn't authorized to access %resources.";
      const guest = json(401, { message, parameters: { resources } });
      const answers = {
        [`/rest/V1/integration/${role}/token`]: json(200, token),
        '/rest/V1/modules': guest,
        '/rest/V1/customers/me': guest,
      };
      const { proof, error } = await proofAt(answers, { ...customer, role });
      if (expected === 'dead') {
        expect(proof).toMatchObject({
          accepted: false,
          status: 401,
          reason: saying(/guest/),
        });
      } else {
        expect(error).toMatchObject({ code: expected, status: 401 });
      }
    });
  });

  const byToken =
    (without: RequestListener, withToken: RequestListener): RequestListener =>
    (request, response) =>
      (request.headers.authorization === undefined ? without : withToken)(request, response);
  const tags = json(200, { tags: [] });
  const page = (status: number): RequestListener => answer(status, { 'Content-Type': 'text/html' }, '<p>Sign in');

  it.each<[string, RequestListener, string]>([
    ['a failure without the token', byToken(answer(503), tags), 'server-failed'],
    ['a limit without the token', byToken(rateLimited(), tags), 'rate-limited'],
    ['a page with the token', byToken(json(403, {}), page(200)), 'unsupported-challenge'],
    ['a firewall without the token', byToken(page(403), tags), 'unsupported-challenge'],
    ['a firewall with the token', byToken(json(403, {}), page(403)), 'unsupported-challenge'],
  ])('says nothing after %s', async (_, listener, code) => {
    const server = await startFault((origin) => ({
      '/v2/': challenge(`Bearer realm="${origin}/token",service="s"`),
      '/token': json(200, { token: fakeJwt({}) }),
      '/v2/team/app/tags/list': listener,
    }));
    const connection = connectionTo(server.origin, 'oci', 'password');
    const tokens = tokensFor({ type: 'password', username: 'dana', password: 'planted-password' });
    expect(await authErrorOf(testToken(tokens, connection, pull, { signal }))).toMatchObject({ code });
    await server.stop();
    expect(tokens.cached(connection.id)[0]?.proof).toBeUndefined();
  });

  it('is made at the root where the registry hides the repository', async () => {
    const server = await startFault((origin) => ({
      '/v2/': byToken(challenge(`Bearer realm="${origin}/token",service="s"`), json(200, {})),
      '/token': json(200, { token: fakeJwt({}) }),
      '/v2/team/app/tags/list': byToken(json(404, {}), tags),
    }));
    const tokens = tokensFor({ type: 'password', username: 'dana', password: 'planted-password' });
    const { proof } = await testToken(tokens, connectionTo(server.origin, 'oci', 'password'), pull, { signal });
    await server.stop();
    expect(proof?.accepted).toBe(true);
    expect(proof?.steps.map(({ url }) => new URL(url).pathname)).toEqual(['/v2/team/app/tags/list', '/v2/', '/v2/']);
  });

  it.each<[string, Routes, string]>([
    ['the limit of requests', { '*': rateLimited('60') }, 'rate-limited'],
    ['trouble of the server', { '*': answer(502) }, 'server-failed'],
    ['another host that answers', { '*': redirect(307, 'http://127.0.0.2:1/') }, 'unreachable'],
    ['an answer of another sort', { '*': answer(418) }, 'bad-response'],
  ])('says nothing after %s', async (_, routes, code) => {
    const server = await startFault((origin) => ({
      '/v2/': challenge(`Bearer realm="${origin}/token",service="s"`),
      '/token': json(200, { token: fakeJwt({}) }),
      ...routes,
    }));
    const connection = connectionTo(server.origin, 'oci', 'password');
    const tokens = tokensFor({ type: 'password', username: 'dana', password: 'planted-password' });
    expect(await authErrorOf(testToken(tokens, connection, pull, { signal }))).toMatchObject({ code });
    await server.stop();
    expect(tokens.cached(connection.id)[0]?.proof).toBeUndefined();
  });
});
