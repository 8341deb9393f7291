import type { PageMessage, PanelView } from '../ui/panelMessages.js';
import { answerSection } from './answer.js';
import { claimsSection, headerSection } from './claims.js';
import { answerAt, type Context } from './context.js';
import { builder, type Child } from './dom.js';
import { findingsSection } from './findings.js';
import { grantsSection } from './grants.js';
import { lifeSection } from './life.js';
import { stepsSection } from './steps.js';

export interface Page {
  /** Brings everything that depends on the clock up to `now` (ms since the epoch). */
  tick(now: number): void;
}

/** Builds the page for a token below `root`, in place of what was there. */
export function render(root: HTMLElement, view: PanelView, now: number, send: (message: PageMessage) => void): Page {
  const updates: ((now: number) => void)[] = [];
  const context: Context = {
    ...builder(root.ownerDocument),
    view,
    texts: view.texts,
    send,
    onTick(update) {
      updates.push(update);
      update(now);
    },
  };
  root.replaceChildren(
    head(context),
    ...answerSection(context, now),
    ...lifeSection(context, now),
    ...grantsSection(context),
    ...findingsSection(context),
    ...claimsSection(context, now),
    ...headerSection(context, now),
    ...stepsSection(context),
  );
  context.onTick((moment) => (root.className = answerAt(view, moment).tone));
  return {
    tick(moment) {
      for (const update of updates) update(moment);
    },
  };
}

function head({ el, foreign, texts, view, send }: Context): HTMLElement {
  const button = (type: 'copyToken' | 'fetchAgain', look: string): Child => {
    const element = el('button', { type: 'button', class: look }, [texts[type]]);
    element.addEventListener('click', () => send({ type }));
    return element;
  };
  return el('header', {}, [
    el('div', { class: 'title' }, [
      el('h1', { tabindex: '-1' }, foreign(view.title)),
      ...(view.subtitle === '' ? [] : [el('p', { class: 'muted' }, foreign(view.subtitle))]),
    ]),
    el('div', { class: 'buttons' }, [
      ...(view.actions.includes('copyToken') ? [button('copyToken', 'primary')] : []),
      ...(view.actions.includes('fetchAgain') ? [button('fetchAgain', 'secondary')] : []),
    ]),
  ]);
}
