import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { type MagentoOptions, type MagentoServer, startMagentoServer } from '../../src/playground/magento/index.js';
import { totp } from '../../src/playground/magento/totp.js';
import { basic, bearer, type Reply, send, type Sent } from './send.js';

const start = Date.UTC(2026, 0, 1);
let time = start;
const servers: MagentoServer[] = [];
afterEach(async () => {
  time = start;
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function shop(options: MagentoOptions = {}): Promise<MagentoServer> {
  const server = await startMagentoServer({ now: () => time, ...options });
  servers.push(server);
  return server;
}

const customerToken = 'rest/V1/integration/customer/token';
const adminToken = 'rest/V1/integration/admin/token';

function post(type: string, body: string, accept?: string): Sent {
  const headers = [['Content-Type', type] as const, ...(accept === undefined ? [] : [['Accept', accept] as const])];
  return { method: 'POST', headers, body };
}

const signIn = (server: MagentoServer, values: Record<string, unknown> = {}, route = customerToken) =>
  send(`${server.base}/${route}`, post('application/json', JSON.stringify({ ...pairOf(server), ...values })));
const pairOf = ({ credentials: { customer } }: MagentoServer) => ({
  username: customer.username,
  password: customer.password,
});
const message = ({ text }: Reply) => (JSON.parse(text) as { message: string }).message;
const tokenOf = async (server: MagentoServer) => JSON.parse((await signIn(server)).text) as string;

describe('the codes of authenticator apps', () => {
  // RFC 6238 appendix B, SHA-1, the last six digits
  it.each([
    [59, '287082'],
    [1111111109, '081804'],
    [1234567890, '005924'],
    [20000000000, '353130'],
  ])('at %i s', (seconds, code) => {
    expect(totp(Buffer.from('12345678901234567890'), seconds * 1000)).toBe(code);
  });
});

describe('tokens', () => {
  it('are JWTs with exactly these members, for an hour', async () => {
    const server = await shop();
    const token = await tokenOf(server);
    expect(decodeProtectedHeader(token)).toEqual({ kid: '1', alg: 'HS256' });
    expect(Object.entries(decodeJwt(token))).toEqual([
      ['uid', 2],
      ['utypid', 3],
      ['iat', start / 1000],
      ['exp', start / 1000 + 3600],
    ]);
    const me = () => send(`${server.base}/rest/V1/customers/me`, { headers: [bearer(token)] });
    expect((await me()).status).toBe(200);
    time = start + 3600_000;
    expect((await me()).status).toBe(401);
  });

  it.each([
    ['opaque', /^[a-z0-9]{32}$/],
    ['jwe', /^([\w-]+\.){4}[\w-]+$/],
  ] as const)('are %s where the shop is set up so', async (tokenForm, form) => {
    const server = await shop({ tokenForm });
    const token = await tokenOf(server);
    expect(token).toMatch(form);
    expect((await send(`${server.base}/rest/V1/customers/me`, { headers: [bearer(token)] })).status).toBe(200);
    time = start + 3600_000;
    expect((await send(`${server.base}/rest/V1/customers/me`, { headers: [bearer(token)] })).status).toBe(401);
  });

  it.each([
    ['none', []],
    ['one in quotes', [['Authorization', 'Bearer "abc"']]],
    ['two blanks', [['Authorization', 'Bearer  abc']]],
    ['another scheme', [basic('roni', 'x')]],
    ['nonsense', [bearer('abc')]],
  ] as const)('%s makes a guest', async (_, headers) => {
    const server = await shop();
    const reply = await send(`${server.base}/rest/V1/customers/me`, { headers });
    expect([reply.status, JSON.parse(reply.text)]).toEqual([
      401,
      { message: expect.any(String) as unknown, parameters: { resources: 'self' } },
    ]);
  });

  it('of a customer all end with a revocation, those of that second too', async () => {
    const server = await shop();
    const [first, second] = [await tokenOf(server), await tokenOf(server)];
    const revoked = await send(`${server.base}/rest/V1/integration/customer/revoke-customer-token`, {
      method: 'POST',
      headers: [bearer(first)],
    });
    expect(revoked.text).toBe('true');
    const same = await tokenOf(server);
    time += 1000;
    const next = await tokenOf(server);
    const statuses = [first, second, same, next].map(
      async (token) => (await send(`${server.base}/rest/V1/customers/me`, { headers: [bearer(token)] })).status,
    );
    expect(await Promise.all(statuses)).toEqual([401, 401, 401, 200]);
  });
});

describe('what is sent', () => {
  const xml = ({ username, password }: { username: string; password: string }) =>
    `<login><username>${username}</username><password>${password}</password></login>`;

  it.each<[string, string, (pair: { username: string; password: string }) => string]>([
    ['JSON', 'application/json', (pair) => JSON.stringify(pair)],
    ['JSON in UTF-8', 'application/json; charset=UTF-8', (pair) => JSON.stringify(pair)],
    ['XML', 'application/xml', xml],
    ['XML with another root and line breaks', 'application/xml', (pair) => xml(pair).replaceAll('login>', 'x>\n')],
  ])('as %s is taken', async (_, type, body) => {
    const server = await shop();
    const reply = await send(`${server.base}/${customerToken}`, post(type, body(pairOf(server))));
    expect([reply.status, reply.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
  });

  it.each<[string, number, string, string]>([
    ['no type', 400, '', '{}'],
    ['a form', 400, 'application/x-www-form-urlencoded', 'username=USER&password=PASS'],
    ['text/xml', 400, 'text/xml', '<l><username>USER</username><password>PASS</password></l>'],
    ['another charset', 400, 'application/json; charset=latin1', '{"username":"USER","password":"PASS"}'],
    ['another parameter', 400, 'application/json; x=1', '{"username":"USER","password":"PASS"}'],
    ['what is no JSON', 400, 'application/json', '{'],
    ['what is no XML', 400, 'application/xml', '<l><username>USER</l></username>'],
    ['an attribute', 400, 'application/xml', '<l><username a="1">USER</username><password>PASS</password></l>'],
    [
      'CDATA in the middle',
      401,
      'application/xml',
      '<l><username>USER</username><password>PA<![CDATA[SS]]></password></l>',
    ],
    [
      'a repeated element',
      400,
      'application/xml',
      '<l><username>USER</username><password>PASS</password><password>x</password></l>',
    ],
  ])('%s is refused', async (_, status, type, body) => {
    const server = await shop();
    const { username, password } = pairOf(server);
    const text = body
      .replace('USER', username)
      .replace('PASS', password)
      .replace('PA<', `${password.slice(0, 5)}<`);
    expect((await send(`${server.base}/${customerToken}`, post(type, text))).status).toBe(status);
  });

  it.each([
    [undefined, 'application/json'],
    ['*/*', 'application/json'],
    ['application/*', 'application/json'],
    ['application/xml', 'application/xml'],
    ['text/xml', 'application/xml'],
    ['application/json;q=0.5, application/xml', 'application/xml'],
    ['nonsense', 'application/json'],
  ])('with Accept %s is answered as %s', async (accept, type) => {
    const server = await shop();
    const reply = await send(
      `${server.base}/${customerToken}`,
      post('application/json', JSON.stringify(pairOf(server)), accept),
    );
    expect([reply.status, reply.headers['content-type']]).toEqual([200, `${type}; charset=utf-8`]);
    expect(reply.text).toMatch(
      type.endsWith('xml') ? /^<\?xml version="1.0"\?>\n<response>[^<]+<\/response>\n$/ : /^"[^"]+"$/,
    );
  });

  it('with an Accept that nothing fits is answered in the second shape', async () => {
    const server = await shop();
    const reply = await send(`${server.base}/${customerToken}`, post('application/json', '{}', 'image/png'));
    expect([reply.status, JSON.parse(reply.text)]).toMatchObject([406, { messages: { error: [{ code: 406 }] } }]);
  });
});

describe('what is refused', () => {
  it.each([
    ['a wrong password', { password: 'wrong' }, 401, undefined],
    ['an unknown user', { username: 'nobody' }, 401, undefined],
    ['no password', { password: '' }, 400, { fieldName: 'password' }],
    ['null', { password: null }, 400, { fieldName: 'password' }],
  ])('%s', async (_, values, status, parameters) => {
    const reply = await signIn(await shop(), values);
    expect([reply.status, (JSON.parse(reply.text) as { parameters?: unknown }).parameters]).toEqual([
      status,
      parameters,
    ]);
  });

  it('nothing at all names each field', async () => {
    const reply = await signIn(await shop(), { username: null, password: null });
    expect(JSON.parse(reply.text)).toMatchObject({
      errors: [{ parameters: { fieldName: 'username' } }, { parameters: { fieldName: 'password' } }],
    });
  });

  it('after six failures even the right password, for half an hour; five do no harm', async () => {
    const server = await shop();
    const fail = async (times: number) => {
      for (let count = 0; count < times; count += 1) {
        await signIn(server, { password: 'wrong' });
      }
    };
    await fail(5);
    expect((await signIn(server)).status).toBe(200);
    await fail(6);
    const locked = await signIn(server);
    expect([locked.status, message(locked)]).toEqual([401, message(await signIn(server, { username: 'nobody' }))]);
    time += 1_800_000;
    expect((await signIn(server)).status).toBe(200);
  });

  it.each([
    ['a store code that no store has', 'POST', 'rest/fr/V1/integration/customer/token', 404],
    ['a GET', 'GET', customerToken, 404],
    ['the path of the manual for Duo', 'POST', 'rest/V1/tfa/provider/duo-security/authenticate', 404],
    ['reading through all', 'GET', 'rest/all/V1/modules', 400],
    ['what is no web API', 'GET', 'checkout', 404],
  ])('%s', async (_, method, route, status) => {
    const server = await shop();
    expect((await send(`${server.base}/${route}`, { method })).status).toBe(status);
  });

  it.each(['rest/default/', 'rest/de/', 'rest/all/', 'index.php/rest/', 'index.php/rest/de/'])(
    'nothing below %s',
    async (prefix) => {
      const server = await shop({ path: '/shop' });
      expect((await signIn(server, {}, customerToken.replace('rest/', prefix))).status).toBe(200);
    },
  );

  it('addresses without index.php, where they are not rewritten', async () => {
    const server = await shop({ rewrites: false });
    expect((await signIn(server)).status).toBe(404);
    expect((await signIn(server, {}, `index.php/${customerToken}`)).status).toBe(200);
  });

  it('who does not pass the web server in front', async () => {
    const server = await shop({ gate: { username: 'stage', password: 'pass' } });
    const reply = await signIn(server);
    expect([reply.status, reply.headers['www-authenticate']]).toEqual([401, 'Basic realm="Staging"']);
  });

  it('integration tokens as bearers, where that is off', async () => {
    for (const integrationBearer of [true, false]) {
      const server = await shop({ integrationBearer });
      const reply = await send(`${server.base}/rest/V1/modules`, {
        headers: [bearer(server.credentials.integration.token)],
      });
      expect(reply.status).toBe(integrationBearer ? 200 : 401);
    }
  });
});

describe('two factors', () => {
  const both = { active: ['google', 'duo_security'], allowed: ['google', 'duo_security'] };
  const admin = ({ credentials }: MagentoServer, more: Record<string, unknown> = {}) => ({
    username: credentials.admin.username,
    password: credentials.admin.password,
    ...more,
  });
  const google = 'rest/V1/tfa/provider/google/authenticate';

  it('are named after the right password only', async () => {
    const server = await shop({ secondFactor: both });
    expect((await signIn(server, admin(server, { password: 'wrong' }), adminToken)).status).toBe(401);
    const reply = await signIn(server, admin(server), adminToken);
    expect([reply.status, JSON.parse(reply.text)]).toMatchObject([
      400,
      { parameters: { active_providers: both.active } },
    ]);
  });

  it('take a code once', async () => {
    const server = await shop({ secondFactor: both });
    const otp = server.code();
    expect((await signIn(server, admin(server, { otp: '000000x' }), google)).status).toBe(401);
    expect((await signIn(server, admin(server, { otp }), google)).status).toBe(200);
    expect(message(await signIn(server, admin(server, { otp }), google))).toBe('Invalid code.');
    time += 30_000;
    expect((await signIn(server, admin(server, { otp: server.code() }), google)).status).toBe(200);
  });

  it.each([
    ['not allowed', { active: ['authy'], allowed: ['authy'] }, 'Provider is not allowed.'],
    ['not configured', { active: [], allowed: ['google'] }, 'Provider is not configured.'],
  ])('that are %s are refused', async (_, secondFactor, text) => {
    const server = await shop({ secondFactor });
    const reply = await signIn(server, admin(server, { otp: server.code() }), google);
    expect([reply.status, message(reply)]).toEqual([400, text]);
  });
});

describe('SOAP', () => {
  const service = 'integrationCustomerTokenServiceV1';
  const urlOf = (server: MagentoServer) => `${server.base}/soap/default?services=${service}`;
  const call = (
    server: MagentoServer,
    wrong: { namespace?: string; operation?: string; url?: string; type?: string } = {},
  ) => {
    const { namespace = urlOf(server), url = urlOf(server), type = 'application/soap+xml; charset=utf-8' } = wrong;
    const { operation = `${service}CreateCustomerAccessTokenRequest` } = wrong;
    const { username, password } = pairOf(server);
    return send(
      url,
      post(
        type,
        `<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body><x:${operation} xmlns:x="${namespace}"><username>${username}</username><password>${password}</password></x:${operation}></e:Body></e:Envelope>`,
      ),
    );
  };

  it('answers with the token in result', async () => {
    const reply = await call(await shop());
    expect([reply.status, reply.headers['content-type']]).toEqual([200, 'application/soap+xml; charset=UTF-8']);
    expect(reply.text).toMatch(
      /<ns1:integrationCustomerTokenServiceV1CreateCustomerAccessTokenResponse [^>]*><result>[\w.-]+<\/result>/,
    );
  });

  it.each([
    ['the namespace of another service', { namespace: 'http://other.example/' }],
    ['another operation', { operation: 'login' }],
    ['SOAP 1.1', { type: 'text/xml' }],
  ])('refuses %s with a fault and 200', async (_, wrong) => {
    const server = await shop();
    const reply = await call(server, wrong);
    expect([reply.status, reply.text.includes('<env:Value>env:Sender</env:Value>')]).toEqual([200, true]);
  });

  it.each(['/soap/fr?services=integrationCustomerTokenServiceV1', '/soap/default?services=nope'])(
    'has no %s',
    async (path) => {
      const server = await shop();
      expect((await call(server, { url: server.base + path })).text).toContain('Fault');
    },
  );
});
