import type { LookupAddress } from 'node:dns';
import { get } from 'node:http';
import type { LookupFunction } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttp } from '../../../src/auth/http.js';
import { recordTrace } from '../../../src/auth/traceRecorder.js';
import { answer } from '../../faults/answers.js';
import { type FaultServer, startFault } from '../../faults/server.js';

const servers: FaultServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map(({ stop }) => stop())));

async function start(): Promise<FaultServer> {
  const server = await startFault(() => ({ '*': answer(200) }));
  servers.push(server);
  return server;
}

function lookupTo(...addresses: string[]): LookupFunction {
  return (_name, options, done) => {
    const found: LookupAddress[] = addresses.map((address) => ({ address, family: 4 }));
    if (options.all === true) {
      done(null, found);
    } else {
      done(null, addresses[0] ?? '', 4);
    }
  };
}

const refuseLoopback = (address: string): string | undefined =>
  address.startsWith('127.') ? `it leads to ${address}` : undefined;

function send(server: FaultServer, lookup: LookupFunction, refuseAddress?: (address: string) => string | undefined) {
  const url = new URL(server.origin.replace('127.0.0.1', 'auth.test'));
  const trace = recordTrace('test machine', []);
  const http = createHttp({
    now: () => Date.now(),
    lookup,
    signal: new AbortController().signal,
    timeout: 5000,
    trace,
  });
  return http({
    purpose: 'exchange',
    method: 'GET',
    url,
    authorization: { scheme: 'Basic', value: 'c2VjcmV0' },
    ...(refuseAddress ? { refuseAddress } : {}),
  });
}

describe('the address check', () => {
  it('holds for every answer of the look-up, whichever would be used', async () => {
    const server = await start();
    const promise = send(server, lookupTo('93.184.216.34', '127.0.0.1'), refuseLoopback);
    await expect(promise).rejects.toMatchObject({ code: 'untrusted-realm' });
    expect(server.received).toHaveLength(0);
  });

  it('holds for a connection that is open already, whoever opened it', async () => {
    const server = await start();
    const lookup = lookupTo('127.0.0.1');
    await new Promise<void>((resolve, reject) => {
      get(server.origin.replace('127.0.0.1', 'auth.test'), { lookup }, (response) => {
        response.resume().on('end', resolve);
      }).on('error', reject);
    });
    await send(server, lookup); // ours, unguarded
    await expect(send(server, lookup, refuseLoopback)).rejects.toMatchObject({ code: 'untrusted-realm' });
    expect(server.received).toHaveLength(2);
  });

  it('lets pass what it does not refuse, and tells where it went', async () => {
    const server = await start();
    const response = await send(server, lookupTo('127.0.0.1'), () => undefined);
    expect(response).toMatchObject({ status: 200, remoteAddress: '127.0.0.1' });
  });
});
