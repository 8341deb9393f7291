import { section, type Context } from './context.js';
import type { Child } from './dom.js';

/** What speaks for a cause, line by line. */
export function evidenceSection(context: Context, lines: readonly string[]): Child[] {
  const { el, foreign, texts } = context;
  if (lines.length === 0) return [];
  const items = lines.map((line) => el('li', {}, foreign(line)));
  return [section(context, 'evidence', texts.evidence, [el('ul', { class: 'evidence' }, items)])];
}
