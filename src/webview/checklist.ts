import type { ChecklistView } from '../ui/panel/messages.js';
import { type Context, mark, section, type Tone } from './context.js';
import type { Child } from './dom.js';
import { pageHeader } from './header.js';
import { stepsSection } from './steps.js';

type Check = ChecklistView['checks'][number];

const tones: Readonly<Record<Check['state'], Tone>> = {
  waiting: 'plain',
  passed: 'good',
  skipped: 'plain',
  untested: 'plain',
  noted: 'warn',
  failed: 'bad',
  'not-reached': 'plain',
};

const pageTones: Readonly<Record<ChecklistView['state'], Tone>> = {
  running: 'plain',
  allPassed: 'good',
  withWarnings: 'warn',
  partlyTested: 'plain',
  oneFailed: 'bad',
  stopped: 'plain',
};

/** Page of a diagnosis: summary, checks with the first failure explained, and every request. */
export function checklistPage(context: Context<ChecklistView>, now: number): Child[] {
  const { el, foreign, root, texts, view } = context;
  const tone = pageTones[view.state];
  root.className = tone === 'good' ? '' : tone;
  context.speaker.say(view.sentence, view.sentence, now);
  const items = view.checks.map((check, index) => checkItem(context, check, `check:${index}`));
  return [
    pageHeader(context),
    el('p', { class: 'answer' }, foreign(view.sentence)),
    el('p', { class: 'row' }, [el('span', { class: `pill ${tone}` }, [mark(context, tone), ` ${texts[view.state]}`])]),
    el('p', { class: 'muted' }, foreign(view.note)),
    section(context, 'checks', texts.checks, [el('ol', { class: 'checks' }, items)]),
    ...stepsSection(context, texts.whatHappened),
  ];
}

function checkItem(context: Context, { label, state, fact, evidence, explanation }: Check, key: string): HTMLElement {
  const { el, foreign, texts } = context;
  const tone = tones[state];
  const lines = [...(explanation?.evidence ?? []), ...evidence].map((line) => el('li', {}, foreign(line)));
  const detail = lines.length === 0 ? [] : [el('ul', { class: 'evidence' }, lines)];
  return el('li', { class: `check ${state}` }, [
    el('div', { class: 'line' }, [
      mark(context, tone),
      ' ',
      el('strong', {}, [label]),
      el('span', { class: 'unseen' }, [':']),
      ' ',
      el('span', { class: 'result' }, [
        el('span', { class: `state ${tone}` }, [texts[`check-${state}`]]),
        ...(fact === undefined ? [] : [' · ', el('span', { class: 'fact' }, foreign(fact))]),
      ]),
    ]),
    ...(explanation
      ? [el('p', { class: 'cause' }, foreign(explanation.cause)), el('p', { class: 'next' }, foreign(explanation.next))]
      : []),
    ...(state === 'failed' || state === 'noted' || detail.length === 0
      ? detail
      : [
          el('details', { 'data-key': key }, [
            el('summary', { 'data-key': `${key}:summary` }, [texts.evidence]),
            ...detail,
          ]),
        ]),
  ]);
}
