import type { PageWords, PanelView } from '../ui/panel/messages.js';
import { challengePage } from './challenge.js';
import { checklistPage } from './checklist.js';
import { comparisonPage } from './comparison.js';
import type { Context } from './context.js';
import { builder, type Child } from './dom.js';
import { emptyPage, failurePage } from './failure.js';
import { tokenPage } from './token.js';

export interface Page {
  readonly view: PanelView;
  /** Updates all time-dependent content to `now` (milliseconds since the epoch). */
  tick(now: number): void;
  /** Whether the host would send different content at `now` (milliseconds since the epoch). */
  isDue(now: number): boolean;
}

/** Builds the page in `root`, replacing its content. */
export function render(
  root: HTMLElement,
  view: PanelView,
  now: number,
  { words, send, speaker }: Pick<Context, 'send' | 'speaker'> & { readonly words: PageWords },
): Page {
  const updates: ((now: number) => void)[] = [];
  const context: Context = {
    ...builder(root.ownerDocument),
    root,
    view,
    ...words,
    send,
    speaker,
    onTick(update) {
      updates.push(update);
      update(now);
    },
  };
  root.replaceChildren(...pageOf(context, view, now));
  const next = view.page === 'token' ? view.inspection.answers[1]?.from : undefined;
  return {
    view,
    isDue: (moment) => next !== undefined && next <= moment,
    tick(moment) {
      for (const update of updates) {
        update(moment);
      }
    },
  };
}

function pageOf(context: Context, view: PanelView, now: number): Child[] {
  switch (view.page) {
    case 'token':
      return tokenPage({ ...context, view }, now);
    case 'failure':
      return failurePage({ ...context, view });
    case 'challenge':
      return challengePage({ ...context, view });
    case 'comparison':
      return comparisonPage({ ...context, view });
    case 'empty':
      return emptyPage({ ...context, view });
    case 'checklist':
      return checklistPage({ ...context, view }, now);
  }
}
