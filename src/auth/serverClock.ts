import type { HttpResponse } from './http.js';

/** Parts of a response that show the server's clock. */
export type TimedResponse = Pick<HttpResponse, 'headers' | 'sentAt' | 'receivedAt'>;

// Registries allow 60 s of clock skew (distribution, registry/auth/token "Leeway").
const CLOCK_TOLERANCE = 60_000;
// A year: a number that is a moment so near to now cannot be meant as a length of time, and no clock is off by more.
const NEAR_NOW = 365 * 86_400_000;
// RFC 9110 section 5.6.7, of which only the first is still sent, and ISO 8601.
const DATES = [
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]+day, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/,
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})$/,
];

/**
 * Clock skew: server time minus local time in milliseconds, 0 within the tolerance and without a usable time. `Date` has
 * a resolution of one second. A response from a cache is older by its `Age` (RFC 9111 section 4.2.3). A time more than
 * a year off is no clock.
 */
export function clockSkew({
  headers,
  sentAt,
  receivedAt,
}: Pick<HttpResponse, 'headers' | 'sentAt' | 'receivedAt'>): number {
  const { date = '', age = '' } = headers;
  const seconds = /^\s*(\d{1,10})/.exec(age)?.[1] ?? 0;
  const skew = (dateOf(date) ?? NaN) + Number(seconds) * 1000 + 500 - (sentAt + receivedAt) / 2;
  const size = Math.abs(skew);
  return size > CLOCK_TOLERANCE && size < NEAR_NOW ? Math.round(skew / 1000) * 1000 : 0;
}

/**
 * A number of seconds or milliseconds since the epoch that is within a year of `now`, in milliseconds since the epoch;
 * undefined for any other number.
 */
export function momentNear(value: number, now: number): number | undefined {
  return [value * 1000, value].find((time) => Math.abs(time - now) < NEAR_NOW);
}

/** An HTTP-date or an ISO 8601 time with its zone, in milliseconds since the epoch; undefined for any other text. */
export function dateOf(text: string): number | undefined {
  const form = DATES.findIndex((one) => one.test(text));
  const time = form === -1 ? NaN : Date.parse(form === 2 ? `${text} GMT` : text);
  return Number.isNaN(time) ? undefined : time;
}
