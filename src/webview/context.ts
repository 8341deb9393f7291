import { formatTime } from '../text/clock.js';
import { formatDuration } from '../text/duration.js';
import type { PageMessage, PageWords, PanelView, TokenView } from '../ui/panel/messages.js';
import type { Builder, Child } from './dom.js';
import type { LiveRegion } from './liveRegion.js';
import { relativeTime, zonedTime } from './time.js';

/** Dependencies of every part of a page. */
export interface Context<View extends PanelView = PanelView> extends Builder, PageWords {
  /** Root element of the page. */
  readonly root: HTMLElement;
  readonly view: View;
  readonly send: (message: PageMessage) => void;
  /** Live region for changes that a screen reader should announce. */
  readonly speaker: LiveRegion;
  /** Calls `update` now and on every tick, with milliseconds since the epoch. */
  readonly onTick: (update: (now: number) => void) => void;
}

export type TokenContext = Context<TokenView>;
export type Piece = TokenView['inspection']['proof'][number];
export type Tone = TokenView['inspection']['answers'][number]['tone'];

/** The answer that applies at `now` (milliseconds since the epoch). */
export function answerAt({ inspection }: TokenView, now: number): TokenView['inspection']['answers'][number] {
  return inspection.answers.findLast(({ from }) => from <= now) ?? inspection.answers[0];
}

/** `time` element (milliseconds since the epoch) in the user's time zone. */
export function timeElement({ el, language }: Context, time: number, now: number): HTMLElement {
  return el('time', { datetime: new Date(time).toISOString() }, [formatTime(time, now, language)]);
}

/**
 * Formats "10:02:11 · 08:02:11 UTC · 28 minutes ago", and keeps the last part current. Where local time is UTC, it is
 * there once.
 */
export function fullTime(context: Context, time: number, now: number): Child[] {
  const { el, texts, language } = context;
  const relative = el('span');
  context.onTick((moment) => (relative.textContent = relativeTime(time, moment, language)));
  const { local, utc } = zonedTime(time, now, language, texts.utc);
  const element = el('time', { datetime: new Date(time).toISOString() }, [local]);
  return [element, ...(utc === undefined ? [] : [' · ', utc]), ' · ', relative];
}

/** Nodes of a sentence at `now` (milliseconds since the epoch). */
export function pieceNodes(context: Context, pieces: readonly Piece[], now: number): Child[] {
  const { el, foreign, language, moreLeft } = context;
  return pieces.flatMap((piece): Child[] => {
    if ('time' in piece) {
      return [timeElement(context, piece.time, now)];
    }
    if ('ago' in piece) {
      return [formatDuration('ago', now - piece.ago, language, moreLeft)];
    }
    const words =
      'left' in piece ? [formatDuration('left', piece.left - now, language, moreLeft)] : foreign(piece.text);
    return piece.strong ? [el('strong', {}, words)] : words;
  });
}

const marks: Readonly<Record<Tone, string>> = { good: '✓', warn: '!', bad: '✕', plain: '•' };

/** Colored mark, hidden from screen readers because the text beside it says the same. */
export function mark({ el }: Context, tone: Tone): HTMLElement {
  return el('span', { class: `mark ${tone}`, 'aria-hidden': 'true' }, [marks[tone]]);
}

/** Titled section of the page. `count` is the number of its items, `offers` are actions for all of it. */
export function section(
  { el }: Context,
  id: string,
  title: string,
  children: readonly Child[],
  { count, offers = [] }: { readonly count?: number; readonly offers?: readonly Child[] } = {},
): HTMLElement {
  const badge = count === undefined ? [] : [' ', el('span', { class: 'badge' }, [String(count)])];
  const heading = el('h2', { id }, [title, ...badge]);
  const head = offers.length === 0 ? heading : el('div', { class: 'head' }, [heading, ...offers]);
  return el('section', { 'aria-labelledby': id }, [head, ...children]);
}
