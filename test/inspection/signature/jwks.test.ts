import { lookup } from 'node:dns';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isAuthError } from '../../../src/auth/errors.js';
import { createHttp } from '../../../src/auth/http.js';
import { recordTrace } from '../../../src/auth/traceRecorder.js';
import { discoverKeys, fetchKeys } from '../../../src/inspection/signature/jwks.js';
import { answer, html, json, redirect } from '../../faults/answers.js';
import { selfSigned } from '../../faults/certificate.js';
import { type FaultServer, type Routes, startFault } from '../../faults/server.js';

const identity = await selfSigned({ names: ['127.0.0.1'] });

async function start(routes: (origin: string) => Routes): Promise<FaultServer> {
  const server = await startFault(routes, { tls: identity });
  onTestFinished(server.stop);
  return server;
}

const http = createHttp({
  now: () => Date.now(),
  lookup,
  signal: new AbortController().signal,
  timeout: 5000,
  trace: recordTrace('test machine', []),
  tls: { hosts: [], options: { ca: identity.cert } },
});

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: unknown) => (isAuthError(error) ? error.code : String(error)),
  );

describe('keys from an address', () => {
  it('are asked for without a credential', async () => {
    const server = await start(() => ({ '/jwks': json(200, { keys: [] }) }));
    const address = new URL('/jwks', server.origin);
    expect(await fetchKeys(address, http)).toEqual({ text: '{"keys":[]}', address: address.href });
    const [request] = server.received;
    expect(request).toMatchObject({ method: 'GET', url: '/jwks' });
    expect(request?.rawHeaders.filter((name) => /^(authorization|cookie)$/i.test(name))).toEqual([]);
  });

  it('are found where the redirect leads', async () => {
    const server = await start((origin) => ({
      '/old': redirect(301, `${origin}/new`),
      '/new': json(200, { keys: [] }),
    }));
    expect((await fetchKeys(new URL('/old', server.origin), http)).address).toBe(`${server.origin}/new`);
  });

  it.each<[string, string, Routes]>([
    ['an error', 'server-failed', { '/': answer(500) }],
    ['nothing there', 'bad-response', { '/': answer(404) }],
    ['more than anybody sends', 'bad-response', { '/': answer(200, {}, 'x'.repeat(600_000)) }],
    ['a way back to http', 'redirected', { '/': redirect(302, 'http://127.0.0.1/jwks') }],
  ])('are refused: %s', async (_name, code, routes) => {
    const server = await start(() => routes);
    expect(await codeOf(fetchKeys(new URL('/', server.origin), http))).toBe(code);
  });

  it('are never read over http', async () => {
    expect(await codeOf(fetchKeys(new URL('http://127.0.0.1:1/'), http))).toBe('invalid-input');
    expect(await codeOf(discoverKeys(new URL('http://127.0.0.1:1/'), http))).toBe('invalid-input');
  });
});

describe('an issuer', () => {
  const document = '/realms/one/.well-known/openid-configuration';
  const discover = async (body: (origin: string) => unknown) => {
    const server = await start((origin) => ({ [document]: json(200, body(origin)) }));
    return { server, found: discoverKeys(new URL('/realms/one', server.origin), http) };
  };

  it('says where its keys are', async () => {
    const { found } = await discover((origin) => ({
      issuer: `${origin}/realms/one`,
      jwks_uri: 'https://keys.example/jwks',
    }));
    expect((await found).href).toBe('https://keys.example/jwks');
  });

  it.each<[string, string, (origin: string) => unknown]>([
    ['as another', 'bad-response', () => ({ issuer: 'https://other.example', jwks_uri: 'https://k.example' })],
    ['without keys', 'bad-response', (origin) => ({ issuer: `${origin}/realms/one` })],
    ['with keys nowhere', 'bad-response', (origin) => ({ issuer: `${origin}/realms/one`, jwks_uri: 'nowhere' })],
    [
      'with keys over http',
      'invalid-input',
      (origin) => ({ issuer: `${origin}/realms/one`, jwks_uri: 'http://k.example' }),
    ],
    ['with a list', 'bad-response', () => []],
  ])('%s is not believed', async (_name, code, body) => {
    const { found } = await discover(body);
    expect(await codeOf(found)).toBe(code);
  });

  it('with a page in place of its document is not believed', async () => {
    const server = await start(() => ({ '/.well-known/openid-configuration': html() }));
    expect(await codeOf(discoverKeys(new URL(server.origin), http))).toBe('bad-response');
  });
});
