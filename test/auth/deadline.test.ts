import { lookup } from 'node:dns';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createHttp } from '../../src/auth/http.js';
import { recordTrace } from '../../src/auth/traceRecorder.js';
import { json } from '../faults/answers.js';
import { type FaultServer, startFault } from '../faults/server.js';

let server: FaultServer;
let waiting: number[];
beforeEach(async () => {
  waiting = [];
  const answered = json(200, {});
  server = await startFault(() => ({
    '/fine': (request, response) => {
      waiting.push(vi.getTimerCount());
      answered(request, response);
    },
    '/gone': (request) => request.socket.destroy(),
  }));
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(async () => {
  vi.useRealTimers();
  await server.stop();
});

async function get(path: string): Promise<unknown> {
  const trace = recordTrace('test machine', []);
  const { signal } = new AbortController();
  const http = createHttp({ now: () => Date.now(), lookup, signal, timeout: 30_000, trace });
  const request = http({ purpose: 'ping', method: 'GET', url: new URL(path, server.origin) });
  return request.catch((error: unknown) => error);
}

it('is given up when the answer is there, or never comes', async () => {
  await get('/fine');
  expect(waiting).toEqual([1]);
  expect(vi.getTimerCount()).toBe(0);
  expect(await get('/gone')).toMatchObject({ code: 'unreachable' });
  expect(vi.getTimerCount()).toBe(0);
});
