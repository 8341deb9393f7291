import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen, type LoopbackServer } from '../../src/playground/server.js';
import { send } from './send.js';

describe('a server of the playground', () => {
  let server: LoopbackServer;
  beforeAll(async () => {
    server = (await listen()).serve(({ method }) => ({ status: 200, body: method }));
  });
  afterAll(() => server.stop());

  it.each([
    ['its own address', '127.0.0.1:PORT', 200],
    ['a name that a web page made point here', 'attacker.example:PORT', 421],
    ['localhost', 'localhost:PORT', 421],
    ['no port', '127.0.0.1', 421],
    ['another port', '127.0.0.1:1', 421],
    ['a name that begins with its address', '127.0.0.1.attacker.example:PORT', 421],
  ])('as Host accepts only its address: %s', async (_name, host, status) => {
    const value = host.replace('PORT', new URL(server.origin).port);
    expect((await send(server.origin, { headers: [['Host', value]] })).status).toBe(status);
  });

  it('takes only paths, as a server that is no proxy', async () => {
    const answer = await raw(
      `GET http://${server.host}/v2/ HTTP/1.1\r\nHost: ${server.host}\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('refuses two Authorization headers', async () => {
    const headers = [
      ['Authorization', 'Basic YTpi'],
      ['Authorization', 'Bearer abc'],
    ] as const;
    expect((await send(server.origin, { headers })).status).toBe(400);
  });

  it('sends no CORS headers, and knows no preflight', async () => {
    const origin = ['Origin', 'https://attacker.example'] as const;
    const preflight = [origin, ['Access-Control-Request-Method', 'POST']] as const;
    for (const reply of [
      await send(server.origin, { headers: [origin] }),
      await send(server.origin, { method: 'OPTIONS', headers: preflight }),
    ]) {
      expect(Object.keys(reply.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
  });

  it.each([
    ['announced', 'Content-Length: 70000\r\n\r\n' + 'x'.repeat(70_000)],
    ['announced, of 5 MB', 'Content-Length: 5000000\r\n\r\n' + 'x'.repeat(5_000_000)],
    ['chunked', 'Transfer-Encoding: chunked\r\n\r\n11170\r\n' + 'x'.repeat(70_000) + '\r\n0\r\n\r\n'],
  ])('refuses a body that is too large: %s', async (_name, rest) => {
    expect(await raw(`POST / HTTP/1.1\r\nHost: ${server.host}\r\n${rest}`)).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('remembers what it received, but not for ever', async () => {
    await send(`${server.origin}/a?b=c`, { method: 'POST', headers: [['X-Test', '1']], body: 'hello' });
    expect(server.received.at(-1)).toEqual({
      method: 'POST',
      url: '/a?b=c',
      headers: expect.objectContaining({ host: server.host, 'x-test': '1' }) as unknown,
      body: 'hello',
    });
    for (let count = 0; count < 210; count++) {
      await send(server.origin);
    }
    expect(server.received).toHaveLength(200);
  });

  it('closes the connection when a handler fails, and lives on', async () => {
    const failing = (await listen()).serve(({ url }) => {
      if (url === '/fail') {
        throw new Error('a mistake');
      }
      return { status: 204 };
    });
    await expect(send(`${failing.origin}/fail`)).rejects.toThrow(/socket hang up/);
    expect((await send(failing.origin)).status).toBe(204);
    await failing.stop();
  });

  it('stops with open connections and frees the port', async () => {
    const stopped = (await listen()).serve(() => ({ status: 200 }));
    const socket = connect(Number(new URL(stopped.origin).port), '127.0.0.1');
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
    socket.on('error', () => undefined);
    await Promise.all([stopped.stop(), closed]);
    await expect(send(stopped.origin)).rejects.toThrow(/ECONNREFUSED/);
    await stopped.stop();
  });

  /** What comes back for exactly these bytes, as far as it comes. */
  async function raw(bytes: string): Promise<string> {
    const socket = connect(Number(new URL(server.origin).port), '127.0.0.1');
    socket.on('error', () => undefined); // a refusal may close before everything was sent
    socket.write(bytes);
    return new Promise((resolve) => {
      let text = '';
      socket.setEncoding('utf8').on('data', (part: string) => (text += part));
      socket.once('close', () => resolve(text));
    });
  }
});
