import { lookup } from 'node:dns';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { AuthError, isAuthError } from '../../../src/auth/errors.js';
import { createHttp } from '../../../src/auth/http.js';
import { recordTrace } from '../../../src/auth/traceRecorder.js';
import { discoverKeys, fetchKeys, type KeyReading } from '../../../src/inspection/signature/jwks.js';
import { answer, html, json, redirect } from '../../faults/answers.js';
import { authErrorOf } from '../../faults/authErrorOf.js';
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

const asked: string[] = [];
beforeEach(() => void (asked.length = 0));

/** Agrees to all that it is asked about but `not`, and writes it down. */
const reading = (not?: string): KeyReading => ({
  http,
  agree: (address, from) => {
    asked.push(from === undefined ? address.href : `${from.origin} -> ${address.href}`);
    return address.origin === not ? Promise.reject(new AuthError('cancelled', 'Not agreed.')) : Promise.resolve();
  },
});

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: unknown) => (isAuthError(error) ? error.code : String(error)),
  );

const textOf = ({ message, stack, details, service, trace }: AuthError) =>
  JSON.stringify({ message, stack, details, service, trace });

describe('keys from an address', () => {
  it('are asked for without a credential', async () => {
    const server = await start(() => ({ '/jwks': json(200, { keys: [] }) }));
    const address = new URL('/jwks', server.origin);
    expect(await fetchKeys(address, reading())).toEqual({ text: '{"keys":[]}', address: address.href });
    const [request] = server.received;
    expect(request).toMatchObject({ method: 'GET', url: '/jwks' });
    expect(request?.rawHeaders.filter((name) => /^(authorization|cookie)$/i.test(name))).toEqual([]);
  });

  it('are found where the redirect leads', async () => {
    const server = await start((origin) => ({
      '/old': redirect(301, `${origin}/new`),
      '/new': json(200, { keys: [] }),
    }));
    expect((await fetchKeys(new URL('/old', server.origin), reading())).address).toBe(`${server.origin}/new`);
  });

  it.each<[string, string, Routes]>([
    ['an error', 'server-failed', { '/': answer(500) }],
    ['nothing there', 'bad-response', { '/': answer(404) }],
    ['more than anybody sends', 'bad-response', { '/': answer(200, {}, 'x'.repeat(600_000)) }],
    ['a way back to http', 'redirected', { '/': redirect(302, 'http://127.0.0.1/jwks') }],
  ])('are refused: %s', async (_name, code, routes) => {
    const server = await start(() => routes);
    expect(await codeOf(fetchKeys(new URL('/', server.origin), reading()))).toBe(code);
  });

  it('are asked for where the user agreed', async () => {
    const server = await start(() => ({ '/jwks': json(200, { keys: [] }) }));
    expect(await codeOf(fetchKeys(new URL('/jwks', server.origin), reading(server.origin)))).toBe('cancelled');
    expect([asked, server.received]).toEqual([[`${server.origin}/jwks`], []]);
  });

  it('are read from no server of this machine whose certificate nobody vouches for, and the question names it', async () => {
    const server = await startFault(() => ({ '*': json(200, { keys: [] }) }), {
      tls: await selfSigned({ names: ['127.0.0.1'] }),
    });
    onTestFinished(server.stop);
    const address = new URL('/jwks', server.origin);
    expect(await codeOf(fetchKeys(address, reading()))).toBe('tls');
    expect([asked, server.received]).toEqual([[address.href], []]);
  });

  it('are asked for at another origin after a question of its own', async () => {
    const other = await start(() => ({ '/keys': json(200, { keys: [] }) }));
    const server = await start(() => ({ '/jwks': redirect(302, `${other.origin}/keys`) }));
    const address = new URL('/jwks', server.origin);
    expect(await codeOf(fetchKeys(address, reading(other.origin)))).toBe('cancelled');
    expect([server.received.length, other.received]).toEqual([1, []]);
    expect((await fetchKeys(address, reading())).address).toBe(`${other.origin}/keys`);
    const questions = [address.href, `${server.origin} -> ${other.origin}/keys`];
    expect(asked).toEqual([...questions, ...questions]);
  });

  it('are not asked for with what a redirect gives along', async () => {
    const other = await start(() => ({ '/keys': json(200, { keys: [] }) }));
    const target = `${other.origin.replace('//', '//dana:hunter2@')}/keys`;
    const server = await start(() => ({ '/jwks': redirect(302, target) }));
    const failure = await authErrorOf(fetchKeys(new URL('/jwks', server.origin), reading()));
    expect(failure).toMatchObject({ code: 'redirected', details: { origin: other.origin } });
    expect(textOf(failure)).not.toContain('hunter2');
    expect(other.received).toEqual([]);
  });

  it.each(['https://dana:hunter2@127.0.0.1:1/', 'https://hunter2@127.0.0.1:1/', 'https://:hunter2@127.0.0.1:1/'])(
    'are never asked for with a user name or password: %s',
    async (address) => {
      for (const work of [fetchKeys, discoverKeys]) {
        const failure = await authErrorOf(work(new URL(address), reading()));
        expect(failure).toMatchObject({ code: 'invalid-input', details: { host: '127.0.0.1:1' } });
        expect(textOf(failure)).not.toContain('hunter2');
      }
      expect(asked).toEqual([]);
    },
  );

  it('are never read over http', async () => {
    expect(await codeOf(fetchKeys(new URL('http://127.0.0.1:1/'), reading()))).toBe('invalid-input');
    expect(await codeOf(discoverKeys(new URL('http://127.0.0.1:1/'), reading()))).toBe('invalid-input');
  });
});

describe('an issuer', () => {
  const document = '/realms/one/.well-known/openid-configuration';
  const discover = async (body: (origin: string) => unknown) => {
    const server = await start((origin) => ({ [document]: json(200, body(origin)) }));
    return { server, found: discoverKeys(new URL('/realms/one', server.origin), reading()) };
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
      'bad-response',
      (origin) => ({ issuer: `${origin}/realms/one`, jwks_uri: 'http://k.example' }),
    ],
    [
      'with keys for a user name',
      'bad-response',
      (origin) => ({ issuer: `${origin}/realms/one`, jwks_uri: 'https://dana@k.example' }),
    ],
    ['with a list', 'bad-response', () => []],
  ])('%s is not believed', async (_name, code, body) => {
    const { found } = await discover(body);
    expect(await codeOf(found)).toBe(code);
  });

  it('whose document lies at another origin is asked there after a question', async () => {
    const other = await start((origin) => ({
      '/document': json(200, { issuer: origin, jwks_uri: 'https://k.example' }),
    }));
    const server = await start(() => ({
      '/.well-known/openid-configuration': redirect(307, `${other.origin}/document`),
    }));
    expect(await codeOf(discoverKeys(new URL(server.origin), reading(other.origin)))).toBe('cancelled');
    expect(other.received).toEqual([]);
    expect(asked.at(-1)).toBe(`${server.origin} -> ${other.origin}/document`);
    // Whatever the other origin says, it is no other issuer.
    expect(await codeOf(discoverKeys(new URL(server.origin), reading()))).toBe('bad-response');
  });

  it('with a page in place of its document is not believed', async () => {
    const server = await start(() => ({ '/.well-known/openid-configuration': html() }));
    expect(await codeOf(discoverKeys(new URL(server.origin), reading()))).toBe('bad-response');
  });
});
