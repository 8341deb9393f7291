import { formatTime } from '../text/clock.js';
import { formatDuration } from '../text/duration.js';

/** A time in the user's zone, and in UTC where that is another time of day. */
export interface ZonedTime {
  readonly local: string;
  /** Absent where the local time is UTC; `local` then names it. */
  readonly utc?: string;
}

/** Formats a time (milliseconds since the epoch) in the user's zone and in UTC. `word` is the name of UTC. */
export function zonedTime(time: number, now: number, language: string, word: string): ZonedTime {
  const local = formatTime(time, now, language);
  return new Date(time).getTimezoneOffset() === 0
    ? { local: `${local} ${word}` }
    : { local, utc: `${formatTime(time, now, language, 'UTC')} ${word}` };
}

/** Formats a time relative to `now`, such as "in 46 minutes" or "28 minutes ago". */
export function relativeTime(time: number, now: number, language: string): string {
  return time > now ? formatDuration('ahead', time - now, language) : formatDuration('ago', now - time, language);
}
