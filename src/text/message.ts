import { durations, roundDuration } from './duration.js';

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
  /** Language of dates and times (BCP 47); absent for the system's language. */
  readonly language?: string;
}

/** "46 more minutes", "3 hours ago", "in 5 seconds" or "2 days". */
export function durationText(form: keyof typeof durations, ms: number, translate: Translate = same): string {
  const { count, unit } = roundDuration(ms);
  const [one, other] = durations[form][unit];
  return translate(count === 1 ? one : other).replace('{count}', String(count));
}

type Holes = Readonly<Record<string, string | readonly Piece[]>>;

/** Fills in the `{names}` of a template. Filled-in text isn't scanned again. */
export function fill(template: string, holes: Holes): Piece[] {
  const pieces = template.split(/(\{\w+\})/).flatMap((part): readonly Piece[] => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    const filling = name !== undefined && Object.hasOwn(holes, name) ? holes[name] : part;
    return typeof filling === 'string' ? [{ text: filling }] : (filling ?? []);
  });
  return pieces.filter((piece) => !('text' in piece) || piece.text !== '');
}

/** Templates of a list in a sentence. */
export const lists = { next: '{list}, {next}', last: '{list} and {last}' } as const;

/** Joins items to "A", "A and B" or "A, B and C" in the language of `translate`. */
export function list(items: readonly (readonly Piece[])[], translate: Translate): Piece[] {
  const [first = [], ...others] = items;
  const last = others.pop();
  const before = others.reduce<readonly Piece[]>(
    (some, next) => fill(translate(lists.next), { list: some, next }),
    first,
  );
  return last ? fill(translate(lists.last), { list: before, last }) : [...before];
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
        return timeText(piece.time, now, translate);
      }
      return piece.text;
    })
    .join('');
}

/** Time of day, with the date unless it is the same day as `now` (both ms since the epoch). */
function timeText(time: number, now: number, { language }: Translate): string {
  const today = new Date(time).toDateString() === new Date(now).toDateString();
  return new Date(time).toLocaleString(language, {
    ...(today ? {} : { year: 'numeric', month: 'short', day: 'numeric' }),
    ...{ hour: '2-digit', minute: '2-digit' },
  });
}

export const same: Translate = (template) => template;

export function strong(text: string): Piece {
  return { text, strong: true };
}
