// What stands before a shop, and its tokens in use.
import { describe, expect, it } from 'vitest';
import type { Credential } from '../../../src/auth/credential.js';
import type { MagentoServer } from '../../../src/playground/magento/index.js';
import { revokeCustomerTokens } from '../../../src/registries/magento/probe.js';
import { saying } from '../../faults/saying.js';
import { answer, failure, get, login, page, probeWith, shop, world, wrong } from './shop.js';

describe('the web server in front', () => {
  const gate = { username: 'stage', password: 'planted-gate-55aa' };

  it('gets its own user name and password, the shop gets the other', async () => {
    const server = await shop({ gate });
    await get(server, server.credentials.customer);
    expect(server.received[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from('stage:planted-gate-55aa').toString('base64')}`,
    );
  });

  it.each<[string, (server: MagentoServer) => Credential, string, RegExp]>([
    [
      'is told apart',
      ({ credentials }) => login({ username: credentials.customer.username }),
      'refused',
      /web server in front of the shop \(“Staging”\) requires its own user name/,
    ],
    [
      'may refuse its password',
      () => login({ gate: { ...gate, password: 'planted-no-12' } }),
      'refused',
      /rejected its user name and password/,
    ],
    [
      'leaves no room for a token, of which that says nothing',
      ({ credentials }) => credentials.integration,
      'unsupported-challenge',
      /in the header that carries the token/,
    ],
  ])('%s', async (_, credential, code, reason) => {
    const server = await shop({ gate });
    const error = await failure(server, credential(server));
    expect([error.code, error.details?.reason]).toEqual([code, saying(reason)]);
    expect(server.received).toHaveLength(1);
  });

  it('leaves a wrong password to the shop', async () => {
    const server = await shop({ gate });
    expect((await failure(server, wrong(server.credentials.customer))).details?.reason).toEqual(saying(/6 failures/));
  });
});

describe('an integration access token', () => {
  it('is used as it is, after one look whether the shop takes it', async () => {
    const server = await shop();
    const { integration } = server.credentials;
    const { token } = await get(server, integration);
    expect(token).toMatchObject({ value: integration.token, expirySource: 'none' });
    expect(server.received).toMatchObject([
      { method: 'GET', url: '/rest/V1/modules', headers: { authorization: `Bearer ${integration.token}` } },
    ]);
  });

  it('that makes a guest is refused, with what may be the reason', async () => {
    const server = await shop({ integrationBearer: false });
    expect(await failure(server, server.credentials.integration)).toMatchObject({
      code: 'refused',
      service: { text: "The consumer isn't authorized to access Magento_Backend::admin." },
      details: { reason: saying(/guest.*since 2\.4\.4/) },
    });
  });

  it('may be checked at a route that its role may read', async () => {
    const server = await shop();
    const { token } = await get(server, server.credentials.storeAdmin);
    const narrow: Credential = { type: 'bearer', token: token.value };
    expect(await failure(server, narrow)).toMatchObject({
      code: 'denied',
      details: { scopes: ['Magento_Backend::admin'] },
    });
    const settings = { probe: 'V1/store/storeConfigs', store: 'all' };
    await get(server, narrow, { settings });
    expect(server.received.at(-1)?.url).toBe('/rest/V1/store/storeConfigs');
  });
});

describe('revoking', () => {
  it('ends the tokens of a customer, which the probe notices', async () => {
    const server = await shop();
    const { customer } = server.credentials;
    const { token } = await get(server, customer);
    const { io, request } = world(server, customer);
    await revokeCustomerTokens(request, token, io);
    expect(server.received.at(-1)).toMatchObject({
      method: 'POST',
      url: '/rest/V1/integration/customer/revoke-customer-token',
      headers: { authorization: `Bearer ${token.value}` },
      body: '',
    });
    await expect(probeWith(server, customer, token)).rejects.toMatchObject({ code: 'refused', status: 401 });
    await expect(revokeCustomerTokens(request, token, io)).rejects.toMatchObject({ code: 'refused' });
  });

  it('is nothing that admin users can do', async () => {
    const server = await shop();
    const { token } = await get(server, server.credentials.admin);
    const { io, request } = world(server, server.credentials.admin);
    await expect(revokeCustomerTokens(request, token, io)).rejects.toMatchObject({ code: 'refused' });
  });
});

describe('a redirect', () => {
  it('is not followed; it says what the base URL should be, and that may be used', async () => {
    const target = await shop({ path: '/shop' });
    const server = await shop({ canonical: target.base });
    const { customer } = target.credentials;
    const error = await failure(server, customer);
    expect(error).toMatchObject({
      code: 'redirected',
      details: {
        origin: target.origin,
        address: `${target.base}/`,
        reason: saying(`the base URL should be ${target.base}/`),
      },
    });
    expect(target.received).toHaveLength(0);
    const chosen = error.details?.address ?? '';
    expect(await failure(server, customer, { chosen })).toMatchObject({
      code: 'realm-needs-consent',
      details: { origin: target.origin, verdict: 'same-domain' },
    });
    expect(target.received).toHaveLength(0);
    await get(server, customer, { chosen, allowed: [target.origin] });
    expect(target.received).toMatchObject([{ url: '/shop/rest/V1/integration/customer/token' }]);
  });

  it('to another host needs the word of the user', async () => {
    const server = await shop();
    const other = server.origin.replace('127.0.0.1', 'localhost');
    const { customer } = server.credentials;
    const error = await failure(server, customer, { chosen: `${other}/shop/` });
    expect(error).toMatchObject({ code: 'realm-needs-consent', details: { origin: other } });
    expect(server.received).toHaveLength(0);
    // The playground answers to its own address only, so being told that is having asked.
    expect(await failure(server, customer, { chosen: `${other}/shop/`, allowed: [other] })).toMatchObject({
      status: 421,
    });
  });

  it.each([
    ['elsewhere', { Location: 'https://login.example/?next=%2F' }, 'https://login.example/?next=…', /leads away/],
    ['nowhere', {}, undefined, /no usable address/],
  ])('that leads %s says so', async (_, headers, address, reason) => {
    const server = await page({ '*': answer(302, '', headers) });
    const error = await failure(server, login());
    expect(error).toMatchObject({ code: 'redirected', details: { reason: saying(reason) } });
    expect(error.details?.address).toBe(address);
  });
});
