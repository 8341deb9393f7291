import type { EmptyView, FailureView } from '../ui/panel/messages.js';
import { type Context, mark, section } from './context.js';
import type { Child } from './dom.js';
import { pageHeader } from './header.js';
import { stepsSection } from './steps.js';

/** Page without a token: the reason and the next step. */
export function emptyPage(context: Context<EmptyView>): Child[] {
  const { el, foreign, root, view } = context;
  root.className = 'plain';
  return [pageHeader(context), el('p', { class: 'answer' }, foreign(view.sentence))];
}

/** List of evidence for a cause. */
function evidenceSection(context: Context, lines: readonly string[]): Child[] {
  const { el, foreign, texts } = context;
  if (lines.length === 0) {
    return [];
  }
  const items = lines.map((line) => el('li', {}, foreign(line)));
  return [section(context, 'evidence', texts.evidence, [el('ul', { class: 'evidence' }, items)])];
}

/** Page of a failed flow: cause, next step, evidence, and every request. */
export function failurePage(context: Context<FailureView>): Child[] {
  const { el, foreign, root, texts, view } = context;
  root.className = 'bad';
  const { cause, next, evidence } = view.explanation;
  const state = el('span', { class: 'pill bad' }, [mark(context, 'bad'), ` ${texts.failed}`]);
  return [
    pageHeader(context),
    el('p', { class: 'answer' }, foreign(cause)),
    el('p', { class: 'row' }, [state]),
    el('p', { class: 'next' }, foreign(next)),
    ...evidenceSection(context, evidence),
    ...stepsSection(context, texts.whatHappened),
  ];
}
