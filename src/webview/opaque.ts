import { section, type TokenContext } from './context.js';
import type { Child } from './dom.js';

/** What can be said of a token that holds nothing to read. */
export function opaqueSection(context: TokenContext): Child[] {
  const { el, foreign, texts, view } = context;
  const facts = view.inspection.opaque ?? [];
  if (facts.length === 0) return [];
  const pairs = facts.map(({ name, value }) => el('div', {}, [el('dt', {}, [name]), el('dd', {}, foreign(value))]));
  return [section(context, 'opaque', texts.opaqueFacts, [el('dl', { class: 'facts' }, pairs)])];
}
