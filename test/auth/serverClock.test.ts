import { expect, it } from 'vitest';
import { clockSkew } from '../../src/auth/serverClock.js';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const at = (ms: number): string => new Date(NOW + ms).toUTCString();

it.each<[string, Record<string, string>, number]>([
  ['in time', { date: at(0) }, 0],
  ['ahead', { date: at(HOUR) }, HOUR],
  ['behind', { date: at(-HOUR) }, -HOUR],
  ['from a cache', { date: at(-HOUR), age: '3600' }, 0],
  ['from a cache, and behind', { date: at(-2 * HOUR), age: ' 3600' }, -HOUR],
  ['of an age that is none', { date: at(-HOUR), age: '-3600' }, -HOUR],
  ['almost a year ahead', { date: at(364 * DAY) }, 364 * DAY],
  ['a year ahead', { date: at(366 * DAY) }, 0],
  ['decades ahead', { date: at(50 * 365 * DAY) }, 0],
  ['decades behind', { date: at(-50 * 365 * DAY) }, 0],
  ['of an endless age', { date: at(0), age: '9999999999' }, 0],
  ['without a date', { age: '3600' }, 0],
])('the clock of a response %s', (_name, headers, skew) => {
  const measured = clockSkew({ headers, sentAt: NOW, receivedAt: NOW + 1000 });
  expect(Math.abs(measured - skew)).toBeLessThanOrEqual(1000);
});
