import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isFresh } from '../../src/auth/expiry.js';
import { onPresentClock } from '../../src/auth/renewal.js';
import type { Token } from '../../src/auth/token.js';

const HOUR = 3_600_000;
const start = 1_800_000_000_000;
const plain: Token = {
  scheme: 'Bearer',
  value: 'a-token',
  use: 'access',
  obtainedAt: start,
  expiresAt: start + HOUR,
  expirySource: 'claim',
  scopes: [],
};
const token: Token = { ...plain, renewAt: start + HOUR / 2 };

it.each<[string, { age: number; now: number }, number]>([
  ['nothing happened', { age: 10 * 60_000, now: start + 10 * 60_000 }, 50 * 60_000],
  ['the clocks drift a little', { age: 10 * 60_000 + 4_000, now: start + 10 * 60_000 }, 50 * 60_000],
  ['the machine slept', { age: 1_000, now: start + 50 * 60_000 }, 10 * 60_000],
  ['the clock was set forward', { age: 60_000, now: start + 2 * HOUR }, -HOUR],
  ['the clock was set back', { age: 10 * 60_000, now: start - 24 * HOUR }, 50 * 60_000],
  ['the clock was set back, and it has ended', { age: 2 * HOUR, now: start }, -HOUR],
])('what is left when %s', (_name, { age, now }, left) => {
  const present = onPresentClock(token, age, now);
  expect((present.expiresAt ?? 0) - now).toBe(left);
  expect(present.value).toBe(token.value);
});

it('moves all times together, and none that is not there', () => {
  expect(onPresentClock(token, HOUR, start)).toMatchObject({
    obtainedAt: start - HOUR,
    renewAt: start - HOUR / 2,
    expiresAt: start,
  });
  const endless: Token = {
    scheme: 'Basic',
    value: 'a',
    use: 'access',
    obtainedAt: start,
    expirySource: 'none',
    scopes: [],
  };
  expect(onPresentClock(endless, HOUR, start)).toEqual({ ...endless, obtainedAt: start - HOUR });
});

it('never lets a token live longer than by either clock', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3 * HOUR }), fc.integer({ min: -3 * HOUR, max: 3 * HOUR }), (age, jump) => {
      const now = start + age + jump;
      const fresh = isFresh(onPresentClock(plain, age, now), now);
      expect(fresh && !isFresh(plain, now)).toBe(false);
      // The drift that is let pass is less than the margin before the end.
      expect(fresh && age >= HOUR).toBe(false);
    }),
  );
});
