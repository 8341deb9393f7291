import { answerAt, timeElement, type TokenContext } from './context.js';
import type { Child } from './dom.js';
import { relativeTime } from './time.js';

const WIDTH = 1000;

/** From issued to expiry, with now on it: a bar for the eye, and the same in words. */
export function lifeSection(context: TokenContext, now: number): Child[] {
  const { el, texts, view } = context;
  const { from, to } = view.inspection.life;
  const ends = el('p', { class: 'ends' }, [
    ...(from ? [end(context, now, startName(context, from.source), from.at)] : []),
    ...(to ? [el('span', {}, [`${texts.now} `, clock(context)])] : []),
    to ? expiry(context, now, to) : el('span', {}, [texts['no-expiry']]),
  ]);
  const bar = from && to && to.at > from.at ? [lifeBar(context, from.at, to.at)] : [];
  return [el('div', { class: 'life', role: 'group', 'aria-label': texts.life }, [...bar, ends])];
}

type Source = NonNullable<TokenContext['view']['inspection']['life']['to']>['source'];

function startName({ texts }: TokenContext, source: Source): string {
  return source === 'nbf' || source === 'received' ? texts[source] : texts.iat;
}

function end(context: TokenContext, now: number, name: string, time: number, more: readonly Child[] = []): HTMLElement {
  const relative = context.el('span');
  context.onTick((moment) => (relative.textContent = relativeTime(time, moment, context.view.durations)));
  return context.el('span', {}, [`${name} `, timeElement(context, time, now), ' (', relative, ')', ...more]);
}

function expiry(
  context: TokenContext,
  now: number,
  { at, source }: { readonly at: number; readonly source: Source },
): HTMLElement {
  const { el, texts } = context;
  const [before = '', after = ''] = texts.source.split('{source}');
  const origin = source === 'service' ? texts.service : el('code', {}, [source]);
  const name = el('span');
  context.onTick((moment) => (name.textContent = moment < at ? texts.expires : texts.hasExpired));
  const rest = end(context, now, '', at, [` · ${before}`, origin, after]);
  rest.prepend(name);
  return rest;
}

function clock(context: TokenContext): HTMLElement {
  const time = context.el('span');
  context.onTick((now) => {
    time.textContent = new Intl.DateTimeFormat(context.view.language, {
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }).format(now);
  });
  return time;
}

function lifeBar(context: TokenContext, from: number, to: number): SVGElement {
  const { svg, view } = context;
  const done = svg('rect', { class: 'done', height: '6', y: '4', rx: '3' });
  const needle = svg('rect', { class: 'needle', width: '2', height: '14' });
  const bar = svg(
    'svg',
    { class: 'bar', 'aria-hidden': 'true', viewBox: `0 0 ${WIDTH} 14`, preserveAspectRatio: 'none' },
    [svg('rect', { class: 'track', width: String(WIDTH), height: '6', y: '4', rx: '3' }), done, needle],
  );
  context.onTick((now) => {
    const part = Math.min(1, Math.max(0, (now - from) / (to - from))) * WIDTH;
    done.setAttribute('width', part.toFixed(1));
    needle.setAttribute('x', Math.min(part, WIDTH - 2).toFixed(1));
    bar.setAttribute('class', `bar ${answerAt(view, now).tone}`);
  });
  return bar;
}
