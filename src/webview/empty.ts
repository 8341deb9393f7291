import type { EmptyView } from '../ui/panelMessages.js';
import type { Context } from './context.js';
import type { Child } from './dom.js';
import { head } from './head.js';

/** No token any more: why, and what to do. */
export function emptyPage(context: Context<EmptyView>): Child[] {
  const { el, foreign, root, view } = context;
  root.className = 'plain';
  return [head(context), el('p', { class: 'answer' }, foreign(view.sentence))];
}
