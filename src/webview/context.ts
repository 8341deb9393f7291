import type { PageMessage, PanelView, TokenView } from '../ui/panel/messages.js';
import type { Builder, Child } from './dom.js';
import type { LiveRegion } from './liveRegion.js';
import { duration, localTime, relativeTime, utcTime } from './time.js';

/** What every part of a page needs. */
export interface Context<View extends PanelView = PanelView> extends Builder {
  /** What all of the page lies in. */
  readonly root: HTMLElement;
  readonly view: View;
  readonly texts: PanelView['texts'];
  readonly send: (message: PageMessage) => void;
  /** For what a screen reader should say when it changes. */
  readonly speaker: LiveRegion;
  /** Calls now and at every tick, with milliseconds since the epoch. */
  readonly onTick: (update: (now: number) => void) => void;
}

export type TokenContext = Context<TokenView>;
export type Piece = TokenView['inspection']['proof'][number];
export type Tone = TokenView['inspection']['answers'][number]['tone'];

/** What applies at a moment. */
export function answerAt({ inspection }: TokenView, now: number): TokenView['inspection']['answers'][number] {
  return inspection.answers.findLast(({ from }) => from <= now) ?? inspection.answers[0];
}

/** A moment on the reader's clock. */
export function timeElement({ el, view }: Context, time: number, now: number): HTMLElement {
  return el('time', { datetime: new Date(time).toISOString() }, [localTime(time, now, view.language)]);
}

/** "10:02:11 · 08:02:11 UTC · 28 minutes ago", the last of which moves on. */
export function fullTime(context: Context, time: number, now: number): Child[] {
  const { el, view, texts } = context;
  const relative = el('span');
  context.onTick((moment) => (relative.textContent = relativeTime(time, moment, view.durations)));
  const utc = `${utcTime(time, now, view.language)} ${texts.utc}`;
  return [timeElement(context, time, now), ` · ${utc} · `, relative];
}

/** A sentence as of a moment. */
export function pieceNodes(context: Context, pieces: readonly Piece[], now: number): Child[] {
  const { el, foreign, view } = context;
  return pieces.flatMap((piece): Child[] => {
    if ('time' in piece) return [timeElement(context, piece.time, now)];
    if ('ago' in piece) return [duration(now - piece.ago, view.durations.ago)];
    const words = 'left' in piece ? [duration(piece.left - now, view.durations.left)] : foreign(piece.text);
    return piece.strong ? [el('strong', {}, words)] : words;
  });
}

const marks: Readonly<Record<Tone, string>> = { good: '✓', warn: '!', bad: '✕', plain: '•' };

/** A mark in its colour, for the eye only: the word next to it says the same. */
export function mark({ el }: Context, tone: Tone): HTMLElement {
  return el('span', { class: `mark ${tone}`, 'aria-hidden': 'true' }, [marks[tone]]);
}

/** A titled part of the page; `count` is of what is in it, `offers` what can be done with all of it. */
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
