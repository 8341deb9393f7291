import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { LookupFunction, Socket } from 'node:net';
import type { Credential } from '../../../src/auth/credential.js';
import { createHttp } from '../../../src/auth/http.js';
import type { Io } from '../../../src/auth/io.js';
import type { AuthTrace } from '../../../src/auth/trace.js';
import { recordTrace } from '../../../src/auth/traceRecorder.js';
import type { AwsMachine } from '../../../src/registries/ecr/awsMachine.js';
import type { TokenRequest } from '../../../src/registries/kind.js';
import { authErrorOf } from '../../faults/authErrorOf.js';

/** A machine without files and variables. */
export const emptyMachine: AwsMachine = {
  home: '/nonexistent',
  environment: {},
  run: () => Promise.reject(new Error('nothing is run here')),
};

/** Names that the world was asked to look up: there must not be any. */
export interface EcrWorld {
  readonly io: Io;
  readonly trace: () => AuthTrace;
  readonly lookedUp: readonly string[];
}

export function ecrWorld(more: Partial<Io> & { secrets?: readonly string[] } = {}): EcrWorld {
  const secrets = more.secrets ?? [];
  const trace = recordTrace('test machine', secrets);
  const lookedUp: string[] = [];
  const lookup: LookupFunction = (name, _options, done) => {
    lookedUp.push(name);
    done(Object.assign(new Error('no names here'), { code: 'ENOTFOUND' }), '');
  };
  const now = more.now ?? (() => Date.now());
  const signal = more.signal ?? new AbortController().signal;
  const http = createHttp({ now, lookup, signal, timeout: 5_000, trace });
  return {
    io: { http, machine: 'test machine', now, secrets, signal, lookup, ...more },
    trace: () => trace.snapshot(),
    lookedUp,
  };
}

export function ecrRequest(
  address: string,
  credential: Credential,
  settings: Readonly<Record<string, string>>,
): TokenRequest {
  return { registry: new URL(address), credential, scopes: [], settings, insecure: false, allowedRealms: [] };
}

/** Addresses that this process connects to while `work` runs. */
export async function connections(work: () => Promise<unknown>): Promise<string[]> {
  const seen: string[] = [];
  const note = (message: unknown): void => {
    const { socket } = message as { socket: Socket };
    socket.once('lookup', (_error: unknown, address: string, _family: unknown, host: string) => {
      seen.push(`${host} ${address}`);
    });
    socket.once('connect', () => seen.push(socket.remoteAddress ?? 'nowhere'));
  };
  subscribe('net.client.socket', note);
  try {
    await work();
  } finally {
    unsubscribe('net.client.socket', note);
  }
  return seen;
}

export const failure = authErrorOf;
