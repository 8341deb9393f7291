import { expect, it } from 'vitest';
import { AuthError } from '../../src/auth/errors.js';
import { createRateLimits } from '../../src/auth/rateLimits.js';

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
