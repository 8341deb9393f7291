import { lookup } from 'node:dns';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AssumedRole, Credential } from '../../../src/auth/credential.js';
import { isFresh } from '../../../src/auth/expiry.js';
import type { Connection } from '../../../src/connections/connection.js';
import { type EcrServer, startEcrServer } from '../../../src/playground/ecr/index.js';
import { Tokens } from '../../../src/tokens.js';
import { failure } from './ecrWorld.js';

const HOUR = 3600_000;
const { signal } = new AbortController();

let ecr: EcrServer;
let time: number;
let key: { id: string; secret: string };
let role: AssumedRole | undefined;
let credential: () => Credential;
let tokens: Tokens;
let connection: Connection;
beforeEach(async () => {
  time = Date.now();
  ecr = await startEcrServer({ now: () => time });
  key = ecr.principals.reader;
  role = undefined;
  credential = () => ({ type: 'access-key', id: key.id, secret: key.secret, ...(role && { role }) });
  tokens = new Tokens({
    machine: 'test machine',
    now: () => time,
    lookup,
    timeout: 5_000,
    credential: () => Promise.resolve(credential()),
    realms: () => ({ allowed: [] }),
  });
  connection = {
    id: 'one',
    kind: 'ecr',
    address: ecr.origin,
    form: 'access-key',
    insecure: false,
    settings: { region: ecr.region, endpoint: ecr.origin },
    revision: 1,
  };
});
afterEach(async () => {
  tokens.stop();
  await ecr.stop();
});
const get = (more: Partial<Parameters<Tokens['get']>[2]> = {}) => tokens.get(connection, [], { signal, ...more });

describe('renewal', () => {
  it('is due at half of its life, on use', async () => {
    const first = await get();
    expect(isFresh(first.token, first.token.obtainedAt + 6 * HOUR - 1000)).toBe(true);
    expect(isFresh(first.token, first.token.obtainedAt + 6 * HOUR)).toBe(false);
    expect((await get()).cached).toBe(true);
    expect(ecr.received).toHaveLength(1);
  });

  it('keeps the old token while AWS cannot be reached, until it ends', async () => {
    const first = await get();
    await ecr.stop();
    time += 7 * HOUR;
    expect(await get()).toMatchObject({ cached: true, token: { value: first.token.value } });
    expect((await failure(get({ fresh: true }))).code).toBe('unreachable');
    time += 5 * HOUR;
    expect((await failure(get())).code).toBe('unreachable');
  });

  const withCode = { arn: 'arn:aws:iam::123456789012:role/Reader', mfaSerial: 'arn:aws:iam::123456789012:mfa/dana' };
  it.each<[string, string, () => void, Partial<Parameters<Tokens['get']>[2]>]>([
    ['nobody may be asked for a code', 'second-factor', () => (role = withCode), {}],
    ['nobody enters a code', 'cancelled', () => (role = withCode), { ask: async () => undefined }],
    ['there is no key any more', 'no-credential', () => (credential = () => ({ type: 'anonymous' })), {}],
    [
      'the session behind it has ended',
      'expired-credential',
      () => {
        const { id, secret, sessionToken } = ecr.principals.endedSession;
        credential = () => ({ type: 'access-key', id, secret, sessionToken });
      },
      {},
    ],
  ])('keeps the old token until it ends where %s', async (_, code, happens, options) => {
    const { token } = await get();
    happens();
    time += 7 * HOUR;
    expect(await get(options)).toMatchObject({ cached: true, token: { value: token.value } });
    // Who wants a new one in any case is told.
    expect((await failure(get({ ...options, fresh: true }))).code).toBe(code);
    time += 5 * HOUR;
    expect((await failure(get(options))).code).toBe(code);
  });

  it('hands nothing to who gave up', async () => {
    await get();
    role = withCode;
    time += 7 * HOUR;
    const given = new AbortController();
    const ask = async () => {
      given.abort();
      return undefined;
    };
    expect((await failure(tokens.get(connection, [], { signal: given.signal, ask }))).code).toBe('cancelled');
  });

  it('wins a new one where AWS answers', async () => {
    const first = await get();
    time += 7 * HOUR;
    const second = await get();
    expect(second.cached).toBe(false);
    expect(second.token.value).not.toBe(first.token.value);
    expect(tokens.cached('one').map(({ token }) => token)).toEqual([second.token]);
  });

  it('drops the old one when the key is refused, and says so', async () => {
    await get();
    time += 7 * HOUR;
    key = { ...key, secret: 'another' };
    expect((await failure(get())).code).toBe('refused');
    expect(tokens.cached('one')).toEqual([]);
  });

  it('asks once for several who want it at the same time', async () => {
    await Promise.all([get(), get(), get()]);
    expect(ecr.received).toHaveLength(1);
  });
});
