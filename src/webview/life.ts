import { answerAt, section, type TokenContext } from './context.js';
import type { Child } from './dom.js';
import { relativeTime, zonedTime } from './time.js';

type Source = NonNullable<TokenContext['view']['inspection']['life']['to']>['source'];

/** Section with the token's lifetime, from issue to expiry: a bar with the current time, and the same as text. */
export function lifeSection(context: TokenContext, now: number): Child[] {
  const { el, texts, view } = context;
  const { from, to, notBefore, reuse } = view.inspection.life;
  const ends = el('dl', { class: 'ends' }, [
    ...(from ? [end(context, now, [startName(context, from.source)], from.at, from.source)] : []),
    ...(notBefore ? [end(context, now, [texts.nbf], notBefore.at, notBefore.source)] : []),
    ...(from || to ? [clock(context)] : []),
    ...(reuse ? [end(context, now, [texts.reuse], reuse.at, reuse.source)] : []),
    ...(to ? [expiry(context, now, to.at, to.source)] : [el('div', {}, [el('dt', {}, [texts.noExpiry])])]),
  ]);
  // The bar belongs to the answer above it. Without the bar, the text needs a title.
  return from && to && to.at > from.at
    ? [el('section', { class: 'life', 'aria-label': texts.life }, [lifeBar(context, from.at, to.at), ends])]
    : [section(context, 'life', texts.life, [ends])];
}

function startName({ texts }: TokenContext, source: Source): string {
  return source === 'nbf' || source === 'received' ? texts[source] : texts.iat;
}

/**
 * Formats "expires 11:17:11 (in 46 minutes)". Below it: the time in UTC unless that is the local time, and the source of
 * the value.
 */
function end(
  { el, onTick, texts, language }: TokenContext,
  now: number,
  name: readonly Child[],
  time: number,
  source: Source,
): HTMLElement {
  const relative = el('span');
  onTick((moment) => (relative.textContent = relativeTime(time, moment, language)));
  const { local, utc } = zonedTime(time, now, language, texts.utc);
  const element = el('time', { datetime: new Date(time).toISOString() }, [local]);
  const origin = [
    ...(utc === undefined ? [] : [[utc]]),
    ...(source === 'received' ? [] : [sourceWords({ el, texts }, source)]),
  ].flatMap((words, index) => [...(index === 0 ? [] : [' · ']), ...words]);
  return el('div', {}, [
    el('dt', {}, name),
    ' ',
    el('dd', {}, [element, ' (', relative, ')']),
    ...(origin.length === 0 ? [] : [el('dd', { class: 'origin' }, origin)]),
  ]);
}

function sourceWords({ el, texts }: Pick<TokenContext, 'el' | 'texts'>, source: Source): Child[] {
  const [before = '', after = ''] = texts.source.split('{source}');
  return [before, source === 'service' || source === 'default' ? texts[source] : el('code', {}, [source]), after];
}

function expiry(context: TokenContext, now: number, at: number, source: Source): HTMLElement {
  const { el, onTick, texts } = context;
  const name = el('span');
  onTick((moment) => (name.textContent = at > moment ? texts.expires : texts.hasExpired));
  return end(context, now, [name], at, source);
}

function clock({ el, onTick, texts, language }: TokenContext): HTMLElement {
  const local = el('dd');
  const origin = el('dd', { class: 'origin' });
  onTick((now) => {
    const zoned = zonedTime(now, now, language, texts.utc);
    local.textContent = zoned.local;
    origin.textContent = zoned.utc ?? '';
    origin.hidden = zoned.utc === undefined;
  });
  return el('div', {}, [el('dt', {}, [texts.now]), ' ', local, origin]);
}

const WIDTH = 1000;

/** Hidden from screen readers, because the text below it says the same. */
function lifeBar({ onTick, svg, view }: TokenContext, from: number, to: number): SVGElement {
  const done = svg('rect', { class: 'done', height: '6', y: '4', rx: '3' });
  const needle = svg('rect', { class: 'needle', width: '2', height: '14' });
  const bar = svg(
    'svg',
    { class: 'bar', 'aria-hidden': 'true', viewBox: `0 0 ${WIDTH} 14`, preserveAspectRatio: 'none' },
    [svg('rect', { class: 'track', width: String(WIDTH), height: '6', y: '4', rx: '3' }), done, needle],
  );
  onTick((now) => {
    const part = Math.min(1, Math.max(0, (now - from) / (to - from))) * WIDTH;
    done.setAttribute('width', part.toFixed(1));
    needle.setAttribute('x', Math.min(part, WIDTH - 2).toFixed(1));
    bar.setAttribute('class', `bar ${answerAt(view, now).tone}`);
  });
  return bar;
}
