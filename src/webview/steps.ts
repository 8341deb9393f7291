import { type Context, mark, section } from './context.js';
import type { Child } from './dom.js';
import { actionButton, itemButton } from './header.js';

type Step = Context['view']['steps'][number];

/** Section with the requests and responses of the trace. */
export function stepsSection(context: Context, title: string): Child[] {
  const { el, foreign, texts, view } = context;
  if (view.steps.length === 0) {
    return [];
  }
  const { earlier = [] } = view;
  const before = earlier.map((step) => stepItem(context, step));
  const steps = view.steps.map((step, index) => stepItem(context, step, index));
  const machine =
    view.machine === ''
      ? []
      : [el('p', { class: 'muted' }, foreign(texts.sentFrom.replace('{machine}', () => view.machine)))];
  const all = view.steps.reduce((sum, { duration }) => sum + duration, 0);
  const took = el('span', { class: 'muted' }, [texts.took.replace('{count}', String(all))]);
  const script = view.actions.includes('copyScript') ? [actionButton(context, 'copyScript', 'link')] : [];
  const parts = [
    ...machine,
    ...(before.length === 0 ? [] : [el('ul', { class: 'steps earlier' }, before)]),
    el('ol', { class: 'steps' }, steps),
  ];
  return [section(context, 'steps', title, parts, { count: steps.length, offers: [took, ...script] })];
}

/** `index` identifies the step to the host. Absent for a request of an earlier flow. */
function stepItem(context: Context, step: Step, index?: number): HTMLElement {
  const { el, foreign, texts, view } = context;
  const lines = [
    el('p', {}, [el('strong', {}, foreign(step.title))]),
    el('p', {}, [el('code', {}, foreign(step.request))]),
    ...step.form.map((field) => el('p', { class: 'muted' }, [el('code', {}, foreign(field))])),
    ...step.details.map((detail) => el('p', { class: 'muted' }, foreign(detail))),
  ];
  const outcome = [
    ...(step.failed ? [mark(context, 'bad'), ' '] : []),
    step.status === ''
      ? texts.noAnswer
      : el('span', {}, [el('span', { class: 'unseen' }, [`${texts.status} `]), step.status]),
    ' · ',
    texts.milliseconds.replace('{count}', String(step.duration)),
  ];
  return el('li', {}, [
    el('div', { class: 'what' }, lines),
    el('div', { class: 'outcome' }, [
      el('p', {}, outcome),
      ...(index !== undefined && view.actions.includes('copyStep')
        ? [itemButton(context, 'copyStep', index, step.title)]
        : []),
    ]),
  ]);
}
