// A registry and its token server on this machine, and what is fetched from them: set up before each test of whoever imports it.
import type { LookupFunction } from 'node:net';
import { afterEach, beforeEach, expect } from 'vitest';
import type { Credential } from '../../../src/auth/credential.js';
import type { AuthError } from '../../../src/auth/errors.js';
import type { Connection } from '../../../src/connections/connection.js';
import { Tokens } from '../../../src/tokens.js';
import type { TokensWorld } from '../../../src/tokensTypes.js';
import { fakeJwt } from '../../auth/jwtFixture.js';
import { challenge, json } from '../../faults/answers.js';
import { authErrorOf } from '../../faults/authErrorOf.js';
import { type FaultServer, type Recorded, type Routes, startFault } from '../../faults/server.js';
import { connectionTo } from '../../loopbackTokens.js';

export const PASSWORD = 'planted-password-7f3a';
export const BASIC = `Basic ${Buffer.from(`dana:${PASSWORD}`).toString('base64')}`;
export const REFRESH = 'planted-refresh-91bc';
export const password: Credential = { type: 'password', username: 'dana', password: PASSWORD };
export const identity: Credential = { type: 'identity-token', refreshToken: REFRESH };
export const anonymous: Credential = { type: 'anonymous' };
export const scopes = ['repository:team/app:pull,push', 'repository:base:pull'];

export const servers: FaultServer[] = [];
export let tokens: Tokens;
export let world: TokensWorld & { credentials: Credential; allowed: string[]; chosen: string | undefined };

beforeEach(() => {
  world = {
    machine: 'test machine',
    now: () => Date.now(),
    lookup: loopbackLookup,
    timeout: 5000,
    credentials: password,
    allowed: [],
    chosen: undefined,
    credential: () => Promise.resolve(world.credentials),
    realms: () => ({ allowed: world.allowed, ...(world.chosen === undefined ? {} : { chosen: world.chosen }) }),
  };
  tokens = new Tokens(world);
});
afterEach(async () => {
  tokens.stop();
  await Promise.all(servers.splice(0).map(({ stop }) => stop()));
});

/** The rest of a test has another world in this. */
export function useWorld(more: Partial<TokensWorld>): void {
  tokens.stop();
  tokens = new Tokens(Object.assign(world, more));
}

/** Every name leads to this machine: a network of names without a network. */
export const loopbackLookup: LookupFunction = (_name, options, done) => {
  if (options.all === true) {
    done(null, [{ address: '127.0.0.1', family: 4 }]);
  } else {
    done(null, '127.0.0.1', 4);
  }
};

export async function start(routes: (origin: string) => Routes): Promise<FaultServer> {
  const server = await startFault(routes);
  servers.push(server);
  return server;
}

/** A registry whose challenge names its own `/token`, unless `challenges` says otherwise. */
export function registry(token: Routes[string], more: Routes = {}): Promise<FaultServer> {
  return start((origin) => ({
    '/v2/': challenge(`Bearer realm="${origin}/token?tenant=7",service="reg.example"`),
    '/token': token,
    ...more,
  }));
}

export function connect(server: { readonly origin: string }, more: Partial<Connection> = {}): Connection {
  return { ...connectionTo(server.origin), ...more };
}

export const fetch = (server: { readonly origin: string }, more: Partial<Connection> = {}, asked = scopes) =>
  tokens.get(connect(server, more), asked, { signal: new AbortController().signal });

export async function failure(promise: Promise<unknown>): Promise<AuthError> {
  const error = await authErrorOf(promise);
  const { message, stack, service, details, trace } = error;
  expect(JSON.stringify([message, stack, service, details, trace])).not.toMatch(/planted|ZGFuYTpw/);
  return error;
}

export const header = ({ rawHeaders }: Recorded, name: string): string | undefined =>
  rawHeaders.find((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
export const summary = (request: Recorded) =>
  [request.method, request.url, header(request, 'authorization') ?? 'none'] as const;
export const granted = json(200, {
  token: fakeJwt({ access: [{ type: 'repository', name: 'team/app', actions: ['pull'] }] }),
});
