/** What somebody has done to a page: where the focus is, what is typed and unfolded, and how far one has read. */
export interface PagePosition {
  /** Puts it back on a page that was drawn anew. */
  restore(): void;
  /** Only the focus, on a page about something else; false where there is nothing like it. */
  focus(): boolean;
}

/** Tells what had the focus last. The editor may take it while a button does its work, so asking then is too late. */
export function watchFocus(root: HTMLElement): () => string | undefined {
  let key: string | undefined;
  root.addEventListener('focusin', ({ target }) => {
    key = keyed(root, '*').find((element) => element === target)?.dataset.key;
  });
  return () => key;
}

/** Parts of a page keep their `data-key` when it is drawn anew; `focused` is that of what had the focus last. */
export function pagePosition(root: HTMLElement, focused: string | undefined): PagePosition {
  const typed = keyed(root, 'input').map(({ dataset, value }) => [dataset.key, value] as const);
  const unfolded = keyed(root, 'details').flatMap(({ dataset, open }) => (open ? [dataset.key] : []));
  const { scrollX, scrollY } = window;

  const focus = (): boolean => {
    const element = focused === undefined ? undefined : keyed(root, '*').find(({ dataset }) => dataset.key === focused);
    element?.focus({ preventScroll: true });
    return element !== undefined;
  };
  return {
    focus,
    restore() {
      for (const input of keyed(root, 'input')) {
        const value = typed.find(([key]) => key === input.dataset.key)?.[1] ?? '';
        if (value === '') continue;
        input.value = value;
        input.dispatchEvent(new Event('input'));
      }
      for (const details of keyed(root, 'details')) details.open = unfolded.includes(details.dataset.key);
      focus();
      window.scrollTo(scrollX, scrollY);
    },
  };
}

function keyed<Name extends keyof HTMLElementTagNameMap>(root: HTMLElement, name: Name): HTMLElementTagNameMap[Name][];
function keyed(root: HTMLElement, name: '*'): HTMLElement[];
function keyed(root: HTMLElement, name: string): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(`${name}[data-key]`)];
}
