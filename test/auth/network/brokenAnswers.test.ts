// Answers that are no proper HTTP: what they say twice, what they never end, and what begins as none.
import { describe, expect, it } from 'vitest';
import { authErrorOf } from '../../faults/authErrorOf.js';
import { patientFor, rawServer } from './rawServer.js';

const MIB = 1024 * 1024;
const OK = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n`;
/** Milliseconds. */
const DEADLINE = 200;

function get(origin: string, timeout = 20_000) {
  const authorization = { scheme: 'Basic', value: 'cGxhbnRlZA==' } as const;
  return patientFor(timeout)({ purpose: 'exchange', method: 'GET', url: new URL(origin), authorization });
}

/** What a request fails with, of which nothing may hold what was sent with it, or came back. */
async function failureOf(origin: string, timeout?: number) {
  const failure = await authErrorOf(get(origin, timeout));
  const { message, stack, details, service } = failure;
  expect(JSON.stringify([message, stack, details, service])).not.toMatch(/planted|cGxhbnRlZA/);
  return failure;
}

const sending = (bytes: string) =>
  rawServer(async (send, socket) => {
    await send(bytes);
    socket.end();
  });

/** Sends `piece` for as long as the client is there, and waits so many milliseconds between two. */
const endless = (start: string, piece: string, pause: number) =>
  rawServer(async (send) => {
    await send(start);
    for (;;) {
      await send(piece);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  });

describe('an answer that is given up at once', () => {
  const body = '{"token":"planted"}';
  const long = String(body.length);

  it.each<[string, string, string]>([
    [
      'a length and chunks',
      `${OK}Content-Length: ${long}\r\nTransfer-Encoding: chunked\r\n\r\n13\r\n${body}\r\n0\r\n\r\n`,
      'HPE_',
    ],
    ['chunks and a length', `${CHUNKED}Content-Length: ${long}\r\n\r\n13\r\n${body}\r\n0\r\n\r\n`, 'HPE_'],
    ['two lengths', `${OK}Content-Length: ${long}\r\nContent-Length: 4\r\n\r\n${body}`, 'HPE_'],
    ['the same length twice', `${OK}Content-Length: ${long}\r\nContent-Length: ${long}\r\n\r\n${body}`, 'HPE_'],
    ['two lengths in a line', `${OK}Content-Length: ${long}, 4\r\n\r\n${body}`, 'HPE_'],
    ['a length beyond all numbers', `${OK}Content-Length: ${'9'.repeat(30)}\r\n\r\n${body}`, 'HPE_'],
    ['a length below nothing', `${OK}Content-Length: -1\r\n\r\n${body}`, 'HPE_'],
    ['a length that it has not', `${OK}Content-Length: 1000000\r\n\r\n${body}`, 'ERR_BAD_RESPONSE'],
    ['a chunk beyond all numbers', `${CHUNKED}\r\n${'F'.repeat(17)}\r\n${body}`, 'HPE_'],
    ['a chunk of no number', `${CHUNKED}\r\n0x13\r\n${body}\r\n0\r\n\r\n`, 'HPE_'],
    ['a chunk that is longer than it says', `${CHUNKED}\r\n3\r\n${body}\r\n0\r\n\r\n`, 'HPE_'],
    ['a length among the trailers', `${CHUNKED}\r\n13\r\n${body}\r\n0\r\nContent-Length: 4\r\n\r\n`, 'HPE_'],
    ['a header with NUL', `${OK}X: a\u0000b\r\nContent-Length: ${long}\r\n\r\n${body}`, 'HPE_'],
    ['no HTTP', '\u0000\u0001\u0002 planted \r\n\r\n', 'HPE_'],
    ['the greeting of another service', '220 mail.example ESMTP planted\r\n', 'HPE_'],
    ['the greeting of a shell', 'SSH-2.0-planted\r\n', 'HPE_'],
    ['no status', 'HTTP/1.1 planted\r\n\r\n', 'HPE_'],
    ['a status of two digits', `HTTP/1.1 20 OK\r\nContent-Length: ${long}\r\n\r\n${body}`, 'HPE_'],
    ['a status of four digits', `HTTP/1.1 2000 OK\r\nContent-Length: ${long}\r\n\r\n${body}`, 'HPE_'],
    ['another version', `HTTP/9.9 200 OK\r\nContent-Length: ${long}\r\n\r\n${body}`, 'HPE_'],
    ['HTTP/0.9: a body and nothing else', body, 'HPE_'],
    ['a page in HTTP/0.9', '<html>planted</html>', 'HPE_'],
    ['a status line without end', `HTTP/1.1 200 ${'x'.repeat(MIB)}`, 'HPE_'],
    ['a header without end', `${OK}X: ${'x'.repeat(MIB)}`, 'HPE_'],
    ['headers without end', `${OK}${'X-A: b\r\n'.repeat(MIB / 8)}`, 'HPE_'],
    ['a chunk with extensions without end', `${CHUNKED}\r\n13;${'a=b;'.repeat(MIB / 4)}`, 'HPE_'],
    ['trailers without end', `${CHUNKED}\r\n13\r\n${body}\r\n0\r\n${'X-A: b\r\n'.repeat(MIB / 8)}`, 'HPE_'],
  ])('%s', async (_name, bytes, system) => {
    const failure = await failureOf(await sending(bytes));
    expect(failure.code).toBe('bad-response');
    expect(failure.details?.system).toMatch(new RegExp(`^${system}`));
  });

  it('a length of more than is ever read', async () => {
    const started = performance.now();
    const origin = await endless(`${OK}Content-Length: 9007199254740991\r\n\r\n`, 'x'.repeat(64 * 1024), 0);
    expect(await failureOf(origin)).toMatchObject({ code: 'bad-response', details: { limit: MIB } });
    expect(performance.now() - started).toBeLessThan(8000);
  });

  it('nothing at all', async () => {
    expect(await failureOf(await sending(''))).toMatchObject({ code: 'unreachable' });
  });
});

describe('an answer that comes in drops', () => {
  it.each<[string, string, string]>([
    ['of its status line', 'HTTP/1.1 200 ', 'x'],
    ['of one header', `${OK}X-Slow: `, 'x'],
    ['of many headers', OK, 'X: y\r\n'],
    ['of a body that has a length', `${OK}Content-Length: 1000000\r\n\r\n`, ' '],
    ['of a body that ends with the connection', `${OK}\r\n`, ' '],
    ['of chunks', `${CHUNKED}\r\n`, '1\r\n \r\n'],
    ['of the extensions of a chunk', `${CHUNKED}\r\n2;a=`, 'b'],
    ['of trailers', `${CHUNKED}\r\n2\r\n{}\r\n0\r\n`, 'X: y\r\n'],
    ['of nothing after its headers', `${OK}Content-Length: 2\r\n\r\n`, ''],
  ])('%s ends with its deadline', async (_name, start, piece) => {
    const origin = await endless(start, piece, 20);
    const started = performance.now();
    const failure = await failureOf(origin, DEADLINE);
    expect(failure).toMatchObject({ code: 'timeout', details: { limit: DEADLINE } });
    expect(performance.now() - started).toBeLessThan(DEADLINE + 3000);
  });
});

describe('what an answer may have', () => {
  it.each<[string, string]>([
    ['extensions of chunks', `${CHUNKED}\r\n2;a="x\\"y";b\r\n{}\r\n0;c=d\r\n\r\n`],
    ['its chunks in capitals and with zeros', `${CHUNKED}\r\n0002\r\n{}\r\n000\r\n\r\n`],
  ])('%s', async (_name, bytes) => {
    expect((await get(await sending(bytes))).text).toBe('{}');
  });

  it('trailers, which are no headers', async () => {
    const trailers = 'Location: https://evil.example/\r\nWWW-Authenticate: Basic realm="evil"\r\nSet-Cookie: a=b\r\n';
    const origin = await sending(`${CHUNKED}Trailer: Location\r\n\r\n2\r\n{}\r\n0\r\n${trailers}\r\n`);
    const { headers, authenticate, text } = await get(origin);
    expect([headers, authenticate, text]).toEqual([{ 'transfer-encoding': 'chunked', trailer: 'Location' }, [], '{}']);
  });

  it.each([
    ['000', 0],
    ['099', 99],
    ['600', 600],
    ['999', 999],
  ])('a status that nobody knows: %s', async (written, status) => {
    const origin = await sending(`HTTP/1.1 ${written} Odd\r\nContent-Length: 2\r\n\r\n{}`);
    expect(await get(origin)).toMatchObject({ status, text: '{}' });
  });

  it('headers that are named like what every object has', async () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    const lines = [...names, ...names].map((name) => `${name}: polluted\r\n`).join('');
    const { headers } = await get(await sending(`${OK}${lines}Content-Length: 2\r\n\r\n{}`));
    expect(headers['content-length']).toBe('2');
    expect(Object.getPrototypeOf(headers)).toBe(Object.prototype);
    expect({}).not.toHaveProperty('polluted');
  });
});
