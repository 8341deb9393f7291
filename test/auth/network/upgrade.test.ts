// An answer that switches to another protocol, which no request asks for.
import { lookup } from 'node:dns';
import { createServer, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createHttp, type Http } from '../../../src/auth/http.js';
import { ping } from '../../../src/auth/ping.js';
import { recordTrace } from '../../../src/auth/traceRecorder.js';
import { authErrorOf } from '../../faults/authErrorOf.js';
import { listenOn } from '../../faults/server.js';

const SWITCH = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n';

async function ask(answer: string): Promise<{ http: Http; url: URL; sockets: readonly Socket[] }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    // It stays open, unless the client ends it.
    socket.on('error', () => undefined).once('data', () => socket.write(answer));
  });
  const { host, stop } = await listenOn(server);
  onTestFinished(stop);
  const http = createHttp({
    ...{ now: () => Date.now(), lookup, signal: new AbortController().signal, timeout: 10_000 },
    trace: recordTrace('test machine', []),
  });
  return { http, url: new URL(`http://${host}/v2/`), sockets };
}

it.each<[string, string]>([
  ['and nothing after it', SWITCH],
  ['and bytes of that protocol', `${SWITCH}${'\u0000bytes'.repeat(100)}`],
  ['and an HTTP answer after it', `${SWITCH}HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}`],
])('fails at once: 101 %s', { timeout: 3000 }, async (_name, answer) => {
  for (const method of ['GET', 'POST'] as const) {
    const { http, url, sockets } = await ask(answer);
    const started = performance.now();
    const failure = await authErrorOf(http({ purpose: 'ping', method, url }));
    expect(performance.now() - started).toBeLessThan(2000);
    expect(failure).toMatchObject({
      code: 'bad-response',
      details: { host: url.host, reason: 'it switches to another protocol', system: 'HPE_PAUSED_UPGRADE' },
    });
    expect(sockets).toHaveLength(1);
    await expect.poll(() => sockets[0]?.destroyed).toBe(true);
  }
});

it('is an ordinary response if it names no protocol', { timeout: 3000 }, async () => {
  const { http, url } = await ask('HTTP/1.1 101 Switching Protocols\r\n\r\n');
  expect(await http({ purpose: 'ping', method: 'GET', url })).toMatchObject({ status: 101, text: '' });
  const failure = await authErrorOf(ping(new URL(url.origin), { http, secrets: [] }, { insecure: true }));
  expect(failure).toMatchObject({ code: 'not-a-registry', status: 101 });
});

it('is none that only offers to', async () => {
  const { http, url } = await ask(
    'HTTP/1.1 200 OK\r\nUpgrade: h2c\r\nConnection: Upgrade, close\r\nContent-Length: 2\r\n\r\n{}',
  );
  expect(await http({ purpose: 'ping', method: 'GET', url })).toMatchObject({ status: 200, text: '{}' });
});
