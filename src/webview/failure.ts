import type { FailureView } from '../ui/panelMessages.js';
import { type Context, mark } from './context.js';
import type { Child } from './dom.js';
import { evidenceSection } from './evidence.js';
import { head } from './head.js';
import { stepsSection } from './steps.js';

/** No token: what happened, what to do, what speaks for it, then every request. */
export function failurePage(context: Context<FailureView>): Child[] {
  const { el, foreign, root, texts, view } = context;
  root.className = 'bad';
  const { cause, next, evidence } = view.explanation;
  const state = el('span', { class: 'pill bad' }, [mark(context, 'bad'), ` ${texts.failed}`]);
  return [
    head(context),
    el('p', { class: 'answer' }, foreign(cause)),
    el('p', { class: 'row' }, [state]),
    el('p', { class: 'next' }, foreign(next)),
    ...evidenceSection(context, evidence),
    ...stepsSection(context, texts.whatHappened),
  ];
}
