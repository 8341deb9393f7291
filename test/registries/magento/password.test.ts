// A shop and a user name with its password, sent once.
import { describe, expect, it } from 'vitest';
import type { Credential } from '../../../src/auth/credential.js';
import { inspectToken } from '../../../src/inspection/inspection.js';
import { magento } from '../../../src/registries/magento/index.js';
import { tokenKnowledge } from '../../../src/registries/tokenKnowledge.js';
import { json } from '../../faults/answers.js';
import { saying } from '../../faults/saying.js';
import { outputText } from '../outputText.js';
import { answer, failure, get, login, type More, page, probeWith, protocols, shop, wrong } from './shop.js';

describe('a password', () => {
  it.each([
    [{}, '/rest/V1/integration/customer/token'],
    [{ store: 'de' }, '/rest/de/V1/integration/customer/token'],
    [{ store: 'all' }, '/rest/all/V1/integration/customer/token'],
    [{ path: '/index.php' }, '/index.php/rest/V1/integration/customer/token'],
    [{ path: 'index.php/', store: 'default' }, '/index.php/rest/default/V1/integration/customer/token'],
  ])('goes once to the route of its shop: %o', async (settings, url) => {
    const server = await shop();
    const { customer } = server.credentials;
    const { token } = await get(server, customer, { settings });
    expect(server.received).toHaveLength(1);
    expect(server.received[0]).toMatchObject({
      method: 'POST',
      url,
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify({ username: customer.username, password: customer.password }),
    });
    expect(server.received[0]?.headers).not.toHaveProperty('authorization');
    expect(token).toMatchObject({ scheme: 'Bearer', use: 'access', scopes: [], expirySource: 'claim' });
    expect(token).not.toHaveProperty('granted');
    expect(((token.expiresAt ?? 0) - Date.now()) / 60_000).toBeCloseTo(60, 0);
  });

  it('goes below the path of the base URL', async () => {
    const server = await shop({ path: '/shop' });
    const { token } = await get(server, server.credentials.customer, { settings: { path: '/shop/' } });
    expect(token.details).toMatchObject({
      realm: `${server.base}/rest/V1/integration/customer/token`,
      probe: `${server.base}/rest/V1/customers/me`,
    });
    const registry = new URL(server.origin);
    const texts = magento.outputs.map((output) => outputText(output, token, registry));
    expect(texts[2]?.endsWith(` ${server.base}/rest/V1/customers/me`)).toBe(true);
  });

  it.each(protocols)('wins a token of a customer and of an admin user by %s', async (protocol) => {
    const server = await shop();
    const { customer, admin } = server.credentials;
    const accepts = { 'rest-json': 'application/json', 'rest-xml': 'application/xml', soap: 'application/soap+xml' };
    for (const [credential, type] of [
      [customer, 3],
      [admin, 2],
    ] as const) {
      const { token, trace } = await get(server, credential, { settings: { protocol } });
      const { claims } = inspectToken({ token, now: Date.now(), knowledge: tokenKnowledge(magento) });
      expect(claims.find(({ name }) => name === 'utypid')).toMatchObject({
        value: String(type),
        meaning: expect.any(String) as unknown,
      });
      expect(server.received.at(-1)?.headers.accept).toBe(accepts[protocol]);
      expect(trace.steps[0]?.body?.text).toMatch(/\$USERNAME.*\$PASSWORD/);
      await probeWith(server, credential, token);
    }
  });

  it.each(protocols)('with every awkward character arrives as it is by %s', async (protocol) => {
    const password = `a&b<c>"d'é€ 😀 ]]> end\t`;
    const server = await page({ '*': answer(401) });
    await failure(server, login({ password }), { settings: { protocol } });
    const body = server.received[0]?.body ?? '';
    const sent =
      protocol === 'rest-json'
        ? (JSON.parse(body) as { password: string }).password
        : unescape(/<password>([^]*)<\/password>/.exec(body)?.[1] ?? '');
    expect(sent).toBe(password);
  });

  const unescape = (text: string) =>
    text.replace(
      /&(amp|lt|gt|quot);/g,
      (_, name: 'amp' | 'lt' | 'gt' | 'quot') => ({ amp: '&', lt: '<', gt: '>', quot: '"' })[name],
    );

  it.each([
    ['a control character', 'a\u0001b'],
    ['nothing but blanks', ' \t \t '],
  ])('of %s goes by JSON only', async (_, password) => {
    const server = await page({ '*': answer(401) });
    expect(await failure(server, login({ password }), { settings: { protocol: 'rest-xml' } })).toMatchObject({
      code: 'invalid-input',
      details: { field: 'password' },
    });
    expect(server.received).toHaveLength(0);
    await failure(server, login({ password }));
    expect(server.received).toHaveLength(1);
  });

  it.each(protocols)('that is wrong is sent once, and says how many tries there are: %s', async (protocol) => {
    const server = await shop();
    const error = await failure(server, wrong(server.credentials.customer), { settings: { protocol } });
    expect(error).toMatchObject({
      code: 'refused',
      service: { text: expect.stringContaining('incorrect') as unknown },
    });
    expect(error.details?.reason).toEqual(saying(/30 minutes after 6 failures/));
    expect(server.received).toHaveLength(1);
  });

  it('of a locked account is refused in the same words, though right', async () => {
    const server = await shop();
    for (let count = 0; count < 6; count += 1) {
      await failure(server, wrong(server.credentials.admin));
    }
    expect(await failure(server, server.credentials.admin)).toMatchObject({ code: 'refused', status: 401 });
  });

  it('of other credentials is not asked for', async () => {
    const server = await shop();
    const other: Credential = { type: 'password', username: 'a', password: 'planted-b' };
    expect(await failure(server, other)).toMatchObject({ code: 'no-credential' });
    expect(server.received).toHaveLength(0);
  });

  it.each([
    ['opaque', /^Only/, 'opaque'],
    ['jwe', /^This token is encrypted/, 'encrypted'],
  ] as const)('wins an %s token, which states no expiry', async (tokenForm, sentence, state) => {
    const server = await shop({ tokenForm });
    const { token } = await get(server, server.credentials.customer);
    expect(token.expirySource).toBe('none');
    expect(token).not.toHaveProperty('expiresAt');
    const host = new URL(server.origin).host;
    const [first] = inspectToken({ token, host, now: Date.now() }).answers;
    expect([first.state, first.text]).toEqual([state, expect.stringMatching(sentence)]);
  });
});

describe('a password is not sent', () => {
  it.each<[string, More, string]>([
    ['over plain http', { address: 'http://shop.example' }, 'untrusted-realm'],
    [
      'to the cloud service, which has none',
      { address: 'https://na1.api.commerce.adobe.com' },
      'unsupported-challenge',
    ],
    ['below a path that leaves the shop', { settings: { path: '/../x' } }, 'invalid-input'],
    ['to a store code that is none', { settings: { store: 'a/b' } }, 'invalid-input'],
    ['by a web API that is none', { settings: { protocol: 'graphql' } }, 'invalid-input'],
    ['to a route that is none', { settings: { probe: 'V1/../x' } }, 'invalid-input'],
  ])('%s', async (_, more, code) => {
    const server = await page({ '*': answer(401) });
    expect(
      await failure(server, more.settings?.probe ? { type: 'bearer', token: 'planted' } : login(), more),
    ).toMatchObject({ code });
    expect(server.received).toHaveLength(0);
  });
});

it('a shop without rewriting asks for index.php', async () => {
  const server = await shop({ rewrites: false });
  expect((await failure(server, server.credentials.customer)).details?.reason).toEqual(saying(/index\.php/));
  await get(server, server.credentials.customer, { settings: { path: '/index.php', protocol: 'soap' } });
});

it('a refusal at the store code "all" hints at it', async () => {
  const server = await page({ '*': json(401, { message: 'The account sign-in was incorrect.' }) });
  const error = await failure(server, login(), { settings: { store: 'all' } });
  expect(error).toMatchObject({ code: 'refused', details: { reason: saying(/so leave it empty/) } });
});

it('a mistyped store code is named', async () => {
  const server = await shop();
  const error = await failure(server, server.credentials.customer, { settings: { store: 'fr' } });
  expect(error).toMatchObject({
    code: 'not-found',
    details: { reason: saying('the shop has no such route; check the base URL and the store code “fr”') },
  });
});
