// A shop of the playground, or an answer in its place, and a sign-in there that must leak nothing.
import { lookup } from 'node:dns';
import { afterEach, expect } from 'vitest';
import type { Credential } from '../../../src/auth/credential.js';
import type { AuthError } from '../../../src/auth/errors.js';
import { createHttp } from '../../../src/auth/http.js';
import type { Io } from '../../../src/auth/io.js';
import { recordTrace } from '../../../src/auth/traceRecorder.js';
import type { Connection } from '../../../src/connections/connection.js';
import { type MagentoOptions, type MagentoServer, startMagentoServer } from '../../../src/playground/magento/index.js';
import { probe, probeUrl } from '../../../src/registries/magento/probe.js';
import { shopOf } from '../../../src/registries/magento/shop.js';
import { Tokens } from '../../../src/tokens.js';
import type { TokenResult } from '../../../src/tokensTypes.js';
import { answer as respond } from '../../faults/answers.js';
import { authErrorOf } from '../../faults/authErrorOf.js';
import { type Routes, startFault } from '../../faults/server.js';

export const { signal } = new AbortController();
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

export const answer = (status: number, body = '', headers: Readonly<Record<string, string>> = {}) =>
  respond(status, headers, body);
/** A page that no shop wrote. */
export const html = (status: number) =>
  answer(status, '<!DOCTYPE html><title>Sign in</title>', { 'Content-Type': 'text/html' });

export type Ask = NonNullable<Io['ask']>;
interface Place {
  readonly origin: string;
}
export interface More {
  readonly settings?: Record<string, string>;
  readonly ask?: Ask;
  readonly chosen?: string;
  readonly allowed?: string[];
  readonly address?: string;
}

export async function shop(options: MagentoOptions = {}): Promise<MagentoServer> {
  const server = await startMagentoServer(options);
  stops.push(server.stop);
  return server;
}

export async function page(routes: Routes): ReturnType<typeof startFault> {
  const server = await startFault(() => routes);
  stops.push(server.stop);
  return server;
}

export function connect({ origin }: Place, { settings = {}, address = origin }: More): Connection {
  return { id: 'one', kind: 'magento', address, form: 'customer', insecure: false, settings, revision: 1 };
}

export async function get(server: Place, credential: Credential, more: More = {}): Promise<TokenResult> {
  const tokens = new Tokens({
    machine: 'test machine',
    now: () => Date.now(),
    lookup,
    timeout: 10_000,
    credential: () => Promise.resolve(credential),
    realms: () => ({ allowed: more.allowed ?? [], ...(more.chosen === undefined ? {} : { chosen: more.chosen }) }),
  });
  const result = await tokens.get(connect(server, more), [], { signal, ...(more.ask ? { ask: more.ask } : {}) });
  expectNoSecret(credential, result.trace);
  return result;
}

/** The failure, which must hold no secret anywhere. */
export async function failure(server: Place, credential: Credential, more: More = {}): Promise<AuthError> {
  const error = await authErrorOf(get(server, credential, more));
  const { message, stack, service, details, trace } = error;
  expectNoSecret(credential, [message, stack, service, details, trace]);
  return error;
}

function expectNoSecret(credential: Credential, shown: unknown): void {
  const secrets = JSON.stringify(credential).match(/(?<="(?:password|token)":")[^"]+/g) ?? [];
  const text = JSON.stringify(shown);
  secrets.forEach((secret) => {
    expect(text).not.toContain(secret);
    expect(text).not.toContain(Buffer.from(secret).toString('base64').slice(0, -2));
  });
}

export const login = (more: Partial<Extract<Credential, { type: 'shop-login' }>> = {}): Credential => ({
  type: 'shop-login',
  role: 'customer',
  username: 'roni@example.com',
  password: 'planted-password-7f3a',
  ...more,
});
export const wrong = (credential: Extract<Credential, { type: 'shop-login' }>): Credential => ({
  ...credential,
  password: 'planted-wrong-91bc',
});
export const protocols = ['rest-json', 'rest-xml', 'soap'] as const;

export function world(server: Place, credential: Credential) {
  const trace = recordTrace('test machine', []);
  const io: Io = {
    machine: 'test machine',
    http: createHttp({ now: Date.now, lookup, signal, timeout: 10_000, trace }),
    now: Date.now,
    lookup,
    signal,
    secrets: [],
  };
  const registry = new URL(server.origin);
  const request = { registry, credential, scopes: [], settings: {}, insecure: false, allowedRealms: [] };
  return { io, request, place: shopOf(request, io) };
}

export async function probeWith(server: Place, credential: Credential, token: TokenResult['token']): Promise<void> {
  const { io, place } = world(server, credential);
  const role = credential.type === 'shop-login' ? credential.role : 'admin';
  await probe(place, probeUrl(place, role, {}), token, io);
}
