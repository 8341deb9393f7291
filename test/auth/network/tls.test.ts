import type { RequestListener } from 'node:http';
import { createServer, type LookupFunction } from 'node:net';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type AuthError, isAuthError, type TlsProblem } from '../../../src/auth/errors.js';
import { createHttp } from '../../../src/auth/http.js';
import { createKeptConnections, type FlowConnections } from '../../../src/auth/network/keptConnections.js';
import type { TlsOptions } from '../../../src/auth/network/transport.js';
import type { TraceStep } from '../../../src/auth/trace.js';
import { recordTrace } from '../../../src/auth/traceRecorder.js';
import { answer, json } from '../../faults/answers.js';
import { type Authority, authority, type Identity, selfSigned } from '../../faults/certificate.js';
import { message, withReplayingProxy } from '../../faults/replayingProxy.js';
import { type FaultServer, listenOn, startFault, type TlsServerOptions } from '../../faults/server.js';

const day = 24 * 60 * 60 * 1000;
const names = ['127.0.0.1', 'registry.test'];
let ours: Authority;
let other: Authority;
let good: Identity;
let client: Identity;

beforeAll(async () => {
  [ours, other] = await Promise.all([authority(), authority('Another authority')]);
  [good, client] = await Promise.all([ours.issue({ names }), ours.issue({ names: ['client.test'] })]);
});

/** Every name leads to this machine. */
const here: LookupFunction = (_name, { all }, done) => {
  if (all === true) {
    done(null, [{ address: '127.0.0.1', family: 4 }]);
  } else {
    done(null, '127.0.0.1', 4);
  }
};

async function start(tls: TlsServerOptions | undefined): Promise<FaultServer> {
  const server = await startFault(() => ({ '*': json(200, { fine: true }) }), tls === undefined ? {} : { tls });
  onTestFinished(server.stop);
  return server;
}

interface Outcome {
  readonly status?: number;
  readonly error?: AuthError;
  readonly step: TraceStep;
}

/** One request that carries a secret. */
async function ask(origin: string, tls: TlsOptions = {}, connections?: FlowConnections): Promise<Outcome> {
  const trace = recordTrace('test machine', ['c2VjcmV0']);
  const http = createHttp({
    now: () => Date.now(),
    lookup: here,
    signal: new AbortController().signal,
    timeout: 5000,
    trace,
    tls: { hosts: [new URL(origin).host], options: tls },
    ...(connections && { connections }),
  });
  const outcome = await http({
    purpose: 'exchange',
    method: 'GET',
    url: new URL('/token', origin),
    authorization: { scheme: 'Basic', value: 'c2VjcmV0' },
  }).then(
    ({ status }) => ({ status }),
    (error: unknown) => {
      if (!isAuthError(error)) {
        throw error;
      }
      return { error };
    },
  );
  const [step] = trace.snapshot().steps;
  if (!step) {
    throw new Error('nothing was recorded');
  }
  return { ...outcome, step };
}

describe('a certificate that is refused', () => {
  const rows: readonly {
    name: string;
    server: () => Promise<TlsServerOptions>;
    trusted?: () => TlsOptions;
    problem: TlsProblem;
    chain: number;
  }[] = [
    { name: 'is signed by itself', server: () => selfSigned({ names }), problem: 'self-signed', chain: 1 },
    { name: 'is of an authority that nobody knows', server: async () => good, problem: 'unknown-authority', chain: 1 },
    {
      name: 'brings that authority along',
      server: async () => ({ ...good, cert: `${good.cert}\n${ours.cert}` }),
      problem: 'unknown-authority',
      chain: 2,
    },
    {
      name: 'is of another authority than the trusted one, as behind a proxy that opens the connection',
      server: async () => other.issue({ names }),
      trusted: () => ({ ca: ours.cert }),
      problem: 'unknown-authority',
      chain: 1,
    },
    {
      name: 'has expired',
      server: () => ours.issue({ names, notAfter: Date.now() - day }),
      trusted: () => ({ ca: ours.cert }),
      problem: 'expired',
      chain: 2,
    },
    {
      name: 'is not valid yet',
      server: () => ours.issue({ names, notBefore: Date.now() + day, notAfter: Date.now() + 2 * day }),
      trusted: () => ({ ca: ours.cert }),
      problem: 'not-yet-valid',
      chain: 2,
    },
    {
      name: 'is for another host',
      server: () => ours.issue({ names: ['other.test', 'proxy.test', '127.0.0.9'] }),
      trusted: () => ({ ca: ours.cert }),
      problem: 'wrong-host',
      chain: 2,
    },
  ];

  it.each(rows)('$name: the chain is told, and nothing was sent', async ({ server, trusted, problem, chain }) => {
    const started = await start(await server());
    const { error, step } = await ask(started.origin, trusted?.());
    expect(error).toMatchObject({ code: 'tls', details: { tls: problem, host: started.host } });
    expect(error?.details?.chain).toHaveLength(chain);
    expect(error?.details?.chain).toEqual(step.tls?.chain);
    expect(step).toMatchObject({ failure: 'tls', tls: { protocol: 'TLSv1.3', verified: false } });
    expect(step.phases?.tls).toBeGreaterThan(0);
    expect(step.phases?.firstByte).toBeUndefined();
    expect(started.received).toEqual([]);
  });

  it('says whom it names, by whom, for when, and which it is', async () => {
    const started = await start(await ours.issue({ names: ['other.test', '127.0.0.9'] }));
    const { error } = await ask(started.origin);
    const [first] = error?.details?.chain ?? [];
    expect(first).toMatchObject({
      subject: 'CN=Loopback of the tests',
      issuer: 'CN=Authority of the tests',
      names: ['other.test', '127.0.0.9'],
    });
    expect(first?.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect(Math.abs((first?.validTo ?? 0) - Date.now() - day)).toBeLessThan(10_000);
    expect(first?.pem).toMatch(/^-----BEGIN CERTIFICATE-----/);
  });
});

describe('a certificate that is trusted', () => {
  it('is told as well, with address and times', async () => {
    const { origin, received } = await start(good);
    const { status, step } = await ask(origin, { ca: ours.cert });
    expect(status).toBe(200);
    expect(received).toHaveLength(1);
    expect(step).toMatchObject({ remoteAddress: '127.0.0.1', tls: { protocol: 'TLSv1.3', verified: true } });
    const { connect: connected = -1, tls = -1, firstByte = -1, end = -1 } = step.phases ?? {};
    expect([connected, tls, firstByte, end]).toEqual([connected, tls, firstByte, end].toSorted((a, b) => a - b));
    expect(connected).toBeGreaterThan(0);
  });

  it('is told on a connection that was kept, which has no phases before the answer', async () => {
    const { origin } = await start(good);
    const named = origin.replace('127.0.0.1', 'registry.test');
    const options = { ca: ours.cert };
    const connections = createKeptConnections(() => Date.now()).of('test', []);
    const first = await ask(named, options, connections);
    expect(Object.keys(first.step.phases ?? {})).toEqual(['lookup', 'connect', 'tls', 'firstByte', 'end']);
    const { step } = await ask(named, options, connections);
    expect(step.tls).toEqual(first.step.tls);
    expect(step.remoteAddress).toBe('127.0.0.1');
    expect(Object.keys(step.phases ?? {})).toEqual(['firstByte', 'end']);
  });

  it('only by not being looked at counts as not verified', async () => {
    const { origin } = await start(good);
    const { status, step } = await ask(origin, { rejectUnauthorized: false });
    expect(status).toBe(200);
    expect(step.tls?.verified).toBe(false);
    expect((await ask(origin)).error?.code).toBe('tls'); // the kept connection is not for those who look
  });
});

describe('a client certificate', () => {
  const trusting = () => ({ ca: ours.cert });

  it.each(['TLSv1.2', undefined] as const)('is taken (at most %s)', async (maxVersion) => {
    const { origin, received } = await start({ ...good, clientCa: ours.cert, ...(maxVersion && { maxVersion }) });
    const { status, step } = await ask(origin, { ...trusting(), ...client });
    expect(status).toBe(200);
    expect(received).toHaveLength(1);
    expect(JSON.stringify(step)).not.toContain('PRIVATE KEY');
  });

  it.each([
    { maxVersion: 'TLSv1.2', problem: 'handshake' },
    { maxVersion: undefined, problem: 'client-certificate' },
  ] as const)('that is missing is told (at most $maxVersion)', async ({ maxVersion, problem }) => {
    const { origin, received } = await start({ ...good, clientCa: ours.cert, ...(maxVersion && { maxVersion }) });
    const { error } = await ask(origin, trusting());
    expect(error).toMatchObject({ code: 'tls', details: { tls: problem } });
    expect(received).toEqual([]);
  });

  it('of an authority that the server does not know is told', async () => {
    const { origin, received } = await start({ ...good, clientCa: other.cert });
    const { error } = await ask(origin, { ...trusting(), ...client });
    expect(error).toMatchObject({ code: 'tls', details: { tls: 'client-certificate-refused' } });
    expect(received).toEqual([]);
  });

  it('that was taken before is not blamed for the end of a connection that was kept', async () => {
    const page: RequestListener = (request, response) => {
      if (ended) {
        request.socket.destroy();
      } else {
        json(200, {})(request, response);
      }
    };
    let ended = false;
    const server = await startFault(() => ({ '*': page }), { tls: { ...good, clientCa: ours.cert } });
    onTestFinished(server.stop);
    const named = server.origin.replace('127.0.0.1', 'registry.test');
    const options = { ...trusting(), ...client };
    const connections = createKeptConnections(() => Date.now()).of('test', []);
    expect((await ask(named, options, connections)).status).toBe(200);
    ended = true;
    const { error, step } = await ask(named, options, connections);
    expect(step.resent).toBe(true);
    expect(error).toMatchObject({ code: 'unreachable', details: { system: 'ECONNRESET' } });
    expect(error?.details?.tls).toBeUndefined();
  });

  it.each([
    ['No required SSL certificate was sent', 'client-certificate'],
    ['The SSL certificate error', 'client-certificate-refused'],
  ])('that is asked for in HTTP is told all the same: %s', async (title, problem) => {
    const page = `<html><head><title>400 ${title}</title></head><body><center>${title}</center></body></html>`;
    const server = await startFault(() => ({ '*': answer(400, { 'Content-Type': 'text/html' }, page) }), { tls: good });
    onTestFinished(server.stop);
    const { error } = await ask(server.origin, trusting());
    expect(error).toMatchObject({ code: 'tls', status: 400, details: { tls: problem } });
    expect(error?.details?.chain?.[0]?.names).toEqual(names);
  });
});

describe('no TLS at all', () => {
  it('is told where plain http answers', async () => {
    const { origin } = await start(undefined);
    const { error } = await ask(origin.replace('http:', 'https:'));
    expect(error).toMatchObject({ code: 'tls', details: { tls: 'not-tls', chain: [] } });
  });

  it('is told where only an old version is spoken', async () => {
    const { origin } = await start({ ...good, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' });
    const { error } = await ask(origin);
    expect(error).toMatchObject({ code: 'tls', details: { tls: 'protocol', chain: [] } });
  });

  it('is told where somebody hangs up in the middle', async () => {
    const server = createServer((socket) => socket.once('data', () => socket.destroy()));
    const { host, stop } = await listenOn(server);
    onTestFinished(stop);
    const { error, step } = await ask(`https://${host}`);
    expect(error?.code).toBe('unreachable');
    expect(step.phases?.connect).toBeGreaterThan(0);
    expect(step.phases?.tls).toBeUndefined();
  });
});

describe('what the environment says of certificates', () => {
  it('counts for nothing: only a connection can have them unchecked', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    onTestFinished(() => void vi.unstubAllEnvs());
    const server = await start(await selfSigned({ names }));
    const { error } = await ask(server.origin);
    expect(error).toMatchObject({ code: 'tls', details: { tls: 'self-signed' } });
    expect(server.received).toHaveLength(0);
  });
});

describe('an answer that did not come over TLS', () => {
  const json = { 'Content-Type': 'application/json' };

  it.each([
    ['a challenge', message(401, { 'WWW-Authenticate': 'Bearer realm="https://attacker.test/token"' }), 401],
    ['a page', message(403, { 'Content-Type': 'text/html' }, '<html>blocked</html>'), 403],
    ['a redirect', message(302, { Location: 'https://login.corp.example/' }), 302],
    ['a token', message(203, json, '{"token":"forged-token"}'), 203],
    ['trouble', message(502), 502],
    ['half an answer', 'HTTP/1.1 429 Whatever\r\nContent-Length: 9\r\n\r\n', 429],
  ])('is one of a proxy: %s', async (_, reply, status) => {
    const { error, step } = await withReplayingProxy([reply], () => ask('https://registry.test'));
    expect(error).toMatchObject({ code: 'proxy', status, details: { host: 'registry.test' } });
    expect(step).toMatchObject({ failure: 'proxy' });
    expect(JSON.stringify([step, error?.service])).not.toMatch(/attacker|blocked|login|forged/);
  });
});
