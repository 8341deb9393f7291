import { fullTime, section, type TokenContext } from './context.js';
import type { Child } from './dom.js';

/** What to do when somebody else got hold of it. */
export function leakedSection(context: TokenContext, now: number): Child[] {
  const { el, foreign, texts, view } = context;
  const { leaked } = view.inspection;
  if (leaked === undefined) return [];
  const { text, until } = leaked;
  const end =
    until === undefined
      ? []
      : [el('p', { class: 'muted' }, [`${texts.worksUntil} `, ...fullTime(context, until, now)])];
  return [section(context, 'leaked', texts.leaked, [el('p', {}, foreign(text)), ...end])];
}
