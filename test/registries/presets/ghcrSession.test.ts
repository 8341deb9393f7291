import { afterEach, expect, it } from 'vitest';
import type { Credential } from '../../../src/auth/credential.js';
import type { Connection } from '../../../src/connections/connection.js';
import { findKind } from '../../../src/registries/index.js';
import { challenge, json, redirect } from '../../faults/answers.js';
import { type FaultServer, startFault } from '../../faults/server.js';
import { certificateFor, connect, failure, names, signal, tokensInNetwork } from '../acr/loginServer.js';
import { dana, lee, signIns } from '../flow/signIns.js';

const credential: Credential = { type: 'session', provider: 'github', account: dana };
const scope = ['repository:team/app:pull'];

const servers: FaultServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map(({ stop }) => stop())));

/** A registry with the challenge of the real one, unless it names another realm. */
async function start(
  name: string | undefined,
  realm?: string,
  token = json(200, { token: 'opaque-token' }),
  defaultPort = true,
) {
  const server = await startFault(
    (origin) => ({
      '/v2/': challenge(
        `Bearer realm="${realm ?? `${origin}/token`}",service="ghcr.io",scope="repository:user/image:pull"`,
      ),
      '/token': token,
    }),
    name === undefined ? {} : { name, defaultPort, tls: await certificateFor(name) },
  );
  servers.push(server);
  return server;
}

function signedIn(agreed: boolean) {
  const sessions = signIns(async () => 'planted-github-token');
  (agreed ? sessions.agreed : sessions.agrees).add('read:packages');
  return sessions;
}

const at = (origin: string, more: Partial<Connection> = {}) => connect(origin, { kind: 'ghcr', ...more });
const everything = (...all: readonly FaultServer[]) => JSON.stringify(all.map(({ received }) => received));
const basic = `Basic ${Buffer.from(`${dana.label}:planted-github-token`).toString('base64')}`;

it.each([true, false])('the GitHub sign-in takes the place of a token (agreed before: %s)', async (agreed) => {
  const server = await start('ghcr.io');
  const sessions = signedIn(agreed);
  const tokens = await tokensInNetwork(credential, { sessions });
  const { token, trace } = await tokens.get(at(server.origin), scope, {
    signal,
    ask: async () => undefined,
  });
  expect(token.value).toBe('opaque-token');
  expect(server.received.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'GET /v2/',
    'GET /token?service=ghcr.io&scope=repository%3Ateam%2Fapp%3Apull',
  ]);
  expect(server.received[1]?.rawHeaders).toContain(basic);
  expect(sessions.asked.map(({ how, provider, scopes }) => [how, provider, scopes])).toEqual([
    ['find', 'github', 'read:packages'],
    ...(agreed ? [] : [['ask', 'github', 'read:packages']]),
  ]);
  expect(JSON.stringify(trace)).not.toMatch(/planted/);
});

it('nobody is asked in the background, and another account is not used', async () => {
  const server = await start('ghcr.io');
  const sessions = signedIn(false);
  const tokens = await tokensInNetwork(credential, { sessions });
  expect(await failure(tokens.get(at(server.origin), scope, { signal }))).toMatchObject({ code: 'no-credential' });
  expect(sessions.asked.map(({ how }) => how)).toEqual(['find']);
  sessions.person = lee;
  const asking = tokens.get(at(server.origin), scope, { signal, ask: async () => undefined });
  expect(await failure(asking)).toMatchObject({ code: 'refused' });
  expect(everything(server)).not.toContain(basic.slice(6));
});

it('tokens go with the sign-in', async () => {
  const server = await start('ghcr.io');
  const sessions = signedIn(true);
  const tokens = await tokensInNetwork(credential, { sessions });
  await tokens.get(at(server.origin), scope, { signal });
  sessions.agreed.clear();
  await tokens.forgetLost('github');
  expect(tokens.cached('one')).toEqual([]);
});

it.each<[string, string | undefined, Partial<Connection>, boolean]>([
  ['a look-alike', 'pkg.ghcr.io', {}, false],
  ['another registry', 'contoso.azurecr.io', {}, false],
  ['this machine', undefined, {}, false],
  ['a connection marked as plain http', 'ghcr.io', { insecure: true }, false],
  ['a connection that checks no certificate', 'ghcr.io', {}, true],
])('%s is not even asked', async (_, name, more, unverified) => {
  const server = await start(name);
  const sessions = signedIn(true);
  const tls = unverified ? { tls: async () => ({ rejectUnauthorized: false }) } : {};
  const tokens = await tokensInNetwork(credential, { sessions, ...tls });
  const error = await failure(tokens.get(at(server.origin, more), scope, { signal }));
  expect(error).toMatchObject({ code: 'untrusted-realm', details: { host: server.host } });
  expect([server.received, sessions.asked]).toEqual([[], []]);
});

it('another port is not even asked', async () => {
  const server = await start('ghcr.io', undefined, undefined, false);
  const sessions = signedIn(true);
  const tokens = await tokensInNetwork(credential, { sessions });
  const error = await failure(tokens.get(at(server.origin), scope, { signal }));
  expect(error).toMatchObject({ code: 'untrusted-realm', details: { host: server.host } });
  expect([server.received, sessions.asked]).toEqual([[], []]);
});

it.each(['pkg.ghcr.io', 'contoso.azurecr.io'])('a token server at %s gets nothing, allowed or not', async (name) => {
  const other = await start(name);
  const server = await start('ghcr.io', `${other.origin}/token`);
  const sessions = signedIn(true);
  for (const allowed of [[], [other.origin]]) {
    const tokens = await tokensInNetwork(credential, { sessions, realms: () => ({ allowed }) });
    const error = await failure(tokens.get(at(server.origin), scope, { signal }));
    expect(['untrusted-realm', 'realm-needs-consent']).toContain(error.code);
  }
  expect([other.received, sessions.asked]).toEqual([[], []]);
});

it.each([301, 307, 308])('a redirect (%i) is not followed', async (status) => {
  const other = await start('pkg.ghcr.io');
  const server = await start('ghcr.io', undefined, redirect(status, `${other.origin}/token`));
  const tokens = await tokensInNetwork(credential, { sessions: signedIn(true) });
  const error = await failure(tokens.get(at(server.origin), scope, { signal }));
  expect(error).toMatchObject({ code: 'redirected' });
  expect(other.received).toEqual([]);
});

it('the form is offered at ghcr.io alone', () => {
  const form = findKind('ghcr')?.credentials.find(({ id }) => id === 'github-session');
  const offered = (address: string) => form?.offered?.({ registry: new URL(address), insecure: false });
  expect(names.filter((name) => offered(`https://${name}`))).toEqual(['ghcr.io']);
  expect(offered('http://ghcr.io')).toBe(false);
  expect(offered('https://ghcr.io:8443')).toBe(false);
});
