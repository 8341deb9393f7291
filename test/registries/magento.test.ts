import { lookup } from 'node:dns';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Credential } from '../../src/auth/credential.js';
import { isAuthError } from '../../src/auth/errors.js';
import type { AuthError } from '../../src/auth/errors.js';
import { inspectToken } from '../../src/auth/inspection.js';
import { createHttp } from '../../src/auth/http.js';
import { recordTrace } from '../../src/auth/trace.js';
import type { Connection } from '../../src/connections/connection.js';
import { startMagentoServer } from '../../src/playground/magento.js';
import type { MagentoOptions, MagentoServer } from '../../src/playground/magento.js';
import { magento } from '../../src/registries/magento/magento.js';
import { tokenKnowledge } from '../../src/registries/tokenKind.js';
import type { Io, Question } from '../../src/registries/kind.js';
import { readJsonAnswer, xmlAnswerReader } from '../../src/registries/magento/answer.js';
import { probe, probeUrl, revokeCustomerTokens } from '../../src/registries/magento/probe.js';
import { shopOf } from '../../src/registries/magento/shop.js';
import { readXml } from '../../src/registries/magento/xml.js';
import { Tokens } from '../../src/tokens.js';
import type { TokenResult } from '../../src/tokens.js';
import { answer as respond, json } from '../faults/answers.js';
import { startFault } from '../faults/server.js';
import type { Routes } from '../faults/server.js';

const { signal } = new AbortController();
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

const answer = (status: number, body = '', headers: Readonly<Record<string, string>> = {}) =>
  respond(status, headers, body);
/** A page that no shop wrote. */
const html = (status: number) =>
  answer(status, '<!DOCTYPE html><title>Sign in</title>', { 'Content-Type': 'text/html' });

type Ask = NonNullable<Io['ask']>;
interface Place {
  readonly origin: string;
}
interface More {
  readonly settings?: Record<string, string>;
  readonly ask?: Ask;
  readonly chosen?: string;
  readonly allowed?: string[];
  readonly address?: string;
}

async function shop(options: MagentoOptions = {}): Promise<MagentoServer> {
  const server = await startMagentoServer(options);
  stops.push(server.stop);
  return server;
}

async function page(routes: Routes): ReturnType<typeof startFault> {
  const server = await startFault(() => routes);
  stops.push(server.stop);
  return server;
}

function connect({ origin }: Place, { settings = {}, address = origin }: More): Connection {
  return { id: 'one', kind: 'magento', address, form: 'customer', insecure: false, settings, revision: 1 };
}

async function get(server: Place, credential: Credential, more: More = {}): Promise<TokenResult> {
  const tokens = new Tokens({
    machine: 'test machine',
    now: () => Date.now(),
    lookup,
    timeout: 10_000,
    credential: () => Promise.resolve(credential),
    realms: () => ({ allowed: more.allowed ?? [], ...(more.chosen === undefined ? {} : { chosen: more.chosen }) }),
  });
  const result = await tokens.get(connect(server, more), [], { signal, ...(more.ask ? { ask: more.ask } : {}) });
  expectNoSecret(credential, result.trace);
  return result;
}

/** The failure, which must hold no secret anywhere. */
async function failure(server: Place, credential: Credential, more: More = {}): Promise<AuthError> {
  const error: unknown = await get(server, credential, more).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isAuthError(error)) {
    throw new Error('an AuthError was expected', { cause: error });
  }
  const { message, stack, service, details, trace } = error;
  expectNoSecret(credential, [message, stack, service, details, trace]);
  return error;
}

function expectNoSecret(credential: Credential, shown: unknown): void {
  const secrets = JSON.stringify(credential).match(/(?<="(?:password|token)":")[^"]+/g) ?? [];
  const text = JSON.stringify(shown);
  secrets.forEach((secret) => {
    expect(text).not.toContain(secret);
    expect(text).not.toContain(Buffer.from(secret).toString('base64').slice(0, -2));
  });
}

const login = (more: Partial<Extract<Credential, { type: 'shop-login' }>> = {}): Credential => ({
  type: 'shop-login',
  role: 'customer',
  username: 'roni@example.com',
  password: 'planted-password-7f3a',
  ...more,
});
const wrong = (credential: Extract<Credential, { type: 'shop-login' }>): Credential => ({
  ...credential,
  password: 'planted-wrong-91bc',
});
const protocols = ['rest-json', 'rest-xml', 'soap'] as const;

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
    expect(magento.outputs[2]?.text(token, registry, [])).toContain(`'${server.base}/rest/V1/customers/me'`);
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
    expect(error.details?.reason).toMatch(/30 minutes after 6 failures/);
    expect(server.received).toHaveLength(1);
  });

  it('of a locked account is refused in the same words, though right', async () => {
    const server = await shop();
    for (let count = 0; count < 6; count += 1) await failure(server, wrong(server.credentials.admin));
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

describe('two factors', () => {
  const both = { active: ['duo_security', 'google'], allowed: ['duo_security', 'google'] };
  /** Answers in turn, and keeps the questions. */
  function asker(...codes: (() => string | undefined)[]) {
    const questions: Question[] = [];
    const ask: Ask = async (question) => {
      questions.push(question);
      return codes.shift()?.();
    };
    return { questions, ask };
  }

  it.each(protocols)('take one code, with the password sent to the route of the provider: %s', async (protocol) => {
    const server = await shop({ secondFactor: both });
    const code = server.code();
    const { questions, ask } = asker(() => ` ${code.slice(0, 3)} ${code.slice(3)} `);
    const { token, trace } = await get(server, server.credentials.admin, { ask, settings: { protocol } });
    expect(token.details?.realm).toContain(
      protocol === 'soap' ? '/soap/default' : '/rest/V1/tfa/provider/google/authenticate',
    );
    expect(questions).toEqual([
      {
        title: 'Two-Factor Sign-In at {host}',
        prompt: expect.stringContaining('Google Authenticator') as unknown,
        secret: false,
        values: { host: server.host, said: '' },
      },
    ]);
    expect(server.received.at(-1)?.body).toContain(code);
    expect(JSON.stringify(trace)).not.toContain(code);
    // By SOAP the admin service is replaced by another before any password is looked at.
    expect(server.received).toHaveLength(protocol === 'soap' ? 3 : 2);
    await probeWith(server, server.credentials.admin, token);
  });

  it('ask again for the code alone', async () => {
    const server = await shop({ secondFactor: both });
    const { questions, ask } = asker(
      () => '000000x',
      () => server.code(),
    );
    await get(server, server.credentials.admin, { ask });
    expect(questions[1]).toMatchObject({
      prompt: 'The code was refused: {said} Enter the next one.',
      values: { said: 'Invalid code.' },
    });
    expect(server.received).toHaveLength(3);
  });

  const onAuthy = { active: ['authy'], allowed: ['authy'] };
  const labels = ['Code of the Authy app', 'Have Authy send a code by SMS', 'Have Authy call and say a code'];

  it.each(protocols)('of Authy come as one likes: %s', async (protocol) => {
    for (const [index, label] of [...labels, 'Have Authy ask on the phone'].entries()) {
      const server = await shop({ secondFactor: onAuthy });
      const { questions, ask } = asker(
        () => label,
        () => (index < labels.length ? server.code() : 'approved'),
      );
      const { token } = await get(server, server.credentials.admin, { ask, settings: { protocol } });
      await probeWith(server, server.credentials.admin, token);
      expect(questions[0]?.choices).toHaveLength(4);
      const sent = server.received.filter(({ url, body }) => /send-token|SendToken/.test(url + body));
      expect(sent.map(({ body }) => />?"?(sms|call|onetouch)\b/.exec(body)?.[1])).toEqual(
        [[], ['sms'], ['call'], ['onetouch']][index],
      );
    }
  });

  it('that were denied on the phone are told, and not asked again', async () => {
    const server = await shop({ secondFactor: { ...onAuthy, onPhone: 'deny' } });
    const { questions, ask } = asker(
      () => 'Have Authy ask on the phone',
      () => 'approved',
    );
    expect(await failure(server, server.credentials.admin, { ask })).toMatchObject({
      code: 'second-factor',
      service: { text: 'Onetouch prompt was denied or timed out.' },
    });
    expect(questions[1]?.choices).toEqual([{ value: 'approved', label: 'I have approved it' }]);
    expect(server.received).toHaveLength(3);
  });

  it('offer every provider that works here', async () => {
    const all = ['u2fkey', 'google', 'authy'];
    const server = await shop({ secondFactor: { active: all, allowed: all } });
    const { questions, ask } = asker(
      () => 'Code of Google Authenticator (or another authenticator app)',
      () => server.code(),
    );
    await get(server, server.credentials.admin, { ask });
    expect(questions[0]?.choices).toHaveLength(5);
  });

  it('end after three codes', async () => {
    const server = await shop({ secondFactor: both });
    const { ask } = asker(
      () => '111111',
      () => '222222',
      () => '333333',
      () => '444444',
    );
    expect(await failure(server, server.credentials.admin, { ask })).toMatchObject({
      code: 'second-factor',
      service: { text: 'Invalid code.' },
      details: { reason: '3 codes were refused' },
    });
    expect(server.received).toHaveLength(4);
  });

  it('end quietly when nobody answers', async () => {
    const server = await shop({ secondFactor: both });
    const { ask } = asker(() => undefined);
    expect(await failure(server, server.credentials.admin, { ask })).toMatchObject({ code: 'cancelled' });
    expect(server.received).toHaveLength(1);
  });

  it('are not asked for in the background', async () => {
    const server = await shop({ secondFactor: both });
    expect(await failure(server, server.credentials.admin)).toMatchObject({ code: 'second-factor' });
  });

  it.each([
    [
      'need a browser',
      { active: ['duo_security', 'u2fkey'], allowed: [] },
      /Duo Security or a security key .* browser/,
    ],
    ['are of an unknown sort', { active: ['carrier_pigeon'], allowed: [] }, /“carrier_pigeon” works only in a browser/],
    ['are not set up', { active: [], allowed: ['google'] }, /sent a mail/],
  ])('that %s are explained', async (_, secondFactor, reason) => {
    const server = await shop({ secondFactor });
    const { questions, ask } = asker();
    for (const protocol of ['rest-json', 'rest-xml']) {
      const error = await failure(server, server.credentials.admin, { ask, settings: { protocol } });
      expect([error.code, error.details?.reason]).toEqual(['second-factor', expect.stringMatching(reason)]);
    }
    expect(questions).toEqual([]);
  });

  it('that nobody allowed yet are the shop’s own words', async () => {
    const server = await shop({ secondFactor: { active: [], allowed: [] } });
    expect(await failure(server, server.credentials.admin)).toMatchObject({
      code: 'denied',
      service: { text: expect.stringContaining('administrator') as unknown },
    });
  });

  it('are not named after a wrong password', async () => {
    const server = await shop({ secondFactor: both });
    const { questions, ask } = asker(() => '1');
    expect(await failure(server, wrong(server.credentials.admin), { ask })).toMatchObject({ code: 'refused' });
    expect(questions).toEqual([]);
  });

  it('that come as an answer and not as an error are understood too', async () => {
    const server = await page({
      '/rest/V1/integration/admin/token': json(200, {
        user_id: 1,
        message: 'Use the endpoints.',
        active_providers: [{ code: 'authy' }],
      }),
      '/rest/V1/tfa/provider/authy/authenticate': json(200, 'a-token-of-thirty-two-characters'),
    });
    const { questions, ask } = asker(
      () => 'Code of the Authy app',
      () => '1234567',
    );
    const { token } = await get(server, login({ role: 'admin' }), { ask });
    expect([token.value, questions[1]?.prompt]).toEqual(['a-token-of-thirty-two-characters', 'Code of the Authy app']);
  });

  it('keep the token that was won while the credential was tried', async () => {
    const server = await shop({ secondFactor: both });
    const { admin } = server.credentials;
    const { ask } = asker(() => server.code());
    const tokens = new Tokens({
      machine: 'test machine',
      now: () => Date.now(),
      lookup,
      timeout: 10_000,
      credential: () => Promise.resolve(admin),
      realms: () => ({ allowed: [] }),
    });
    const won = await tokens.try(connect(server, {}), admin, [], { signal, ask });
    const kept = await tokens.get(connect(server, {}), [], { signal });
    expect([kept.cached, kept.token.value]).toEqual([true, won.token.value]);
  });
});

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
      /web server in front of the shop \(“Staging”\) wants a user name/,
    ],
    [
      'may refuse its password',
      () => login({ gate: { ...gate, password: 'planted-no-12' } }),
      'refused',
      /did not take the user name and password for it/,
    ],
    [
      'leaves no room for a token, of which that says nothing',
      ({ credentials }) => credentials.integration,
      'unsupported-challenge',
      /where the token has to stand/,
    ],
  ])('%s', async (_, credential, code, reason) => {
    const server = await shop({ gate });
    const error = await failure(server, credential(server));
    expect([error.code, error.details?.reason]).toEqual([code, expect.stringMatching(reason)]);
    expect(server.received).toHaveLength(1);
  });

  it('leaves a wrong password to the shop', async () => {
    const server = await shop({ gate });
    expect((await failure(server, wrong(server.credentials.customer))).details?.reason).toMatch(/6 failures/);
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
      details: { reason: expect.stringMatching(/guest.*since 2\.4\.4/) as unknown },
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

function world(server: Place, credential: Credential) {
  const trace = recordTrace('test machine', []);
  const io: Io = {
    machine: 'test machine',
    http: createHttp({ now: Date.now, lookup, signal, timeout: 10_000, trace }),
    now: Date.now,
    lookup,
    signal,
    secrets: [],
  };
  const registry = new URL(server.origin);
  const request = { registry, credential, scopes: [], settings: {}, insecure: false, allowedRealms: [] };
  return { io, request, place: shopOf(request) };
}

async function probeWith(server: Place, credential: Credential, token: TokenResult['token']): Promise<void> {
  const { io, place } = world(server, credential);
  const role = credential.type === 'shop-login' ? credential.role : 'admin';
  await probe(place, probeUrl(place, role, {}), token, io);
}

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
      details: { origin: target.origin, address: `${target.base}/`, reason: `the base URL should be ${target.base}/` },
    });
    expect(target.received).toHaveLength(0);
    await get(server, customer, { chosen: error.details?.address ?? '' });
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
    expect(error).toMatchObject({ code: 'redirected', details: { reason: expect.stringMatching(reason) as unknown } });
    expect(error.details?.address).toBe(address);
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

describe('an answer', () => {
  const type = (contentType: string) => ({ 'Content-Type': contentType });
  it.each<[string, Routes[string], Record<string, unknown>]>([
    [
      'of a shop in maintenance',
      html(503),
      { code: 'server-failed', details: { reason: 'the shop may be in maintenance mode' } },
    ],
    [
      'of something else',
      html(200),
      { code: 'bad-response', details: { reason: expect.stringContaining('base URL') as unknown } },
    ],
    [
      'of a firewall',
      html(403),
      { code: 'denied', details: { reason: expect.stringContaining('firewall') as unknown } },
    ],
    [
      'without the route',
      json(404, { message: 'Request does not match any route.' }),
      { code: 'not-found', details: { reason: 'the shop has no such route: check the base URL' } },
    ],
    [
      'without any route',
      html(404),
      { code: 'not-found', details: { reason: expect.stringContaining('index.php') as unknown } },
    ],
    ['with a number', json(200, 17), { code: 'bad-response' }],
    ['with an empty token', json(200, ''), { code: 'bad-response' }],
    ['with a token that no header can hold', json(200, 'a b'), { code: 'bad-response' }],
    ['too large', answer(200, `"${'a'.repeat(300_000)}"`, type('application/json')), { code: 'bad-response' }],
    [
      'about a CAPTCHA',
      json(400, { message: 'ReCaptcha validation failed, please try again' }),
      { code: 'unsupported-challenge', details: { schemes: ['reCAPTCHA'] } },
    ],
    [
      'about a field',
      json(400, { message: '"%fieldName" is required.', parameters: { fieldName: 'username' } }),
      { code: 'invalid-input', service: { text: '"username" is required.' } },
    ],
    [
      'about several fields',
      json(400, {
        message: 'Errors.',
        errors: [
          { message: '%fieldName!', parameters: { fieldName: 'a' } },
          { message: '%fieldName!', parameters: { fieldName: 'b' } },
        ],
      }),
      { code: 'invalid-input', service: { text: 'Errors. a! b!' } },
    ],
    [
      'with a template by position',
      json(400, { message: '%1 is not %2, %10.', parameters: ['one', 'two'] }),
      { code: 'denied', service: { text: 'one is not two, one0.' } },
    ],
    [
      'with a template by name',
      json(401, { message: '%resources %resourcesMore', parameters: { resources: 'a', resourcesMore: ['b', 'c'] } }),
      { code: 'refused', service: { text: 'a b, c' } },
    ],
    [
      'with a template and nothing to put in',
      json(401, { message: '%resources', parameters: null, trace: null }),
      { code: 'refused', service: { text: '%resources' } },
    ],
    [
      'in the shape of rendering errors',
      json(406, { messages: { error: [{ code: 406, message: 'No such type.' }] } }),
      { code: 'denied', service: { text: 'No such type.' } },
    ],
    [
      'that echoes the password',
      json(400, { message: 'not %1', parameters: ['planted-password-7f3a'] }),
      { service: { text: 'not …' } },
    ],
  ])('%s', async (_, route, expected) => {
    const server = await page({ '*': route });
    expect(await failure(server, login())).toMatchObject(expected);
    expect(server.received).toHaveLength(1);
  });

  it.each<[string, string, string]>([
    ['in quotes', 'application/json; charset=utf-8', '"abcdefghijklmnopqrstuvwxyz012345"'],
    ['in quotes without a type', '', '"abcdefghijklmnopqrstuvwxyz012345"'],
    ['bare, its quotes taken by a proxy', 'text/plain', 'abcdefghijklmnopqrstuvwxyz012345\n'],
  ])('with a token %s', async (_, contentType, body) => {
    const server = await page({ '*': answer(200, body, contentType === '' ? {} : type(contentType)) });
    expect((await get(server, login())).token.value).toBe('abcdefghijklmnopqrstuvwxyz012345');
  });

  const envelope = (body: string) =>
    answer(
      200,
      `<?xml version="1.0"?><e:Envelope xmlns:e="x"><e:Body>${body}</e:Body></e:Envelope>`,
      type('application/soap+xml'),
    );
  const fault = (code: string, text: string, more = '') =>
    envelope(
      `<e:Fault><e:Code><e:Value>e:${code}</e:Value></e:Code><e:Reason><e:Text xml:lang="de">${text}</e:Text></e:Reason>${more}</e:Fault>`,
    );
  it.each<[string, string, Routes[string], Record<string, unknown>]>([
    ['a cut token', 'rest-xml', answer(200, '<response>abcdef', type('application/xml')), { code: 'bad-response' }],
    [
      'a token in pieces',
      'rest-xml',
      answer(200, '<response><a>b</a></response>', type('application/xml')),
      { code: 'bad-response' },
    ],
    [
      'entities of its own',
      'rest-xml',
      answer(200, '<!DOCTYPE r [<!ENTITY a "x">]><response>&a;</response>', type('application/xml')),
      { code: 'bad-response' },
    ],
    [
      'a refusal',
      'rest-xml',
      answer(
        401,
        '<?xml version="1.0"?>\n<response><message>%1 &amp; &#37;2</message><parameters><item>a</item></parameters></response>\n',
        type('application/xml'),
      ),
      { code: 'refused', service: { text: 'a & %2' } },
    ],
    [
      'a rendering error',
      'rest-xml',
      answer(
        406,
        '<error><messages><error><data_item><code>406</code><message>No.</message></data_item></error></messages></error>',
        type('application/xml'),
      ),
      { service: { code: '406', text: 'No.' } },
    ],
    ['JSON for all that', 'rest-xml', json(401, { message: 'No.' }), { code: 'refused', service: { text: 'No.' } }],
    ['a page', 'rest-xml', html(200), { code: 'bad-response' }],
    [
      'the fault of the receiver',
      'soap',
      fault('Receiver', 'Internal error. Details are available in the log. Report ID: x'),
      { code: 'server-failed', status: 200 },
    ],
    [
      'a fault with 500',
      'soap',
      answer(
        500,
        `<e:Envelope><e:Body><e:Fault><e:Code><e:Value>e:Sender</e:Value></e:Code><e:Reason><e:Text>No.</e:Text></e:Reason></e:Fault></e:Body></e:Envelope>`,
        type('application/soap+xml'),
      ),
      { code: 'refused' },
    ],
    [
      'an unknown service',
      'soap',
      fault(
        'Sender',
        'Service "%1" is gone.',
        '<e:Detail><m:GenericFault><m:Parameters><m:GenericFaultParameter><m:key>1</m:key><m:value>integrationCustomerTokenServiceV1</m:value></m:GenericFaultParameter></m:Parameters></m:GenericFault></e:Detail>',
      ),
      { code: 'not-found', service: { text: 'Service "integrationCustomerTokenServiceV1" is gone.' } },
    ],
    ['no result', 'soap', envelope('<ns1:xResponse/>'), { code: 'bad-response' }],
  ])('with %s by %s', async (_, protocol, route, expected) => {
    const server = await page({ '*': route });
    const error = await failure(server, login(), { settings: { protocol } });
    expect(error).toMatchObject(expected);
    const { service } = error;
    if (service) expect(error.trace?.steps[0]?.service).toEqual(service);
  });

  it('of any other content is read as no token, and never throws', () => {
    const piece = fc.constantFrom(
      ...['<response>', '</response>', '<item>', '</item>', '<message>', '</message>', '<e:Body>', '</e:Body>'],
      ...[
        '&#x110000;',
        '&amp;',
        '__proto__',
        '<constructor>',
        '</constructor>',
        '{',
        '"',
        '%1',
        ']]>',
        '<![CDATA[',
        '<a b="',
      ],
    );
    const text = fc
      .array(fc.oneof(piece, fc.string({ maxLength: 5 })), { maxLength: 16 })
      .map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(
        text,
        fc.constantFrom('', 'application/json', 'application/xml', 'text/html'),
        (body, contentType) => {
          for (const read of [readJsonAnswer, xmlAnswerReader(readXml)]) {
            expect(read(body, contentType).token ?? 'none').toMatch(/^[\x21-\x7e]+$/);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

it('a CAPTCHA on the shop of the playground is recognised', async () => {
  const server = await shop({ captcha: true });
  for (const protocol of protocols) {
    expect(await failure(server, server.credentials.customer, { settings: { protocol } })).toMatchObject({
      code: 'unsupported-challenge',
      details: { schemes: ['reCAPTCHA'] },
    });
  }
});

it('a shop without rewriting asks for index.php', async () => {
  const server = await shop({ rewrites: false });
  expect((await failure(server, server.credentials.customer)).details?.reason).toContain('index.php');
  await get(server, server.credentials.customer, { settings: { path: '/index.php', protocol: 'soap' } });
});

it('a mistyped store code is named', async () => {
  const server = await shop();
  const error = await failure(server, server.credentials.customer, { settings: { store: 'fr' } });
  expect(error).toMatchObject({
    code: 'not-found',
    details: { reason: 'the shop has no such route: check the base URL and the store code “fr”' },
  });
});
