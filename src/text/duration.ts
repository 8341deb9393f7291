export type DurationUnit = 'second' | 'minute' | 'hour' | 'day';

/** `left`: "46 more minutes", `ago`: "3 hours ago", `ahead`: "in 5 seconds", `length`: "2 days", `short`: "46 min". */
export type DurationForm = 'left' | 'ago' | 'ahead' | 'length' | 'short';

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
 * Rounds a duration in milliseconds down to one unit, at least one second. Rounding down never promises more than there
 * is. Hours and days start at two, because "90 minutes" is more precise than "1 hour".
 */
export function roundDuration(ms: number): RoundDuration {
  const fitting = units.find(({ from }) => ms >= from);
  return fitting
    ? { count: Math.floor(ms / fitting.ms), unit: fitting.unit }
    : { count: Math.max(1, Math.floor(ms / 1000)), unit: 'second' };
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

function formatted(form: DurationForm, ms: number, language: string, left: string): string {
  const { count, unit } = roundDuration(ms);
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
