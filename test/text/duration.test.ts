import { describe, expect, it } from 'vitest';
import { type DurationForm, formatDuration, nextRounding, roundDuration } from '../../src/text/duration.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MOMENT = 400;

const text = (form: DurationForm, ms: number): string => formatDuration(form, ms, 'en');

describe('what is left', () => {
  it.each<[string, number]>([
    ['1 sec', 1],
    ['59 sec', MINUTE - 1],
    ['1 min', MINUTE],
    ['2 min', MINUTE + 1],
    ['5 min', 5 * MINUTE - MOMENT],
    ['75 min', 75 * MINUTE - MOMENT],
    ['119 min', 2 * HOUR - MINUTE],
    ['2 hr', 2 * HOUR - MOMENT],
    ['2 hr', 2 * HOUR + MINUTE],
    ['3 hr', 2.5 * HOUR],
    ['12 hr', 12 * HOUR - MOMENT],
    ['47 hr', 47 * HOUR],
    ['2 days', 2 * DAY - MOMENT],
    ['14 days', 14 * DAY - MOMENT],
  ])('is %s', (expected, ms) => {
    expect(text('short', ms)).toBe(expected);
  });

  it('reads the same in every form', () => {
    for (const ms of [1, MINUTE, 5 * MINUTE - MOMENT, 119.5 * MINUTE, 150 * MINUTE, 47.6 * HOUR, 14 * DAY - MOMENT]) {
      const { count, unit } = roundDuration(ms);
      const unitText = count === 1 ? unit : `${unit}s`;
      expect(text('left', ms)).toBe(`${count} more ${unitText}`);
      expect(text('ahead', ms)).toBe(`in ${count} ${unitText}`);
    }
  });

  it('is rounded anew at the moment that is foretold', () => {
    for (let ms = MINUTE; ms < 4 * DAY; ms += 7 * MINUTE + 1234) {
      const next = nextRounding(ms);
      expect(next).toBeLessThan(ms);
      expect(roundDuration(next + 1)).toEqual(roundDuration(ms));
      expect(roundDuration(next)).not.toEqual(roundDuration(ms));
    }
  });
});

it('never makes what is over longer ago than it is', () => {
  expect(text('ago', 5 * MINUTE - MOMENT)).toBe('4 minutes ago');
  expect(text('ago', 3 * HOUR - MOMENT)).toBe('2 hours ago');
  expect(text('ago', 3 * DAY - MOMENT)).toBe('2 days ago');
});

it('keeps a length as near as it can', () => {
  expect(text('length', 15 * MINUTE + MOMENT)).toBe('15 minutes');
  expect(text('length', 15 * MINUTE - MOMENT)).toBe('15 minutes');
  expect(text('length', 500)).toBe('1 second');
});
