import { lookup } from 'node:dns';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isFresh } from '../../src/auth/token.js';
import type { Connection } from '../../src/connections/connection.js';
import { startEcrServer } from '../../src/playground/ecr.js';
import type { EcrServer } from '../../src/playground/ecr.js';
import { Tokens } from '../../src/tokens.js';
import { failure } from './ecrWorld.js';

const HOUR = 3600_000;
const { signal } = new AbortController();

let ecr: EcrServer;
let time: number;
let key: { id: string; secret: string };
let tokens: Tokens;
let connection: Connection;
beforeEach(async () => {
  time = Date.now();
  ecr = await startEcrServer({ now: () => time });
  key = ecr.principals.reader;
  tokens = new Tokens({
    machine: 'test machine',
    now: () => time,
    lookup,
    timeout: 5_000,
    credential: () => Promise.resolve({ type: 'access-key', id: key.id, secret: key.secret }),
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
const get = (more: { fresh?: boolean } = {}) => tokens.get(connection, [], { signal, ...more });

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
