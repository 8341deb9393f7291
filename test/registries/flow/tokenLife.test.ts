// How long a kept token is handed out again, by both clocks.
import { lookup } from 'node:dns';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type DistributionServer, startDistributionServer } from '../../../src/playground/distribution/index.js';
import { Tokens } from '../../../src/tokens.js';
import { connectionTo } from '../../loopbackTokens.js';

const { signal } = new AbortController();
const pull = ['repository:team/app:pull'];
const MINUTE = 60_000;

let wall = 0;
let steady = 0;
let server: DistributionServer;
let tokens: Tokens;
beforeAll(async () => {
  // Its tokens live five minutes; its clock is always right.
  server = await startDistributionServer({ now: () => real });
});
afterAll(() => server.stop());

let real = 0;
beforeEach(() => {
  real = wall = Date.now();
  steady = 0;
  tokens = new Tokens({
    machine: 'test machine',
    now: () => wall,
    elapsed: () => steady,
    lookup,
    timeout: 10_000,
    credential: () => Promise.resolve(server.credentials.reader),
    realms: () => ({ allowed: [] }),
  });
});

function pass(ms: number, { asleep = false } = {}): void {
  real += ms;
  wall += ms;
  if (!asleep) {
    steady += ms;
  }
}

const connection = () => connectionTo(server.origin, 'oci', 'password');
const cached = async (): Promise<boolean> => (await tokens.get(connection(), pull, { signal })).cached;
const left = (): number => (tokens.cached('one')[0]?.token.expiresAt ?? 0) - wall;

it('is used again, and renewed before it ends', async () => {
  expect(await cached()).toBe(false);
  pass(4 * MINUTE);
  expect(await cached()).toBe(true);
  pass(MINUTE - 30_000);
  expect(await cached()).toBe(false);
});

it('is renewed after the machine slept over its end', async () => {
  await cached();
  pass(10 * MINUTE, { asleep: true });
  expect(left()).toBeLessThan(0);
  expect(await cached()).toBe(false);
});

it('does not live on when the clock is set back', async () => {
  await cached();
  pass(2 * MINUTE);
  wall -= 24 * 60 * MINUTE;
  expect(left()).toBeCloseTo(3 * MINUTE, -3.5);
  expect(await cached()).toBe(true);
  pass(3 * MINUTE);
  expect(left()).toBeLessThan(MINUTE / 2);
  expect(await cached()).toBe(false);
});

it('is renewed when the clock is set forward over its end, which costs one request', async () => {
  await cached();
  pass(MINUTE);
  wall += 60 * MINUTE;
  expect(await cached()).toBe(false);
});
