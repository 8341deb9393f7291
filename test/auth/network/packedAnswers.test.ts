// Answers that are packed to cost more than they weigh, or in a way that nobody can unpack.
import { brotliCompressSync, constants, deflateRawSync, gzipSync, type InputType, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { HttpResponse } from '../../../src/auth/http.js';
import { authErrorOf } from '../../faults/authErrorOf.js';
import { patientFor, rawServer } from './rawServer.js';

const MIB = 1024 * 1024;
const LIMIT = 4 * MIB;
/** Of which none is to be in memory: each bomb holds as many MiB. */
const BOMB = 400;

const zeros = Buffer.alloc(MIB);
const times = (bytes: Buffer, count: number): Buffer => Buffer.concat(Array.from({ length: count }, () => bytes));
const brotli = (bytes: InputType, params: Record<number, number>): Buffer => brotliCompressSync(bytes, { params });

/** One member of gzip: the same block again and again, and a sum that is wrong, which only its end would tell. */
function gzipBomb(): Buffer {
  const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
  const block = deflateRawSync(zeros, { finishFlush: constants.Z_FULL_FLUSH });
  return Buffer.concat([header, times(block, BOMB), Buffer.from([3, 0]), Buffer.alloc(8)]);
}

async function answered(encoding: string, body: Buffer): Promise<string> {
  return rawServer(async (send, socket) => {
    await send(`HTTP/1.1 200 OK\r\nContent-Encoding: ${encoding}\r\nContent-Length: ${String(body.length)}\r\n\r\n`);
    await send(body);
    socket.end();
  });
}

const get = (origin: string, maxBytes = LIMIT): Promise<HttpResponse> =>
  patientFor(30_000)({ purpose: 'content', method: 'GET', url: new URL(origin), maxBytes });

/** Bytes that were in memory at most while this ran, beyond what was before, and milliseconds of this process. */
async function costOf(work: () => Promise<unknown>): Promise<{ readonly memory: number; readonly time: number }> {
  const held = (): number => {
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const [before, started] = [held(), process.cpuUsage()];
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, held() - before)), 1);
  await work();
  clearInterval(watch);
  const { user, system } = process.cpuUsage(started);
  return { memory: Math.max(peak, held() - before), time: (user + system) / 1000 };
}

describe('a small answer of 400 MiB', () => {
  it.each<[string, string, () => Buffer]>([
    ['gzip', 'gzip', gzipBomb],
    ['gzip in 400 members', 'gzip', () => times(gzipSync(zeros), BOMB)],
    ['deflate', 'deflate', () => gzipBomb().subarray(10, -8)],
    ['Brotli', 'br', () => brotli(Buffer.alloc(BOMB * MIB), { [constants.BROTLI_PARAM_QUALITY]: 1 })],
    ['Zstandard', 'zstd', () => zstdCompressSync(Buffer.alloc(BOMB * MIB))],
  ])('is given up at its limit, and takes little: %s', async (_name, encoding, make) => {
    const body = make();
    expect(body.length).toBeLessThan(LIMIT / 4);
    const origin = await answered(encoding, body);
    const { memory, time } = await costOf(async () => {
      expect(await authErrorOf(get(origin))).toMatchObject({ code: 'bad-response', details: { limit: LIMIT } });
    });
    expect(memory).toBeLessThan(100 * MIB);
    expect(time).toBeLessThan(4000);
  });
});

it('is read in little time where it is 300,000 members of nothing', async () => {
  const body = times(gzipSync(''), 300_000);
  const origin = await answered('gzip', body);
  const { memory, time } = await costOf(async () => {
    expect((await get(origin, 2 * LIMIT)).text).toBe('');
  });
  expect(memory).toBeLessThan(100 * MIB);
  expect(time).toBeLessThan(10_000);
});

describe('an answer that nobody can unpack', () => {
  const good = gzipSync('{"token":"planted"}');

  it.each<[string, string, Buffer]>([
    [
      'Brotli with a window larger than browsers take',
      'br',
      brotli('{}', { [constants.BROTLI_PARAM_LARGE_WINDOW]: 1, [constants.BROTLI_PARAM_LGWIN]: 30 }),
    ],
    ['Brotli that is none', 'br', good],
    ['Zstandard that is none', 'zstd', good],
    ['gzip that is none', 'gzip', Buffer.from('{"token":"planted"}')],
    ['the compress of old', 'compress', Buffer.from('1f9d907b7d', 'hex')],
  ])('is an answer that is no good: %s', async (_name, encoding, body) => {
    const failure = await authErrorOf(get(await answered(encoding, body)));
    expect(failure).toMatchObject({ code: 'bad-response', status: 200 });
    expect(JSON.stringify([failure.message, failure.stack, failure.details])).not.toContain('planted');
  });

  it.each(['rot13', 'gzip, br', 'x'.repeat(5000), '__proto__'])('is left as it is: %.20s', async (encoding) => {
    const { status, text, headers } = await get(await answered(encoding, good));
    expect([status, headers['content-encoding']]).toEqual([200, encoding]);
    expect(text).toBe(good.toString('utf8'));
  });
});

it('is unpacked where it is Zstandard', async () => {
  expect((await get(await answered('zstd', zstdCompressSync('{"a":1}')))).text).toBe('{"a":1}');
});
