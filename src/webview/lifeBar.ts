import { answerAt, type TokenContext } from './context.js';

const WIDTH = 1000;

/** For the eye only: the words below it say the same. */
export function lifeBar({ onTick, svg, view }: TokenContext, from: number, to: number): SVGElement {
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
