import { written } from '../text/invisible.js';
import { headActions, type ItemAction, type PageAction } from '../ui/panel/actions.js';
import type { Context } from './context.js';

/** Header with the title of the page and its action buttons, the most likely action first. */
export function pageHeader(context: Context): HTMLElement {
  const { el, foreign, view } = context;
  const offered = headActions.filter((action) => view.actions.includes(action));
  // A token that grants nothing is of no use elsewhere.
  const isUseless = view.page === 'token' && view.inspection.answers.some(({ state }) => state === 'nothing-granted');
  const actions = isUseless ? [...offered].sort((a, b) => Number(isCopy(a)) - Number(isCopy(b))) : offered;
  const buttons = actions.map((action, index) => actionButton(context, action, index === 0 ? 'primary' : 'secondary'));
  return el('header', {}, [
    el('div', { class: 'title' }, [
      el('h1', { tabindex: '-1', 'data-key': 'title' }, foreign(view.title)),
      ...(view.subtitle === '' ? [] : [el('p', { class: 'muted' }, foreign(view.subtitle))]),
    ]),
    el('div', { class: 'buttons' }, [
      ...buttons,
      ...(view.keptOpen === undefined ? [] : [keepOpen(context, view.keptOpen)]),
    ]),
  ]);
}

function isCopy(action: PageAction): boolean {
  return action === 'copyToken';
}

/** Button that sends an action to the host, which runs it. */
export function actionButton({ el, send, texts }: Context, type: PageAction, look: string): HTMLElement {
  const button = el('button', { type: 'button', class: look, 'data-key': type }, [texts[type]]);
  button.addEventListener('click', () => send({ type }));
  return button;
}

/** Button for one item on the page. `name` identifies the item to screen readers. */
export function itemButton({ el, send, texts }: Context, type: ItemAction, index: number, name: string): HTMLElement {
  const attributes = { 'aria-label': `${texts[type]}: ${written(name)}`, 'data-key': `${type}:${index}` };
  const button = el('button', { type: 'button', class: 'link', ...attributes }, [texts[type]]);
  button.addEventListener('click', () => send({ type, index }));
  return button;
}

function keepOpen({ el, send, texts }: Context, kept: boolean): HTMLElement {
  const button = el(
    'button',
    {
      type: 'button',
      class: 'secondary',
      'aria-pressed': String(kept),
      title: texts.keepOpenMeans,
      'data-key': 'keepOpen',
    },
    [texts.keepOpen],
  );
  button.addEventListener('click', () => send({ type: 'keepOpen' }));
  return button;
}
