import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Credential } from '../../../src/auth/credential.js';
import { isFresh } from '../../../src/auth/expiry.js';
import type { Io, Question } from '../../../src/auth/io.js';
import { people } from '../../../src/playground/acr/identities.js';
import type { AcrOptions, AcrServer } from '../../../src/playground/acr/index.js';
import { findKind } from '../../../src/registries/index.js';
import { saying } from '../../faults/saying.js';
import { dana, failed, lee, type SignIns, signIns } from '../flow/signIns.js';
import { outputText } from '../outputText.js';
import { connect, failure, signal, startLoginServer, summary, tokensInNetwork } from './loginServer.js';

const REGISTRY = 'https://containerregistry.azure.net/.default';
const MANAGEMENT = 'https://management.azure.com/.default';
const scope = ['repository:team/app:pull'];
const credential: Credential = { type: 'session', provider: 'microsoft', cloud: 'io', account: dana };

let now: number;
let server: AcrServer;
let sessions: SignIns;
let asked: Question[];
let answers: (string | undefined)[];
beforeEach(() => {
  now = Date.now();
  asked = [];
  answers = [];
});
afterEach(() => server.stop());

async function start(options: AcrOptions = {}, name = 'contoso.azurecr.io') {
  server = await startLoginServer(name, { now: () => now, ...options });
  sessions = signIns((scopes, { id }) =>
    server.entra.accessToken({
      person: id === lee.id ? 'lee' : 'dana',
      audience: scopes.split('/.default')[0] ?? '',
    }),
  );
}

const ask: Io['ask'] = async (question) => {
  asked.push(question);
  return answers.shift();
};

const tokensWith = (more: Credential = credential) => tokensInNetwork(more, { now: () => now, sessions });
const exchanges = () =>
  server.received.filter(({ url }) => url === '/oauth2/exchange').map((request) => summary(request)[2]);
const sessionsAsked = () => sessions.asked.map(({ how, scopes }) => `${how} ${scopes}`);

describe('which sign-in is used', () => {
  it('one for the registry’s own audience, where it can be had without asking', async () => {
    await start();
    sessions.agreed.add(REGISTRY).add(MANAGEMENT);
    const { token } = await (await tokensWith()).get(connect(server.origin), scope, { signal, ask });
    expect(token.granted).toEqual(scope);
    expect(sessions.asked).toEqual([{ how: 'find', provider: 'microsoft', scopes: REGISTRY, account: dana.label }]);
    expect(asked).toEqual([]);
  });

  it('else one for the audience of the setting, without asking', async () => {
    await start();
    sessions.agreed.add(MANAGEMENT);
    await (await tokensWith()).get(connect(server.origin), scope, { signal });
    expect(sessionsAsked()).toEqual([`find ${REGISTRY}`, `find ${MANAGEMENT}`]);
  });

  it.each([
    ['management', [`find ${REGISTRY}`, `find ${MANAGEMENT}`, `ask ${MANAGEMENT}`]],
    ['registry', [`find ${REGISTRY}`, `ask ${REGISTRY}`]],
  ] as const)('else the person is asked for the audience of the setting (%s)', async (audience, expected) => {
    await start();
    sessions.audience = audience;
    sessions.agrees.add(REGISTRY).add(MANAGEMENT);
    await (await tokensWith()).get(connect(server.origin), scope, { signal, ask });
    expect(sessionsAsked()).toEqual(expected);
    expect(exchanges()).toHaveLength(1);
  });

  it('and nobody is asked in the background', async () => {
    await start();
    sessions.agrees.add(REGISTRY).add(MANAGEMENT);
    const error = await failure((await tokensWith()).get(connect(server.origin), scope, { signal }));
    expect(error).toMatchObject({ code: 'no-credential' });
    expect(sessionsAsked()).toEqual([`find ${REGISTRY}`, `find ${MANAGEMENT}`]);
    expect(exchanges()).toEqual([]);
  });

  it('the tenant is that of the connection, for the sign-in and for the exchange', async () => {
    await start();
    const { tenant } = people.dana;
    sessions.agrees.add(`${MANAGEMENT} VSCODE_TENANT:${tenant}`);
    const tokens = await tokensWith({ ...credential, tenant });
    await tokens.get(connect(server.origin), scope, { signal, ask });
    expect(exchanges()).toMatchObject([{ grant_type: 'access_token', tenant, service: server.host }]);
  });

  it('who says no is not asked again, and nothing is sent', async () => {
    await start();
    const error = await failure((await tokensWith()).get(connect(server.origin), scope, { signal, ask }));
    expect(error.code).toBe('cancelled');
    expect(exchanges()).toEqual([]);
  });

  it('another account than that of the connection is not used', async () => {
    await start();
    sessions.agrees.add(MANAGEMENT);
    sessions.person = lee;
    const error = await failure((await tokensWith()).get(connect(server.origin), scope, { signal, ask }));
    expect(error).toMatchObject({
      code: 'refused',
      details: { reason: saying(/isn’t this connection’s account/) },
    });
    expect(exchanges()).toEqual([]);
  });
});

describe('a registry that takes no tokens for the management API', () => {
  it('is offered one for its own audience, once the person agrees', async () => {
    await start({ managementTokens: 'disabled' });
    sessions.agreed.add(MANAGEMENT);
    sessions.agrees.add(REGISTRY);
    answers = ['registry'];
    const { token } = await (await tokensWith()).get(connect(server.origin), scope, { signal, ask });
    expect(token.granted).toEqual(scope);
    expect(asked).toMatchObject([{ values: { host: server.host }, choices: [{ value: 'registry' }] }]);
    expect(sessionsAsked().at(-1)).toBe(`ask ${REGISTRY}`);
    expect(exchanges()).toHaveLength(2);
  });

  it.each([
    ['nobody may be asked', undefined],
    ['the person does not want to', ask],
  ])('refuses where %s', async (_, mayAsk) => {
    await start({ managementTokens: 'disabled' });
    sessions.agreed.add(MANAGEMENT);
    const options = { signal, ...(mayAsk ? { ask: mayAsk } : {}) };
    const error = await failure((await tokensWith()).get(connect(server.origin), scope, options));
    expect(error).toMatchObject({ code: 'refused', status: 401 });
    expect(exchanges()).toHaveLength(1);
  });
});

describe('the refresh token of a sign-in', () => {
  it('is renewed five minutes before its end, without asking', async () => {
    await start();
    sessions.agreed.add(REGISTRY);
    const tokens = await tokensWith();
    await tokens.get(connect(server.origin), scope, { signal });
    now += (11_700 - 301) * 1000;
    await tokens.get(connect(server.origin), scope, { signal });
    expect(exchanges()).toHaveLength(1);
    now += 2_000;
    await tokens.get(connect(server.origin), ['repository:hello-world:pull'], { signal });
    expect(exchanges()).toHaveLength(2);
  });

  it('is won once for all who want it', async () => {
    await start();
    sessions.agreed.add(REGISTRY);
    const tokens = await tokensWith();
    const get = (name: string) => tokens.get(connect(server.origin), [`repository:${name}:pull`], { signal, ask });
    await Promise.all([get('team/app'), get('hello-world'), get('public/hello')]);
    expect(exchanges()).toHaveLength(1);
    expect(sessions.asked).toHaveLength(1);
  });

  it('does not fail who may ask because somebody who may not was first', async () => {
    await start();
    sessions.agrees.add(MANAGEMENT);
    const tokens = await tokensWith();
    const background = failure(tokens.get(connect(server.origin), ['registry:catalog:*'], { signal }));
    const person = tokens.get(connect(server.origin), scope, { signal, ask });
    expect((await background).code).toBe('no-credential');
    expect((await person).token.granted).toEqual(scope);
  });

  it('goes with the sign-in, and only with that', async () => {
    await start();
    sessions.agreed.add(REGISTRY);
    const tokens = await tokensWith();
    await tokens.get(connect(server.origin), scope, { signal });
    await tokens.forgetLost('github');
    await tokens.forgetLost('microsoft'); // still there
    expect(tokens.cached('one')).toHaveLength(1);
    sessions.fails.set(REGISTRY, failed('no network'));
    await tokens.forgetLost('microsoft'); // nobody knows
    expect(tokens.canRenew(connect(server.origin))).toBe(true);
    sessions.fails.clear();
    sessions.agreed.clear();
    await tokens.forgetLost('microsoft');
    expect(tokens.cached('one')).toEqual([]);
    expect(tokens.canRenew(connect(server.origin))).toBe(false);
  });

  it('comes with the access token, for who wants to copy it', async () => {
    await start();
    sessions.agreed.add(REGISTRY);
    const { token } = await (await tokensWith()).get(connect(server.origin), scope, { signal });
    const texts = findKind('acr')
      ?.outputs.filter(({ forms }) => forms?.includes('acr-microsoft'))
      .map((output) => outputText(output, token, new URL(server.origin), scope));
    expect(texts).toEqual([
      token.refreshToken,
      `docker login --username 00000000-0000-0000-0000-000000000000 --password-stdin ${server.host}`,
    ]);
    expect(isFresh(token, now)).toBe(true);
  });
});

describe('what Entra says', () => {
  it.each([
    ['AADSTS500011: The resource principal named … was not found in the tenant', 'AADSTS500011'],
    ['AADSTS50001: The application named … was not found', 'AADSTS50001'],
    ['AADSTS65002: Consent between first party application …', 'AADSTS65002'],
  ])('of the registry’s audience (%s) leads to the other one', async (text) => {
    await start();
    sessions.fails.set(REGISTRY, failed(text));
    sessions.agreed.add(MANAGEMENT);
    await (await tokensWith()).get(connect(server.origin), scope, { signal });
    expect(exchanges()).toHaveLength(1);
  });

  it.each([
    ['AADSTS50076: Due to a configuration change … you must use multi-factor authentication', 'second-factor'],
    ['invalid_grant: 53003 - AADSTS53003: Access has been blocked by Conditional Access', 'second-factor'],
    ['AADSTS700082: The refresh token has expired due to inactivity.', 'expired-credential'],
    ['AADSTS65001: The user or administrator has not consented', 'denied'],
    ['AADSTS50020: User account from identity provider does not exist in tenant', 'refused'],
    ['AADSTS90002: Tenant not found', 'invalid-input'],
    ['AADSTS50053: The account is locked', 'locked'],
    ['AADSTS99999: Something new', 'refused'],
    ['something without a number', 'refused'],
  ])('%s is %s', async (text, code) => {
    await start();
    sessions.fails.set(REGISTRY, failed(text));
    const error = await failure((await tokensWith()).get(connect(server.origin), scope, { signal, ask }));
    expect(error).toMatchObject({ code, service: { text } });
    expect(error.details?.host).toBe(text.startsWith('something') ? 'microsoft' : 'login.microsoftonline.com');
    expect(exchanges()).toEqual([]);
  });

  it('of the management audience is not hidden', async () => {
    await start();
    sessions.fails.set(REGISTRY, failed('AADSTS500011')).set(MANAGEMENT, failed('AADSTS500011'));
    const error = await failure((await tokensWith()).get(connect(server.origin), scope, { signal, ask }));
    expect(error).toMatchObject({ code: 'denied', service: { code: 'AADSTS500011' } });
  });
});

describe('the clouds', () => {
  it.each([
    ['contoso.azurecr.us', 'us', 'USGovernment', 'https://management.usgovcloudapi.net/.default'],
    ['contoso.azurecr.cn', 'cn', 'ChinaCloud', 'https://management.chinacloudapi.cn/.default'],
  ])('%s is signed in to as %s', async (name, cloud, environment, management) => {
    await start({}, name);
    sessions.environments = { 'microsoft-sovereign-cloud': environment };
    const form = findKind('acr')?.credentials.find(({ id }) => id === 'acr-microsoft');
    const to = { registry: new URL(server.origin), insecure: false };
    const signIn = form?.signIn?.(to, { tenant: ' t.example ' }, sessions);
    expect(signIn).toEqual({
      provider: 'microsoft-sovereign-cloud',
      environment,
      cloud,
      scopes: [management, 'VSCODE_TENANT:t.example'],
    });
    sessions.agreed.add(REGISTRY);
    const tokens = await tokensWith({ ...credential, provider: 'microsoft-sovereign-cloud', cloud });
    await tokens.get(connect(server.origin), scope, { signal });
    expect(sessions.asked).toMatchObject([{ provider: 'microsoft-sovereign-cloud' }]);
  });

  const toOther = /^the account belongs to another cloud than this login server$/;
  const toSetting = /set microsoft-sovereign-cloud\.environment to USGovernment$/;
  it.each<[string, string, object, Readonly<Record<string, string>>, RegExp]>([
    ['an account of the public cloud at a host of another', 'contoso.azurecr.us', {}, {}, toOther],
    [
      'an editor that is set to no cloud',
      'contoso.azurecr.us',
      { provider: 'microsoft-sovereign-cloud', cloud: 'us' },
      {},
      toSetting,
    ],
    [
      'an account of another cloud at a public host',
      'contoso.azurecr.io',
      { provider: 'microsoft-sovereign-cloud', cloud: 'us' },
      { 'microsoft-sovereign-cloud': 'USGovernment' },
      toOther,
    ],
    [
      'an editor set to another cloud',
      'contoso.azurecr.us',
      { provider: 'microsoft-sovereign-cloud', cloud: 'us' },
      { 'microsoft-sovereign-cloud': 'ChinaCloud' },
      toSetting,
    ],
    [
      'an editor set to a cloud of its own',
      'contoso.azurecr.us',
      { provider: 'microsoft-sovereign-cloud', cloud: 'us' },
      { 'microsoft-sovereign-cloud': 'custom' },
      toSetting,
    ],
  ])('%s is refused before the sign-in is asked', async (_, name, more, environments, reason) => {
    await start({}, name);
    sessions.environments = environments;
    sessions.agreed.add(REGISTRY).add(MANAGEMENT);
    const error = await failure(
      (await tokensWith({ ...credential, ...more })).get(connect(server.origin), scope, { signal }),
    );
    expect(error).toMatchObject({ code: 'untrusted-realm' });
    expect(error.details?.reason).toEqual(saying(reason));
    expect(sessions.asked).toEqual([]);
    expect(exchanges()).toEqual([]);
  });

  it('a custom domain is refused before the sign-in is asked', async () => {
    await start({}, 'registry.contoso.example');
    sessions.agreed.add(REGISTRY);
    const error = await failure((await tokensWith()).get(connect(server.origin), scope, { signal, ask }));
    expect(error).toMatchObject({ code: 'untrusted-realm' });
    expect([sessions.asked, server.received]).toEqual([[], []]);
  });
});

it('a token of the sign-in never gets into trace, message or details, even if the service echoes it', async () => {
  await start();
  sessions = signIns(async () => 'planted-opaque-token');
  sessions.agreed.add(REGISTRY);
  const error = await failure((await tokensWith()).get(connect(server.origin), scope, { signal }));
  expect(error.code).toBe('refused');
  expect(exchanges()).toMatchObject([{ access_token: 'planted-opaque-token' }]);
  expect(JSON.stringify([error.message, error.details, error.service, error.trace])).not.toContain('planted');
});
