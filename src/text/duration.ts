export type DurationUnit = 'second' | 'minute' | 'hour' | 'day';

/** `left`: "46 more minutes", `ago`: "3 hours ago", `ahead`: "in 5 seconds", `length`: "2 days", `short`: "46 min". */
export type DurationForm = 'left' | 'ago' | 'ahead' | 'length' | 'short';

export interface RoundDuration {
  readonly count: number;
  readonly unit: DurationUnit;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
export const unitLengths = { second: 1000, minute: MINUTE, hour: HOUR, day: DAY } as const;

type Rounding = (value: number) => number;

/**
 * Rounds what is left of a time, in milliseconds. From one minute on, minutes are rounded up: a new token of 5 minutes
 * has "5 min" left. Hours and days are then the nearest ones, because up would make three hours of 121 minutes.
 */
export function roundDuration(ms: number): RoundDuration {
  return rounded(ms, Math.ceil, Math.round);
}

/** Milliseconds from which on, counting down, what is left of a time is rounded to another count or unit. */
export function nextRounding(ms: number): number {
  const { count, unit } = roundDuration(ms);
  const length = unitLengths[unit];
  if (unit === 'second' || unit === 'minute') {
    return Math.max(unit === 'minute' ? MINUTE - 1 : 0, (count - 1) * length);
  }
  // The smallest number of whole minutes that is rounded to this count and unit, less one.
  const least = (count - 0.5) * length;
  return (unit === 'hour' ? Math.max(2 * HOUR, least) : Math.max(47.5 * HOUR, least)) - MINUTE;
}

/** Seconds are rounded down, to at least one. Hours and days start at two: "90 minutes" is more precise than "1 hour". */
function rounded(ms: number, toMinutes: Rounding, toUnits: Rounding): RoundDuration {
  if (ms < MINUTE) {
    return { count: Math.max(1, Math.floor(ms / 1000)), unit: 'second' };
  }
  const length = toMinutes(ms / MINUTE) * MINUTE;
  if (length < 2 * HOUR) {
    return { count: length / MINUTE, unit: 'minute' };
  }
  const hours = toUnits(length / HOUR);
  return hours < 48 ? { count: hours, unit: 'hour' } : { count: toUnits(length / DAY), unit: 'day' };
}

/** What is left of a time, for translators: `{unit}` comes in the form that the count needs. */
export const moreLeft = '{count} more {unit}';

/** Formats a duration in milliseconds in a language (BCP 47). `left` is `moreLeft` in that language. */
export function formatDuration(form: DurationForm, ms: number, language: string, left: string = moreLeft): string {
  return withPlainSpaces(formatted(form, ms, language, left));
}

/** Replaces the no-break spaces of `Intl`: where foreign text is shown, such spaces are written out. */
export function withPlainSpaces(text: string): string {
  return text.replace(/[\u00a0\u202f]/g, ' ');
}

const nearest = (ms: number): RoundDuration => rounded(ms, Math.round, Math.round);

/** What is over isn't longer ago than it is, and a length of time is as near as it can be. */
const roundings: Readonly<Record<DurationForm, (ms: number) => RoundDuration>> = {
  left: roundDuration,
  ahead: roundDuration,
  short: roundDuration,
  length: nearest,
  ago: (ms) => rounded(ms, Math.floor, Math.floor),
};

function formatted(form: DurationForm, ms: number, language: string, left: string): string {
  const { count, unit } = roundings[form](ms);
  switch (form) {
    case 'ago':
      return relativeFormat(language).format(-count, unit);
    case 'ahead':
      return relativeFormat(language).format(count, unit);
    case 'length':
    case 'short':
      return unitFormat(language, unit, form === 'short' ? 'short' : 'long').format(count);
    case 'left': {
      const parts = unitFormat(language, unit, 'long').formatToParts(count);
      const word = parts.find(({ type }) => type === 'unit')?.value ?? unit;
      return left.replace('{count}', count.toLocaleString(language)).replace('{unit}', word);
    }
  }
}

// Making a formatter takes longer than formatting a thousand times.
const unitFormats: Record<string, Intl.NumberFormat> = {};
const relativeFormats: Record<string, Intl.RelativeTimeFormat> = {};

function unitFormat(language: string, unit: DurationUnit, unitDisplay: 'long' | 'short'): Intl.NumberFormat {
  const key = `${language} ${unit} ${unitDisplay}`;
  return (unitFormats[key] ??= new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay }));
}

function relativeFormat(language: string): Intl.RelativeTimeFormat {
  return (relativeFormats[language] ??= new Intl.RelativeTimeFormat(language));
}
