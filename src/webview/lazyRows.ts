import type { Context } from './context.js';
import type { Child } from './dom.js';

/** Rows added at once, enough for one or two screens. More are added when the user scrolls near the end. */
const AT_ONCE = 100;

export interface LazyRows<Item> {
  /** The table, and the element below it while there are more rows. */
  readonly nodes: readonly Child[];
  /** Replaces the items and starts from the first. */
  readonly show: (items: readonly Item[]) => void;
}

/** Adds rows to a table that can have tens of thousands. `rowOf` creates one. */
export function lazyRows<Item>(
  { el, texts }: Context,
  table: HTMLTableElement,
  rowOf: (item: Item) => HTMLTableRowElement,
): LazyRows<Item> {
  const body = el('tbody');
  table.append(body);
  const button = el('button', { type: 'button', class: 'link', 'data-key': `more:${table.className}` }, [
    texts.showMore,
  ]);
  const count = el('span', { class: 'muted' });
  const more = el('p', { class: 'more' }, [count, ' ', button]);
  let items: readonly Item[] = [];

  const add = () => {
    const from = body.childElementCount;
    body.append(...items.slice(from, from + AT_ONCE).map(rowOf));
    const shown = body.childElementCount;
    more.hidden = shown === items.length;
    count.textContent = texts.shownOf.replace('{shown}', String(shown)).replace('{count}', String(items.length));
  };
  button.addEventListener('click', add);
  const near = new IntersectionObserver(
    (entries) => {
      if (more.hidden || !entries.some(({ isIntersecting }) => isIntersecting)) {
        return;
      }
      add();
      // Observes again, because the end may still be near.
      near.unobserve(more);
      near.observe(more);
    },
    { rootMargin: '600px' },
  );
  near.observe(more);
  return {
    nodes: [table, more],
    show(others) {
      items = others;
      body.replaceChildren();
      add();
    },
  };
}
