import { roundDuration } from '../text/duration.js';
import type { PanelView } from '../ui/panel/messages.js';

const SECONDS = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
const DAY = { year: 'numeric', month: 'short', day: 'numeric' } as const;

/** A moment (ms since the epoch) on the reader's clock, with the date where that is not the day of `now`. */
export function localTime(time: number, now: number, language: string): string {
  const sameDay = new Date(time).toDateString() === new Date(now).toDateString();
  return format(time, language, sameDay ? SECONDS : { ...DAY, ...SECONDS });
}

/** The same moment in Coordinated Universal Time, with the date where `localTime` has one. */
export function utcTime(time: number, now: number, language: string): string {
  const sameDay = new Date(time).toDateString() === new Date(now).toDateString();
  return format(time, language, { ...(sameDay ? SECONDS : { ...DAY, ...SECONDS }), timeZone: 'UTC' });
}

/** "in 46 minutes" or "28 minutes ago". */
export function relativeTime(time: number, now: number, durations: PanelView['durations']): string {
  return time > now ? duration(time - now, durations.ahead) : duration(now - time, durations.ago);
}

/** A length of time (ms) in these words. */
export function duration(ms: number, forms: PanelView['durations']['left']): string {
  const { count, unit } = roundDuration(ms);
  const [one, other] = forms[unit];
  return (count === 1 ? one : other).replace('{count}', String(count));
}

function format(time: number, language: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(language, { ...options, hourCycle: 'h23' }).format(time);
}
