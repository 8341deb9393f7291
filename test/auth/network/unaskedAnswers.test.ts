// An answer that nobody asked for, on a connection that is kept: no request may take it for its own.
import { lookup } from 'node:dns';
import type { Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { isAuthError } from '../../../src/auth/errors.js';
import { createHttp } from '../../../src/auth/http.js';
import { createKeptConnections } from '../../../src/auth/network/keptConnections.js';
import { recordTrace } from '../../../src/auth/traceRecorder.js';
import { rawServer } from './rawServer.js';

const answer = (text: string): string => `HTTP/1.1 200 OK\r\nContent-Length: ${String(text.length)}\r\n\r\n${text}`;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const POISON = answer('poison');

/** Answers each request with its path, but the first one with `pieces`, which come one after the other. */
async function poisoning(pieces: readonly string[]) {
  const connections: Socket[] = [];
  const origin = await rawServer(async (send, socket) => {
    connections.push(socket);
    socket.on('data', (asked) => void send(answer(asked.toString('latin1').split(' ')[1] ?? '')));
    if (connections.length > 1) {
      await send(answer('/other'));
      return;
    }
    for (const piece of pieces) {
      await send(piece);
      await pause(20);
    }
  });
  return { origin, connections };
}

/** Asks for one path after the other, and waits before each of the later ones. */
async function asking(origin: string, wait: number): Promise<string[]> {
  const kept = createKeptConnections(() => Date.now());
  onTestFinished(() => kept.forget());
  const http = createHttp({
    ...{ now: () => Date.now(), lookup, timeout: 10_000, signal: new AbortController().signal },
    connections: kept.of('one', []),
    trace: recordTrace('test machine', []),
  });
  const texts: string[] = [];
  for (const path of ['/one', '/other', '/third']) {
    const asked = http({ purpose: 'exchange', method: 'GET', url: new URL(path, origin) });
    texts.push(
      await asked.then(
        ({ text }) => text,
        (error: unknown) => (isAuthError(error) ? error.code : 'crash'),
      ),
    );
    await pause(wait);
  }
  return texts;
}

const first = answer('/one');
const begun = POISON.slice(0, 30);

it.each<[string, readonly string[], number]>([
  ['in the same piece', [first + POISON], 2],
  ['in the same piece, three of them', [first + POISON.repeat(3)], 2],
  ['behind an interim one', [`${first}HTTP/1.1 100 Wait\r\n\r\n${POISON}`], 2],
  ['while the connection waits', [first, POISON], 2],
  ['in the same piece, without its body', [first + POISON.slice(0, -3)], 2],
  // Nothing of it is left when the next request begins.
  ['in the same piece, and no more than its beginning', [first + begun], 1],
  ['while the connection waits, and no more than its beginning', [first, begun], 2],
  ['begun in the same piece, and ended while the connection waits', [first + begun, POISON.slice(30)], 2],
])('%s', async (_name, pieces, connections) => {
  const server = await poisoning(pieces);
  expect(await asking(server.origin, pieces.length > 1 ? 200 : 5)).toEqual(['/one', '/other', '/third']);
  // The connection that carried it is closed; the next one is kept.
  expect(server.connections).toHaveLength(connections);
});

it('of bytes that are no answer spoils the one before it at most', async () => {
  const server = await poisoning([`${first}poison`]);
  expect(await asking(server.origin, 0)).toEqual(['bad-response', '/other', '/third']);
  expect(server.connections).toHaveLength(2);
});
