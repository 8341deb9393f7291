import type { PageAction } from '../ui/panelActions.js';
import type { Context } from './context.js';

/** What is offered at the top; everything else stands next to what it is about. */
const offered: readonly PageAction[] = [
  'copyToken',
  'fetchAgain',
  'tryAgain',
  'useAddress',
  'runInTerminal',
  'editConnection',
  'reloadWindow',
  'showLog',
];

/** Whom the page is about, and the buttons of what to do next, the likeliest first. */
export function head({ el, foreign, texts, view, send }: Context): HTMLElement {
  const buttons = offered
    .filter((action) => view.actions.includes(action))
    .map((type, index) => {
      const button = el('button', { type: 'button', class: index === 0 ? 'primary' : 'secondary' }, [texts[type]]);
      button.addEventListener('click', () => send({ type }));
      return button;
    });
  return el('header', {}, [
    el('div', { class: 'title' }, [
      el('h1', { tabindex: '-1' }, foreign(view.title)),
      ...(view.subtitle === '' ? [] : [el('p', { class: 'muted' }, foreign(view.subtitle))]),
    ]),
    el('div', { class: 'buttons' }, buttons),
  ]);
}
