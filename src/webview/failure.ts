import type { FailureView } from '../ui/panelMessages.js';
import { type Context, mark } from './context.js';
import type { Child } from './dom.js';
import { head } from './head.js';
import { stepsSection } from './steps.js';

/** No token: what happened and what to do in one sentence, then every request. */
export function failurePage(context: Context<FailureView>): Child[] {
  const { el, foreign, root, texts, view } = context;
  root.className = 'bad';
  const state = el('span', { class: 'pill bad' }, [mark(context, 'bad'), ` ${texts.failed}`]);
  return [
    head(context),
    el('p', { class: 'answer' }, foreign(view.sentence)),
    el('p', { class: 'row' }, [state]),
    ...stepsSection(context, texts.whatHappened),
  ];
}
