import { decodeJwt } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import type { Credential } from '../../../src/auth/credential.js';
import { audiences } from '../../../src/playground/acr/entra.js';
import { people } from '../../../src/playground/acr/identities.js';
import type { AcrOptions, AcrServer } from '../../../src/playground/acr/index.js';
import { findKind } from '../../../src/registries/index.js';
import { listRepositories } from '../../../src/tokenUses.js';
import { answer, challenge, json, redirect } from '../../faults/answers.js';
import { saying } from '../../faults/saying.js';
import { startFault, type Stoppable } from '../../faults/server.js';
import {
  certificateFor,
  connect,
  failure,
  names,
  signal,
  startLoginServer,
  summary,
  tokensInNetwork,
} from './loginServer.js';

const { tenant } = people.dana;
const scopes = ['repository:hello-world:pull', 'repository:team/app:pull,push'];
const minute = 60_000;

const servers: Stoppable[] = [];
afterEach(() => Promise.all(servers.splice(0).map(({ stop }) => stop())));

async function start(options: AcrOptions = {}, name = 'contoso.azurecr.io'): Promise<AcrServer> {
  const server = await startLoginServer(name, options);
  servers.push(server);
  return server;
}

const entra = (tokens: { accessToken?: string; refreshToken?: string; tenant?: string }): Credential => ({
  type: 'foreign-tokens',
  ...tokens,
});
const exchanges = ({ received }: AcrServer) => received.filter(({ url }) => url === '/oauth2/exchange');
const posts = ({ received }: AcrServer) => received.filter(({ method }) => method === 'POST').map(summary);

describe('Entra tokens', () => {
  it.each([
    ['access_token', true, false, undefined],
    ['access_token', true, false, tenant],
    ['refresh_token', false, true, tenant],
    ['access_token_refresh_token', true, true, undefined],
  ])('are exchanged with the grant %s (access %s, refresh %s, tenant %s)', async (grant, access, refresh, inTenant) => {
    const server = await start();
    const given = {
      ...(access ? { accessToken: await server.entra.accessToken() } : {}),
      ...(refresh ? { refreshToken: server.entra.refreshToken() } : {}),
      ...(inTenant === undefined ? {} : { tenant: inTenant }),
    };
    const tokens = await tokensInNetwork(entra(given));
    const { token, trace } = await tokens.get(connect(server.origin), scopes, { signal });

    expect(server.received[0]).toMatchObject({ method: 'GET', url: '/v2/' });
    expect(posts(server)).toEqual([
      [
        'POST',
        '/oauth2/exchange',
        {
          grant_type: grant,
          service: server.host,
          ...(inTenant === undefined ? {} : { tenant: inTenant }),
          ...(given.accessToken === undefined ? {} : { access_token: given.accessToken }),
          ...(given.refreshToken === undefined ? {} : { refresh_token: given.refreshToken }),
        },
      ],
      [
        'POST',
        '/oauth2/token',
        {
          grant_type: 'refresh_token',
          refresh_token: token.refreshToken,
          service: server.host,
          scope: scopes.join(' '),
          client_id: 'registry-auth',
        },
      ],
    ]);
    expect(server.received.every(({ headers }) => headers.authorization === undefined)).toBe(true);
    expect(token).toMatchObject({ use: 'access', granted: scopes });
    expect(decodeJwt(token.refreshToken ?? '')).toMatchObject({ grant_type: 'refresh_token', tenant });
    const said = JSON.stringify(trace);
    for (const secret of [given.accessToken, given.refreshToken, token.refreshToken, token.value]) {
      expect(secret === undefined || !said.includes(secret)).toBe(true);
    }
  });

  it('win one refresh token for everybody who asks meanwhile and afterwards', async () => {
    const server = await start();
    const tokens = await tokensInNetwork(entra({ accessToken: await server.entra.accessToken() }));
    const get = (scope: string) => tokens.get(connect(server.origin), [scope], { signal });
    await Promise.all([get('repository:team/app:pull'), get('repository:hello-world:pull')]);
    await get('repository:public/hello:pull');
    expect(exchanges(server)).toHaveLength(1);
    expect(tokens.canRenew(connect(server.origin))).toBe(true);
  });

  it('are not needed any more once they are exchanged, and nothing asks for them until the end', async () => {
    let now = Date.now();
    const server = await start({ now: () => now });
    let credential = entra({ accessToken: await server.entra.accessToken() });
    const tokens = await tokensInNetwork(credential, { now: () => now, credential: async () => credential });
    await tokens.try(connect(server.origin), credential, ['repository:team/app:pull'], { signal });
    credential = entra({}); // what was stored
    now += 80 * minute; // the access token has ended, the refresh token has not
    const { cached } = await tokens.get(connect(server.origin), ['repository:team/app:pull'], { signal });
    expect(cached).toBe(false);
    now += 120 * minute;
    expect(tokens.canRenew(connect(server.origin))).toBe(false);
    const before = server.received.length;
    expect(await failure(tokens.get(connect(server.origin), ['repository:x:pull'], { signal }))).toMatchObject({
      code: 'expired-credential',
    });
    expect(server.received.slice(before).map(summary)).toEqual([['GET', '/v2/']]);
  });

  it('that are tried use nothing that others won before', async () => {
    const server = await start();
    const [good, garbage] = [await server.entra.accessToken(), 'eyJ.garbage.of-somebody-else'];
    const tokens = await tokensInNetwork(entra({}));
    const attempt = (accessToken: string, scope: string) =>
      tokens.try(connect(server.origin), entra({ accessToken }), [scope], { signal });
    await attempt(good, 'repository:team/app:pull');
    // The same ones need not be exchanged again.
    await attempt(good, 'repository:hello-world:pull');
    expect(exchanges(server)).toHaveLength(1);

    expect(await failure(attempt(garbage, 'repository:team/app:pull'))).toMatchObject({ code: 'refused' });
    const bodies = exchanges(server).map(({ body }) => new URLSearchParams(body).get('access_token'));
    expect(bodies).toEqual([good, garbage]);
    expect(tokens.cached('one')).toEqual([]);
    expect(tokens.canRenew(connect(server.origin))).toBe(false);
  });

  it('that were tried and not saved leave nothing to those of the saved ones', async () => {
    const server = await start();
    const credential = entra({ accessToken: await server.entra.accessToken() });
    const tokens = await tokensInNetwork(credential);
    const [kept, tried] = [connect(server.origin), connect(server.origin, { revision: 2 })];
    await tokens.get(kept, ['repository:team/app:pull'], { signal });
    await tokens.try(tried, credential, ['repository:team/app:pull'], { signal });
    tokens.forgetTried('one', 1);
    expect([kept, tried].map((one) => tokens.canRenew(one))).toEqual([true, false]);
    expect(tokens.cached('one').map(({ revision }) => revision)).toEqual([1]);
  });

  it.each([
    ['forgotten', (tokens: Awaited<ReturnType<typeof tokensInNetwork>>) => tokens.forget('one')],
    [
      'those of an older credential',
      (tokens: Awaited<ReturnType<typeof tokensInNetwork>>) => tokens.forgetOlder({ id: 'one', revision: 2 }),
    ],
  ])('leave nothing behind when they are %s', async (_, forget) => {
    const server = await start();
    const tokens = await tokensInNetwork(entra({ accessToken: await server.entra.accessToken() }));
    await tokens.get(connect(server.origin), ['repository:team/app:pull'], { signal });
    forget(tokens);
    expect(tokens.canRenew(connect(server.origin))).toBe(false);
    await tokens.get(connect(server.origin), ['repository:team/app:pull'], { signal });
    expect(exchanges(server)).toHaveLength(2);
  });

  it('are exchanged once more where the registry no longer takes the refresh token', async () => {
    let taken = true;
    const granted = json(200, { access_token: 'an-access-token' });
    const refused = json(401, { errors: [{ code: 'UNAUTHORIZED', message: 'authentication required' }] });
    const server = await startFault(
      (origin) => ({
        '/v2/': challenge(`Bearer realm="${origin}/oauth2/token",service="contoso.azurecr.io"`),
        '/oauth2/exchange': json(200, { refresh_token: 'a-refresh-token' }),
        '/oauth2/token': (request, response) => (taken ? granted : refused)(request, response),
      }),
      { tls: await certificateFor('contoso.azurecr.io'), name: 'contoso.azurecr.io', defaultPort: true },
    );
    servers.push(server);
    const tokens = await tokensInNetwork(entra({ refreshToken: 'of-entra' }));
    await tokens.get(connect(server.origin), ['repository:team/app:pull'], { signal });
    taken = false;
    const before = server.received.length;
    const error = await failure(tokens.get(connect(server.origin), ['repository:hello-world:pull'], { signal }));
    // The exchange just accepted the sign-in, so that is not what is refused.
    expect(error).toMatchObject({
      code: 'denied',
      status: 401,
      details: { reason: saying('it accepted the sign-in but doesn’t issue a token for this scope') },
    });
    const later = server.received.slice(before).filter(({ method }) => method === 'POST');
    expect(later.map(({ url }) => url)).toEqual(['/oauth2/token', '/oauth2/exchange', '/oauth2/token']);
    expect(tokens.canRenew(connect(server.origin))).toBe(true);
  });

  it('sign in without a repository: a token is never asked for without a scope', async () => {
    const server = await start();
    const tokens = await tokensInNetwork(entra({ accessToken: await server.entra.accessToken({ person: 'lee' }) }));
    const { token } = await tokens.get(connect(server.origin), [], { signal });
    expect(token.scopes).toEqual([]);
    expect(new URLSearchParams(server.received.at(-1)?.body).get('scope')).toBe('registry:catalog:*');
    expect(tokens.canRenew(connect(server.origin))).toBe(true);
  });

  it.each([
    ['an empty 400', ''],
    ['a 400 about our request', JSON.stringify({ errors: [{ code: 'BAD_REQUEST', message: 'scope is required' }] })],
  ])('are not blamed for %s, and the refresh token is kept', async (_, body) => {
    const server = await startFault(
      (origin) => ({
        '/v2/': challenge(`Bearer realm="${origin}/oauth2/token",service="contoso.azurecr.io"`),
        '/oauth2/exchange': json(200, { refresh_token: 'a-refresh-token' }),
        '/oauth2/token': answer(400, { 'Content-Type': 'application/json' }, body),
      }),
      { tls: await certificateFor('contoso.azurecr.io'), name: 'contoso.azurecr.io', defaultPort: true },
    );
    servers.push(server);
    const tokens = await tokensInNetwork(entra({ refreshToken: 'of-entra' }));
    expect(await failure(tokens.get(connect(server.origin), scopes, { signal }))).toMatchObject({
      code: 'invalid-input',
      status: 400,
    });
    expect(tokens.canRenew(connect(server.origin))).toBe(true);
  });

  it('let the catalogue be refused while the repository works, as with repository permissions (ABAC)', async () => {
    const server = await start();
    const tokens = await tokensInNetwork(entra({ accessToken: await server.entra.accessToken({ person: 'lee' }) }));
    const { token } = await tokens.get(connect(server.origin), ['repository:team/app:pull,push'], { signal });
    expect(token.granted).toEqual(['repository:team/app:pull']);
    await expect(listRepositories(tokens, connect(server.origin), { signal })).rejects.toMatchObject({
      code: 'denied',
    });
    expect(findKind('acr')?.scopes?.catalogueRefused).toMatch(/normal .*ABAC/);
  });

  it.each<[string, AcrOptions, (server: AcrServer) => Promise<Credential> | Credential, object]>([
    [
      'that have ended',
      {},
      async ({ entra: stand }) => entra({ accessToken: await stand.accessToken({ lifetime: -10 }) }),
      { code: 'expired-credential', status: 401 },
    ],
    [
      'for another audience',
      {},
      async ({ entra: stand }) =>
        entra({ accessToken: await stand.accessToken({ audience: 'https://graph.example' }) }),
      { code: 'refused', status: 401, service: { code: 'UNAUTHORIZED' } },
    ],
    [
      'of another tenant',
      {},
      async ({ entra: stand }) => entra({ accessToken: await stand.accessToken(), tenant: 'fabrikam.example' }),
      { code: 'refused', status: 401 },
    ],
    [
      'for the management API where those are disabled',
      { managementTokens: 'disabled' },
      async ({ entra: stand }) => entra({ accessToken: await stand.accessToken() }),
      { code: 'refused', status: 401 },
    ],
    [
      'of two people',
      {},
      async ({ entra: stand }) =>
        entra({ accessToken: await stand.accessToken(), refreshToken: stand.refreshToken('lee') }),
      { code: 'refused', status: 401 },
    ],
    [
      'of an identity without a role',
      {},
      async ({ entra: stand }) => entra({ accessToken: await stand.accessToken({ person: 'kim' }) }),
      {
        code: 'denied',
        status: 403,
        service: { text: 'retrieving permissions failed' },
        details: { reason: saying(/no role/) },
      },
    ],
    [
      'made up',
      {},
      () => entra({ refreshToken: 'made-up' }),
      { code: 'refused', status: 401, service: { code: 'UNAUTHORIZED' } },
    ],
  ])('%s are refused with one request', async (_, options, credential, expected) => {
    const server = await start(options);
    const tokens = await tokensInNetwork(await credential(server));
    const error = await failure(tokens.get(connect(server.origin), scopes, { signal }));
    expect(error).toMatchObject(expected);
    expect(error.trace?.steps.at(-1)?.headers).toHaveProperty('x-ms-correlation-request-id');
    expect(server.received.map(summary).slice(1)).toHaveLength(1);
    expect(exchanges(server)).toHaveLength(1);
  });

  it('for the registry itself work where those for the management API are disabled', async () => {
    const server = await start({ managementTokens: 'disabled' });
    const accessToken = await server.entra.accessToken({ audience: audiences.registry });
    const tokens = await tokensInNetwork(entra({ accessToken }));
    expect((await tokens.get(connect(server.origin), scopes, { signal })).token.granted).toEqual(scopes);
  });

  it('stopped by a firewall say so', async () => {
    const server = await start();
    const closed = await startFault(
      () => ({
        '/v2/': challenge('Bearer realm="/oauth2/token",service="contoso.azurecr.io"'),
        '*': json(403, { errors: [{ code: 'DENIED', message: "client with IP '127.0.0.1' is not allowed access" }] }),
      }),
      { tls: await certificateFor('contoso.azurecr.io'), name: 'contoso.azurecr.io', defaultPort: true },
    );
    servers.push(closed);
    const tokens = await tokensInNetwork(entra({ accessToken: await server.entra.accessToken() }));
    const error = await failure(tokens.get(connect(closed.origin), scopes, { signal }));
    expect(error).toMatchObject({
      code: 'denied',
      details: { reason: saying(/firewall/) },
    });
  });
});

describe('where Entra tokens go', () => {
  const planted = 'eyJ-planted-access-token';
  const secret = entra({ accessToken: planted, refreshToken: 'planted-refresh-token' });

  /** A server that would take anything from anybody. */
  async function greedy(name: string | undefined, realm?: string, defaultPort = true) {
    const server = await startFault(
      (origin) => ({
        '/v2/': challenge(`Bearer realm="${realm ?? `${origin}/oauth2/token`}",service="x"`),
        '/oauth2/exchange': json(200, { refresh_token: 'planted-refresh' }),
        '/oauth2/token': json(200, { access_token: 'planted-access' }),
      }),
      name === undefined ? {} : { tls: await certificateFor(name), name, defaultPort },
    );
    servers.push(server);
    return server;
  }

  const everything = (servers: readonly { received: readonly object[] }[]) =>
    JSON.stringify(servers.map(({ received }) => received));

  it.each(names.filter((name) => /^contoso\S*\.azurecr\.(io|us|cn)$/.test(name)))('%s gets them', async (name) => {
    const server = await greedy(name);
    const tokens = await tokensInNetwork(secret);
    await tokens.get(connect(server.origin), [], { signal });
    expect(everything([server])).toContain('planted-access-token');
  });

  it.each<[string, string | undefined, object, string]>([
    ['a custom domain', 'registry.contoso.example', {}, 'login servers'],
    ['a look-alike', 'contoso.azurecr.io.example', {}, 'login servers'],
    ['a closed cloud', 'contoso.azurecr.de', {}, 'login servers'],
    ['an address', '127.0.0.1', {}, 'login servers'],
    ['plain http on this machine', undefined, {}, 'login servers'],
    ['a connection marked as plain http', 'contoso.azurecr.io', { insecure: true }, 'https'],
  ])('%s is not even asked', async (_, name, more, reason) => {
    const server = await greedy(name);
    const tokens = await tokensInNetwork(secret);
    const error = await failure(tokens.get(connect(server.origin, more), scopes, { signal }));
    expect(error).toMatchObject({ code: 'untrusted-realm', details: { host: server.host } });
    expect(error.details?.reason).toEqual(saying(new RegExp(reason)));
    expect(server.received).toEqual([]);
  });

  it('another port of a login server is not even asked', async () => {
    const server = await greedy('contoso.azurecr.io', undefined, false);
    const tokens = await tokensInNetwork(secret);
    const error = await failure(tokens.get(connect(server.origin), scopes, { signal }));
    expect(error).toMatchObject({ code: 'untrusted-realm', details: { host: server.host } });
    expect(error.details?.reason).toEqual(saying(/default port/));
    expect(server.received).toEqual([]);
  });

  it('http to a login server is not even asked', async () => {
    const server = await greedy(undefined);
    const address = server.origin.replace('127.0.0.1', 'contoso.azurecr.io');
    for (const insecure of [false, true]) {
      const tokens = await tokensInNetwork(secret);
      const error = await failure(tokens.get(connect(address, { insecure }), scopes, { signal }));
      expect(error).toMatchObject({ code: 'untrusted-realm' });
    }
    expect(server.received).toEqual([]);
  });

  it('a connection that checks no certificate is not even asked', async () => {
    const server = await greedy('contoso.azurecr.io');
    const tokens = await tokensInNetwork(secret, { tls: async () => ({ rejectUnauthorized: false }) });
    const error = await failure(tokens.get(connect(server.origin), scopes, { signal }));
    expect(error).toMatchObject({ code: 'untrusted-realm' });
    expect(error.details?.reason).toEqual(saying(/certificate/));
    expect(server.received).toEqual([]);
  });

  it.each([
    ['of another registry', 'fabrikam.azurecr.io'],
    ['elsewhere', 'registry.contoso.example'],
  ])('a token server %s gets nothing, allowed or not', async (_, name) => {
    const other = await greedy(name);
    const server = await greedy('contoso.azurecr.io', `${other.origin}/oauth2/token`);
    const allowed = [other.origin];
    for (const realms of [{ allowed: [] }, { allowed }, { allowed, chosen: `${other.origin}/oauth2/token` }]) {
      const tokens = await tokensInNetwork(secret, { realms: () => realms });
      const error = await failure(tokens.get(connect(server.origin), scopes, { signal }));
      expect(['untrusted-realm', 'realm-needs-consent']).toContain(error.code);
    }
    expect(everything([server, other])).not.toMatch(/planted/);
    expect(other.received).toEqual([]);
  });

  it.each([301, 302, 303, 307, 308])('a redirect (%i) is not followed', async (status) => {
    const other = await greedy('fabrikam.azurecr.io');
    const server = await startFault(
      (origin) => ({
        '/v2/': challenge(`Bearer realm="${origin}/oauth2/token",service="x"`),
        '/oauth2/exchange': redirect(status, `${other.origin}/oauth2/exchange`),
      }),
      { tls: await certificateFor('contoso.azurecr.io'), name: 'contoso.azurecr.io', defaultPort: true },
    );
    servers.push(server);
    const tokens = await tokensInNetwork(secret);
    const error = await failure(tokens.get(connect(server.origin), scopes, { signal }));
    expect(error).toMatchObject({ code: 'redirected' });
    expect(other.received).toEqual([]);
    expect(JSON.stringify([error.message, error.details, error.trace])).not.toMatch(/planted/);
  });

  it('the form is offered exactly where the flow goes', () => {
    const form = findKind('acr')?.credentials.find(({ id }) => id === 'acr-entra-tokens');
    const offered = (address: string, more: { insecure?: boolean; unverified?: boolean } = {}) =>
      form?.offered?.({ registry: new URL(address), insecure: false, ...more });
    expect(names.filter((name) => offered(`https://${name}`))).toEqual([
      'contoso.azurecr.io',
      'contoso-a1b2.westeurope.geo.azurecr.io',
      'fabrikam.azurecr.io',
      'contoso.azurecr.us',
      'contoso.azurecr.cn',
    ]);
    expect(offered('http://contoso.azurecr.io')).toBe(false);
    expect(offered('https://contoso.azurecr.io:8443')).toBe(false);
    expect(offered('https://contoso.azurecr.io', { insecure: true })).toBe(false);
    expect(offered('https://contoso.azurecr.io', { unverified: true })).toBe(false);
    expect(offered('https://contoso.westeurope.data.azurecr.io')).toBe(false);
  });
});
