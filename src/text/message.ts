import { formatTime } from './clock.js';
import { type DurationForm, formatDuration, moreLeft } from './duration.js';

/** The language of our own texts. */
const ENGLISH = 'en';

/**
 * A part of a sentence. Times and durations stay numbers (ms since the epoch), because only the view knows the reader's
 * time zone and the clock moves on. `left` is the time until then, `ago` the time since then, and `time` that moment.
 */
export type Piece =
  | { readonly text: string; readonly strong?: true }
  | { readonly left: number; readonly strong?: true }
  | { readonly ago: number }
  | { readonly time: number };

/** Translates an English template; `{names}` stay as placeholders. */
export interface Translate {
  (template: string): string;
  /** Language of times, durations and lists (BCP 47); absent for that of our own texts. */
  readonly language?: string;
}

/** Formats a duration in milliseconds, such as "46 more minutes", "3 hours ago", "in 5 seconds" or "2 days". */
export function durationText(form: DurationForm, ms: number, translate: Translate = same): string {
  return formatDuration(form, ms, translate.language ?? ENGLISH, translate(moreLeft));
}

type Holes = Readonly<Record<string, string | readonly Piece[]>>;

// More than there are texts of ours.
const MOST = 3000;
const parsed = new Map<string, readonly { readonly part: string; readonly name?: string }[]>();

function partsOf(template: string): NonNullable<ReturnType<typeof parsed.get>> {
  const known = parsed.get(template);
  if (known) {
    return known;
  }
  const parts = template.split(/(\{\w+\})/).map((part) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    return { part, ...(name !== undefined && { name }) };
  });
  if (parsed.size === MOST) {
    parsed.clear();
  }
  parsed.set(template, parts);
  return parts;
}

/** Fills in the `{names}` of a template. Filled-in text isn't scanned again. */
export function fill(template: string, holes: Holes): Piece[] {
  const pieces = partsOf(template).flatMap(({ part, name }): readonly Piece[] => {
    const filling = name !== undefined && Object.hasOwn(holes, name) ? holes[name] : part;
    return typeof filling === 'string' ? [{ text: filling }] : (filling ?? []);
  });
  return pieces.filter((piece) => !('text' in piece) || piece.text !== '');
}

/** Joins items such as "A", "A and B" and "A, B, and C". */
export function list(items: readonly (readonly Piece[])[], { language = ENGLISH }: Translate): Piece[] {
  const places = items.map((_, index) => String(index));
  return new Intl.ListFormat(language)
    .formatToParts(places)
    .flatMap(({ type, value }) => (type === 'element' ? (items[Number(value)] ?? []) : [{ text: value }]));
}

export function plainText(pieces: readonly Piece[], now: number, translate: Translate = same): string {
  return pieces
    .map((piece) => {
      if ('left' in piece) {
        return durationText('left', piece.left - now, translate);
      }
      if ('ago' in piece) {
        return durationText('ago', now - piece.ago, translate);
      }
      if ('time' in piece) {
        return formatTime(piece.time, now, translate.language ?? ENGLISH);
      }
      return piece.text;
    })
    .join('');
}

export const same: Translate = (template) => template;

export function strong(text: string): Piece {
  return { text, strong: true };
}

/** A clause in English, without a full stop, whose `{names}` are filled in where it is shown. */
export interface Template {
  readonly text: string;
  /** Texts as they are, and clauses of our own inside this one. */
  readonly values?: Readonly<Record<string, string | Template>>;
}

/** One without names is just its text. */
export type Clause = string | Template;

export function clause(text: string, values: Readonly<Record<string, string | Template>>): Template {
  return { text, values };
}

/** A clause in the language of `translate`, those inside it too. */
export function clauseText(wanted: Clause, translate: Translate = same): string {
  if (typeof wanted === 'string') {
    return translate(wanted);
  }
  const { text, values = {} } = wanted;
  const filled = Object.entries(values).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : clauseText(value, translate),
  ]);
  return plainText(fill(translate(text), Object.fromEntries(filled)), 0);
}
