import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Alarm, createAlarm } from '../../src/ui/alarm.js';

const MINUTE = 60_000;
const start = 1_800_000_000_000;
let rung: number;
let now: number;
let alarm: Alarm;

beforeEach(() => {
  vi.useFakeTimers();
  rung = 0;
  now = start;
  alarm = createAlarm(
    () => now,
    () => (rung += 1),
  );
});
afterEach(() => {
  alarm.dispose();
  vi.useRealTimers();
});

/** Both clocks go on; `asleep`: the timers stand still meanwhile. */
function pass(ms: number, { asleep = 0 } = {}): void {
  now += asleep;
  for (let left = ms; left > 0; left -= 1000) {
    now += Math.min(left, 1000);
    vi.advanceTimersByTime(Math.min(left, 1000));
  }
}

it('rings once, at its moment', () => {
  alarm.set(start + 10 * MINUTE);
  pass(10 * MINUTE - 1000);
  expect(rung).toBe(0);
  pass(1000);
  expect(rung).toBe(1);
  pass(60 * MINUTE);
  expect([rung, vi.getTimerCount()]).toEqual([1, 0]);
});

it('has one timer, for what was set last', () => {
  alarm.set(start + MINUTE);
  alarm.set(start + 5 * MINUTE);
  expect(vi.getTimerCount()).toBe(1);
  pass(4 * MINUTE);
  expect(rung).toBe(0);
  pass(MINUTE);
  expect(rung).toBe(1);
});

it('rings soon after the machine woke', () => {
  alarm.set(start + 8 * 60 * MINUTE);
  pass(MINUTE);
  pass(30_000, { asleep: 9 * 60 * MINUTE });
  expect(rung).toBe(1);
});

it('rings soon after the clock was set back', () => {
  alarm.set(start + 60 * MINUTE);
  pass(MINUTE);
  now -= 24 * 60 * MINUTE;
  pass(30_000);
  expect(rung).toBe(1);
});

it('does not ring for what is long past more than twice a second', () => {
  alarm.set(start - MINUTE);
  vi.advanceTimersByTime(499);
  expect(rung).toBe(0);
  vi.advanceTimersByTime(1);
  expect(rung).toBe(1);
});

it('has no timer where there is nothing to wait for', () => {
  alarm.set(start + MINUTE);
  alarm.set(undefined);
  expect(vi.getTimerCount()).toBe(0);
  alarm.set(start + MINUTE);
  alarm.dispose();
  expect(vi.getTimerCount()).toBe(0);
});
