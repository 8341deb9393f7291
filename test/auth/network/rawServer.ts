import { lookup } from 'node:dns';
import { createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { createHttp, type Http } from '../../../src/auth/http.js';
import { recordTrace } from '../../../src/auth/traceRecorder.js';
import { listenOn } from '../../faults/server.js';

/** Sends bytes as they are; resolves when they are taken, rejects when the client is gone. */
export type SendBytes = (bytes: string | Buffer) => Promise<void>;

/** A server that reads no HTTP: it writes what it likes once something was asked on a connection. Returns its origin. */
export async function rawServer(write: (send: SendBytes, socket: Socket) => Promise<unknown>): Promise<string> {
  const server = createServer((socket) => {
    const send: SendBytes = (bytes) =>
      new Promise((resolve, reject) => {
        if (socket.destroyed) {
          reject(new Error('gone'));
          return;
        }
        socket.write(bytes, (error) => (error ? reject(error) : resolve()));
      });
    socket.once('data', () => void write(send, socket).catch(() => undefined));
  });
  const { host, stop } = await listenOn(server);
  onTestFinished(stop);
  return `http://${host}`;
}

/** Requests without a kept connection. Milliseconds. */
export function patientFor(timeout: number): Http {
  return createHttp({
    ...{ now: () => Date.now(), lookup, timeout, signal: new AbortController().signal },
    trace: recordTrace('test machine', []),
  });
}
