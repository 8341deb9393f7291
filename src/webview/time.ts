import { formatDuration } from '../text/duration.js';

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
export function relativeTime(time: number, now: number, language: string): string {
  return time > now ? formatDuration('ahead', time - now, language) : formatDuration('ago', now - time, language);
}

function format(time: number, language: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(language, { ...options, hourCycle: 'h23' }).format(time);
}
