import { describe, expect, it } from 'vitest';
import { AuthError } from '../../src/auth/errors.js';
import { createRateLimits, retryAfter } from '../../src/auth/rateLimits.js';

const SECOND = 1000;
const DAY = 24 * 3600 * SECOND;
const limitUntil = (retryAt: number) => new AuthError('rate-limited', 'Too many.', { details: { retryAt } });

it('a limit holds until it ends, and not while the clock is set back', () => {
  const limits = createRateLimits();
  const now = 100 * DAY;
  limits.note('one', limitUntil(now + 5 * SECOND));
  expect(() => limits.require('one', now)).toThrow('Too many.');
  expect(() => limits.require('another', now)).not.toThrow();
  expect(() => limits.require('one', now + 5 * SECOND)).not.toThrow();

  limits.note('one', limitUntil(now + 5 * SECOND));
  expect(() => limits.require('one', now - DAY)).not.toThrow();
});

describe('retryAfter', () => {
  const now = Date.parse('2026-11-22T10:00:00Z');
  const seconds = now / SECOND;

  /** Seconds from now. `ahead` is by how many seconds the clock of the server is ahead. */
  function wait(text: string | undefined, ahead = 0, name = 'retry-after'): number | undefined {
    const date = new Date(now + ahead * SECOND).toUTCString();
    const headers = { date, ...(text === undefined ? {} : { [name]: text }) };
    const at = retryAfter({ headers, sentAt: now - 100, receivedAt: now });
    return at === undefined ? undefined : (at - now) / SECOND;
  }

  it.each<[string, string | undefined, number | undefined, number?]>([
    ['nothing', undefined, undefined],
    ['seconds', '120', 120],
    ['blanks around', ' 120 ', 120],
    ['zero', '0', undefined],
    ['more than an hour', '86400', 3600],
    ['a date', 'Sun, 22 Nov 2026 10:01:00 GMT', 60],
    ['a date of a clock that is ahead', 'Sun, 22 Nov 2026 12:01:00 GMT', 60, 7200],
    ['a date of a clock that is behind', 'Sun, 22 Nov 2026 08:01:00 GMT', 60, -7200],
    ['seconds of a clock that is ahead', '120', 120, 7200],
    ['an old form', 'Sunday, 22-Nov-26 10:01:00 GMT', 60],
    ['that of C, which is in UTC', 'Sun Nov 22 10:01:00 2026', 60],
    ['ISO 8601', '2026-11-22T10:01:00Z', 60],
    ['ISO 8601 with an offset', '2026-11-22T11:01:00.5+01:00', 60.5],
    ['a date that is over', 'Sun, 22 Nov 2026 09:59:00 GMT', undefined],
    ['a Unix time (Docker Hub)', String(seconds + 90), 90],
    ['a Unix time of a clock that is ahead', String(seconds + 7290), 90, 7200],
    ['a Unix time in milliseconds', String(now + 90_000), 90],
    ['a Unix time that is over', String(seconds - 90), undefined],
    ['text', '3600;', undefined],
    ['a number with a point', '3000.', undefined],
    ['words with a year', 'in 2040', undefined],
    ['words', 'max 2040', undefined],
    ['half a date', '2100-', undefined],
    ['a duration in microseconds (GitHub)', '720.5\u00b5s, allowed: 44000/minute', undefined],
    ['a negative number', '-5', undefined],
    ['no number', '', undefined],
  ])('%s: %s', (_, text, expected, ahead) => {
    const found = wait(text, ahead);
    if (expected === undefined) {
      expect(found).toBeUndefined();
    } else {
      expect(Math.abs((found ?? NaN) - expected)).toBeLessThanOrEqual(1); // a date has no parts of a second
    }
  });

  it('is also told by an X- of its own', () => {
    expect(wait('120', 0, 'x-retry-after')).toBe(120);
  });
});
