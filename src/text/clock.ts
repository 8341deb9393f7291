import { withPlainSpaces } from './duration.js';

/**
 * Formats a time (milliseconds since the epoch, as `now`) in a language (BCP 47), with the date unless it is on the
 * user's day of `now`. Messages, rows and the panel use this one format, with 12 or 24 hours as the language has it.
 * `timeZone` absent: the user's.
 */
export function formatTime(time: number, now: number, language: string, timeZone?: string): string {
  const isToday = new Date(time).toDateString() === new Date(now).toDateString();
  const text = new Date(time).toLocaleString(language, {
    ...(isToday ? {} : { dateStyle: 'medium' }),
    timeStyle: 'medium',
    ...(timeZone !== undefined && { timeZone }),
  });
  return withPlainSpaces(text);
}
