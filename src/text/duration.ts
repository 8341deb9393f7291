export type DurationUnit = 'second' | 'minute' | 'hour' | 'day';

export interface RoundDuration {
  readonly count: number;
  readonly unit: DurationUnit;
}

const units: readonly { readonly unit: DurationUnit; readonly ms: number; readonly from: number }[] = [
  { unit: 'day', ms: 86_400_000, from: 2 * 86_400_000 },
  { unit: 'hour', ms: 3_600_000, from: 2 * 3_600_000 },
  { unit: 'minute', ms: 60_000, from: 60_000 },
];

/**
 * A duration (ms) in one unit, rounded down so that it never overstates the time left, and at least one second. Hours
 * and days begin at two: "90 minutes" says more than "1 hour".
 */
export function roundDuration(ms: number): RoundDuration {
  const fitting = units.find(({ from }) => ms >= from);
  return fitting
    ? { count: Math.floor(ms / fitting.ms), unit: fitting.unit }
    : { count: Math.max(1, Math.floor(ms / 1000)), unit: 'second' };
}

type Forms = readonly [one: string, other: string];

/** Duration templates, singular and plural. */
export const durations: Readonly<Record<'left' | 'ago' | 'ahead' | 'length', Readonly<Record<DurationUnit, Forms>>>> = {
  left: {
    second: ['{count} more second', '{count} more seconds'],
    minute: ['{count} more minute', '{count} more minutes'],
    hour: ['{count} more hour', '{count} more hours'],
    day: ['{count} more day', '{count} more days'],
  },
  ago: {
    second: ['{count} second ago', '{count} seconds ago'],
    minute: ['{count} minute ago', '{count} minutes ago'],
    hour: ['{count} hour ago', '{count} hours ago'],
    day: ['{count} day ago', '{count} days ago'],
  },
  ahead: {
    second: ['in {count} second', 'in {count} seconds'],
    minute: ['in {count} minute', 'in {count} minutes'],
    hour: ['in {count} hour', 'in {count} hours'],
    day: ['in {count} day', 'in {count} days'],
  },
  length: {
    second: ['{count} second', '{count} seconds'],
    minute: ['{count} minute', '{count} minutes'],
    hour: ['{count} hour', '{count} hours'],
    day: ['{count} day', '{count} days'],
  },
};
