import { fullTime, mark, section, type TokenContext, type Tone } from './context.js';
import type { Child } from './dom.js';

type Severity = TokenContext['view']['inspection']['findings'][number]['severity'];

const tones: Readonly<Record<Severity, Tone>> = { blocks: 'bad', warning: 'warn', info: 'plain' };

/** Section with the problems found: explanation and advice. */
export function findingsSection(context: TokenContext): Child[] {
  const { el, foreign, texts, view } = context;
  const { findings } = view.inspection;
  if (findings.length === 0) {
    return [];
  }
  const items = findings.map(({ severity, title, text, advice }) =>
    el('li', { class: `finding ${tones[severity]}` }, [
      mark(context, tones[severity]),
      el('span', { class: 'unseen' }, [` ${texts[severity]}: `]),
      ' ',
      el('strong', {}, [title]),
      ' ',
      ...foreign(text),
      el('p', { class: 'advice' }, foreign(advice)),
    ]),
  );
  const list = el('ul', { class: 'findings' }, items);
  return [section(context, 'findings', texts.findings, [list], { count: findings.length })];
}

/** Section with the steps to take when the token was leaked. */
export function leakedSection(context: TokenContext, now: number): Child[] {
  const { el, foreign, texts, view } = context;
  const { leaked } = view.inspection;
  if (leaked === undefined) {
    return [];
  }
  const { text, until } = leaked;
  const end =
    until === undefined
      ? []
      : [el('p', { class: 'muted' }, [`${texts.worksUntil} `, ...fullTime(context, until, now)])];
  return [section(context, 'leaked', texts.leaked, [el('p', {}, foreign(text)), ...end])];
}

/** Section with the facts about a token without readable content. */
export function opaqueSection(context: TokenContext): Child[] {
  const { el, foreign, texts, view } = context;
  const facts = view.inspection.opaque ?? [];
  if (facts.length === 0) {
    return [];
  }
  const pairs = facts.map(({ name, value }) => el('div', {}, [el('dt', {}, [name]), el('dd', {}, foreign(value))]));
  return [section(context, 'opaque', texts.opaqueFacts, [el('dl', { class: 'facts' }, pairs)])];
}
