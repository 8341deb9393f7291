// What a response can cost: time and memory are bounded, however it is sent.
import { lookup } from 'node:dns';
import { createServer, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttp, type HttpResponse } from '../../../src/auth/http.js';
import { recordTrace } from '../../../src/auth/traceRecorder.js';

const MIB = 1024 * 1024;
const servers: Server[] = [];
afterEach(() => {
  servers.splice(0).forEach((server) => server.close());
});

/** Sends bytes as they are, as fast as they are taken. */
async function raw(write: (socket: Socket, send: (bytes: string | Buffer) => Promise<void>) => Promise<void>) {
  const server = createServer((socket) => {
    const send = (bytes: string | Buffer): Promise<void> =>
      socket.destroyed
        ? Promise.reject(new Error('gone'))
        : new Promise((resolve, reject) => {
            socket.write(bytes, (error) => {
              if (error) {
                reject(error);
              } else {
                resolve();
              }
            });
          });
    socket.on('error', () => undefined);
    socket.once('data', () => void write(socket, send).catch(() => undefined));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : 0)}/`;
}

function get(url: string, maxBytes: number, timeout = 20_000): Promise<HttpResponse> {
  const http = createHttp({
    ...{ now: () => Date.now(), lookup, timeout, signal: new AbortController().signal },
    trace: recordTrace('test machine', []),
  });
  return http({ purpose: 'content', method: 'GET', url: new URL(url), maxBytes });
}

const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n';
const many = (text: string, bytes: number): string => text.repeat(Math.ceil(bytes / text.length));

describe('a response', () => {
  it.each<[string, string, string]>([
    ['a body of one byte after the other', many('1\r\n \r\n', MIB), 'the response arrived in too many small chunks'],
    [
      'a body of three bytes after three others',
      many('3\r\nabc\r\n', MIB),
      'the response arrived in too many small chunks',
    ],
  ])('is given up for %s', async (_, piece, reason) => {
    const origin = await raw(async (_socket, send) => {
      await send(CHUNKED);
      for (;;) {
        await send(piece);
      }
    });
    const started = process.cpuUsage();
    await expect(get(origin, 4 * MIB)).rejects.toMatchObject({ code: 'bad-response', details: { reason } });
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1000).toBeLessThan(3000);
  });

  it.each([100, 102, 103])('is given up for interim responses %i without end', async (status) => {
    const interim = many(`HTTP/1.1 ${String(status)} Wait\r\n\r\n`, MIB);
    const origin = await raw(async (_socket, send) => {
      for (;;) {
        await send(interim);
      }
    });
    const reason = 'it sent too many interim (1xx) responses';
    await expect(get(origin, MIB)).rejects.toMatchObject({ code: 'bad-response', details: { reason } });
  });

  it('may be preceded by a few interim responses', async () => {
    const origin = await raw((socket, send) =>
      send(
        `${many('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n', 500)}HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok`,
      ).then(() => void socket.end()),
    );
    expect((await get(origin, MIB)).text).toBe('ok');
  });

  it.each<[string, string]>([
    ['many small pieces', 'one line of a listing\n'],
    ['characters that are cut between pieces', 'é€🔑'],
  ])('arrives whole: %s', async (_, line) => {
    const bytes = Buffer.from(many(line, 3 * MIB));
    const origin = await raw(async (socket, send) => {
      await send(CHUNKED);
      for (let at = 0; at < bytes.length; at += 19) {
        const piece = bytes.subarray(at, at + 19);
        const frame = Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]);
        if (at % 1900 === 0) {
          await send(frame);
        } else {
          socket.write(frame);
        }
      }
      await send('0\r\n\r\n');
    });
    expect((await get(origin, 8 * MIB)).text === bytes.toString('utf8')).toBe(true);
  });

  it('arrives whole, compressed', async () => {
    const text = many('{"a":1}', MIB);
    const body = gzipSync(text);
    const origin = await raw(async (socket, send) => {
      await send(`HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${String(body.length)}\r\n\r\n`);
      await send(body);
      socket.end();
    });
    expect((await get(origin, 2 * MIB)).text).toBe(text);
  });

  it.each<[string, (text: string) => Buffer, string]>([
    ['as it is', (text) => Buffer.from(text), ''],
    ['compressed', (text) => gzipSync(text), 'Content-Encoding: gzip\r\n'],
  ])('is given up where it is larger than allowed: %s', async (_, encode, header) => {
    const body = encode(many('x', 2 * MIB));
    const origin = await raw(async (_socket, send) => {
      await send(`HTTP/1.1 200 OK\r\n${header}Content-Length: ${String(body.length)}\r\n\r\n`);
      await send(body);
    });
    await expect(get(origin, MIB)).rejects.toMatchObject({ code: 'bad-response', details: { limit: MIB } });
  });

  it('takes memory of at most three times its limit', async () => {
    const limit = 16 * MIB;
    const piece = many(`20\r\n${'x'.repeat(32)}\r\n`, MIB);
    const origin = await raw(async (_socket, send) => {
      await send(CHUNKED);
      for (let sent = 0; sent < limit * 1.1; sent += MIB) {
        await send(piece);
      }
      await send('0\r\n\r\n');
    });
    global.gc?.();
    const before = process.memoryUsage();
    let peak = 0;
    const timer = setInterval(() => {
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      peak = Math.max(peak, heapUsed - before.heapUsed + arrayBuffers - before.arrayBuffers);
    }, 5);
    const response = await get(origin, limit);
    clearInterval(timer);
    expect(response.text.length).toBeGreaterThan(10 * MIB);
    expect(peak).toBeLessThan(3 * limit);
  });
});
