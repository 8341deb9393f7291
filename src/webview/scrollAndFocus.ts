/** The user's state of a page: focus, typed text, open details, and scroll position. */
export interface PagePosition {
  /** Restores the state after a page was rendered again. */
  restore(): void;
  /** Restores only the focus, for a page with another subject. False when no element has the same key. */
  focus(): boolean;
}

/**
 * Returns a function for the key of the last focused element. The editor can take the focus during a button's action,
 * so the focus is recorded before.
 */
export function watchFocus(root: HTMLElement): () => string | undefined {
  let key: string | undefined;
  root.addEventListener('focusin', ({ target }) => {
    key = keyed(root, '*').find((element) => element === target)?.dataset.key;
  });
  return () => key;
}

/**
 * Captures the state of a page. Elements keep their `data-key` across renders; `focused` is the key of the last focused
 * one.
 */
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
        if (value === '') {
          continue;
        }
        input.value = value;
        input.dispatchEvent(new Event('input'));
      }
      for (const details of keyed(root, 'details')) {
        details.open = unfolded.includes(details.dataset.key);
      }
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
