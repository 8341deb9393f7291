import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { send } from '../playground/send.js';
import { challenge, html, json, rateLimited, redirect } from './answers.js';
import { selfSigned } from './certificate.js';
import { drip, flood, hang, reset, stall } from './faults.js';
import { startProxy } from './proxy.js';
import { type FaultOptions, type Routes, startFault } from './server.js';

async function started(makeRoutes: (origin: string) => Routes, options?: FaultOptions) {
  const server = await startFault(makeRoutes, options);
  onTestFinished(server.stop);
  return server;
}

/** Reads an endless answer until `enough` bytes came, then goes away. */
async function readSome(origin: string, enough: number): Promise<string> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  socket.write(`GET / HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`);
  let text = '';
  for await (const part of socket.setEncoding('utf8')) {
    text += String(part);
    if (text.length > enough) {
      // Destroys the socket.
      break;
    }
  }
  return text;
}

describe('the misbehaving servers', () => {
  it('answer in order where they are told to, and write down everything', async () => {
    const server = await started((origin) => ({
      '/v2/': challenge(`Bearer realm="${origin}/token"`, 'Basic'),
      '/token': json(200, { token: 'abc' }),
      '/html': html(),
      '/busy': rateLimited('30'),
      '/away': redirect(307, 'http://127.0.0.2:1/token'),
    }));
    const replies = await Promise.all(
      ['/v2/', '/token', '/html', '/busy', '/away', '/nothing'].map((path) => send(server.origin + path)),
    );
    expect(replies.map(({ status }) => status)).toEqual([401, 200, 200, 429, 307, 404]);
    expect(replies[0]?.headers['www-authenticate']).toBe(`Bearer realm="${server.origin}/token", Basic`);
    expect(replies[2]?.headers['content-type']).toContain('text/html');
    expect(replies[3]?.headers['retry-after']).toBe('30');
    expect(replies[4]?.headers.location).toBe('http://127.0.0.2:1/token');

    await send(`${server.origin}/token?a=b`, { method: 'POST', headers: [['X-Secret', 's']], body: 'password=p' });
    const last = server.received.at(-1);
    expect(last).toMatchObject({ method: 'POST', url: '/token?a=b', body: 'password=p' });
    expect(last?.rawHeaders).toContain('X-Secret');
    await expect(server.requested('/token')).resolves.toMatchObject({ method: 'GET' });
  });

  it('drip for ever', async () => {
    const server = await started(() => ({ '*': drip() }));
    expect(await readSome(server.origin, 200)).toContain('"token":"');
    await server.received[0]?.closed;
  });

  it('flood, and know how much was taken', async () => {
    const { answer, sent } = flood();
    const server = await started(() => ({ '*': answer }));
    await readSome(server.origin, 100_000);
    await server.received[0]?.closed;
    expect(sent()).toBeGreaterThan(60_000);
    expect(sent()).toBeLessThan(32 * 1024 * 1024);
    const whole = flood(1024 * 1024);
    const small = await started(() => ({ '*': whole.answer }));
    expect((JSON.parse((await send(small.origin)).text) as { token: string }).token).toHaveLength(1024 * 1024);
    expect(whole.sent()).toBe(1024 * 1024);
  });

  it('reset the connection before or within the answer', async () => {
    const server = await started(() => ({ '/before': reset(), '/within': reset('within') }));
    await expect(send(`${server.origin}/before`)).rejects.toThrow(/ECONNRESET/);
    await expect(send(`${server.origin}/within`)).rejects.toThrow(/ECONNRESET|aborted/);
  });

  it.each([
    { name: 'hang', answer: hang() },
    { name: 'stall', answer: stall() },
  ])('$name until they are stopped', async ({ answer }) => {
    const server = await started(() => ({ '*': answer }));
    const refused = expect(send(server.origin)).rejects.toThrow(/hang up|aborted|ECONNRESET/);
    const request = await server.requested('/');
    await server.stop();
    await Promise.all([refused, request.closed]);
  });

  it('speak TLS with a certificate of their own on another loopback address', async () => {
    const tls = await selfSigned({ names: ['127.0.0.2', 'registry.test'] });
    const server = await started(() => ({ '*': json(200, {}) }), { address: '127.0.0.2', tls });
    const ask = (options: object) =>
      new Promise<number | undefined>((resolve, reject) => {
        const outgoing = httpsRequest(server.origin, { agent: false, ...options }, (incoming) => {
          incoming.resume().once('end', () => resolve(incoming.statusCode));
        });
        outgoing.once('error', reject).end();
      });
    await expect(ask({})).rejects.toThrow(/self-signed certificate/);
    await expect(ask({ ca: tls.cert })).resolves.toBe(200);
    await expect(ask({ ca: tls.cert, servername: 'registry.test' })).resolves.toBe(200);
    const expired = await selfSigned({ names: ['127.0.0.1'], notAfter: Date.now() - 1000 });
    const old = await started(() => ({ '*': json(200, {}) }), { tls: expired });
    await expect(
      new Promise((resolve, reject) => {
        httpsRequest(old.origin, { agent: false, ca: expired.cert }, resolve).once('error', reject).end();
      }),
    ).rejects.toThrow(/expired/);
  });
});

describe('the proxy', () => {
  it('tunnels to this machine and writes it down', async () => {
    const server = await started(() => ({ '*': json(200, { here: true }) }), { address: '127.0.0.2' });
    const proxy = await startProxy();
    onTestFinished(proxy.stop);
    const tunnelled = await through(
      proxy.origin,
      `CONNECT ${server.host} HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: ${server.host}\r\nConnection: close\r\n\r\n`,
    );
    expect(tunnelled).toContain('{"here":true}');
    const plain = await through(
      proxy.origin,
      `GET ${server.origin}/a?b HTTP/1.1\r\nHost: ${server.host}\r\nConnection: close\r\n\r\n`,
    );
    expect(plain).toContain('{"here":true}');
    expect(proxy.received.map(({ method, target }) => `${method} ${target}`)).toEqual([
      `CONNECT ${server.host}`,
      `GET ${server.origin}/a?b`,
    ]);
    expect(server.received.map(({ url }) => url)).toEqual(['/', '/a?b']);
  });

  it('stands in for names, refuses on request, and never leaves the machine', async () => {
    const server = await started(() => ({ '*': json(200, {}) }));
    const standIn = await startProxy({ to: server.host });
    const refusing = await startProxy({ refuse: 407 });
    const strict = await startProxy();
    for (const proxy of [standIn, refusing, strict]) {
      onTestFinished(proxy.stop);
    }
    const line = 'CONNECT registry.example.com:443 HTTP/1.1\r\nHost: registry.example.com\r\n\r\n';
    const request = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
    expect(await through(standIn.origin, line, request)).toContain('HTTP/1.1 200 OK');
    expect(await through(refusing.origin, line)).toMatch(/^HTTP\/1\.1 407 /);
    expect(await through(strict.origin, line)).toMatch(/^HTTP\/1\.1 403 /);
  });

  /** Sends the first part, the second when an answer to the first has come; gives everything that came. */
  async function through(origin: string, first: string, second?: string): Promise<string> {
    const { hostname, port } = new URL(origin);
    const socket = connect(Number(port), hostname);
    socket.write(first);
    return new Promise((resolve) => {
      let text = '';
      socket.setEncoding('utf8').on('data', (part: string) => {
        if (text === '' && second !== undefined) {
          socket.write(second);
        }
        text += part;
      });
      socket.once('close', () => resolve(text));
    });
  }
});
