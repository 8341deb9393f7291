import { roundDuration } from '../text/duration.js';
import type { PageWords } from '../ui/panel/messages.js';

const SECONDS = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
const DAY = { year: 'numeric', month: 'short', day: 'numeric' } as const;

/**
 * Formats a time (milliseconds since the epoch) in the user's time zone, with the date when it isn't the day of `now`.
 */
export function localTime(time: number, now: number, language: string): string {
  const sameDay = new Date(time).toDateString() === new Date(now).toDateString();
  return format(time, language, sameDay ? SECONDS : { ...DAY, ...SECONDS });
}

/** Formats a time (milliseconds since the epoch) in UTC, with the date when `localTime` has one. */
export function utcTime(time: number, now: number, language: string): string {
  const sameDay = new Date(time).toDateString() === new Date(now).toDateString();
  return format(time, language, { ...(sameDay ? SECONDS : { ...DAY, ...SECONDS }), timeZone: 'UTC' });
}

/** Formats a time relative to `now`, such as "in 46 minutes" or "28 minutes ago". */
export function relativeTime(time: number, now: number, durations: PageWords['durations']): string {
  return time > now ? duration(time - now, durations.ahead) : duration(now - time, durations.ago);
}

/** Formats a duration in milliseconds with the given unit forms. */
export function duration(ms: number, forms: PageWords['durations']['left']): string {
  const { count, unit } = roundDuration(ms);
  const [one, other] = forms[unit];
  return (count === 1 ? one : other).replace('{count}', String(count));
}

function format(time: number, language: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(language, { ...options, hourCycle: 'h23' }).format(time);
}
