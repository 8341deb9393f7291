import type { HostMessage, PageMessage, PageWords } from '../ui/panel/messages.js';
import { createLiveRegion, type LiveRegion } from './liveRegion.js';
import { type Page, render } from './render.js';
import { pagePosition, watchFocus } from './scrollAndFocus.js';

/** Provided by the editor; can be called once only. */
declare function acquireVsCodeApi(): {
  postMessage(message: PageMessage): void;
  setState(state: { readonly connectionId?: string }): void;
};

/** Minimum interval in milliseconds between `due` messages, because the host's clock may be behind. */
const ASK_EVERY = 60_000;

const host = acquireVsCodeApi();
const main = document.querySelector('main');
const region = document.querySelector<HTMLElement>('[role=status]');
let page: Page | undefined;
let asked = 0;

function show(
  root: HTMLElement,
  words: PageWords,
  focused: string | undefined,
  speaker: LiveRegion,
  { view, same }: HostMessage,
): void {
  const place = pagePosition(root, focused);
  const before = page?.view;
  if (before === undefined || !same) {
    speaker.reset();
  }
  page = render(root, view, Date.now(), { words, send: (intent) => host.postMessage(intent), speaker });
  host.setState(view.connectionId === undefined ? {} : { connectionId: view.connectionId });
  if (before !== undefined && same) {
    return place.restore();
  }
  window.scrollTo(0, 0);
  // Focuses the button with the same key as the pressed one. Otherwise focuses the page title.
  if (before?.page === view.page && before.title === view.title && place.focus()) {
    return;
  }
  root.querySelector('h1')?.focus();
}

/** Replaces the page with an error text. Old content under the new tab title would mislead. */
function apologise(root: HTMLElement): void {
  page = undefined;
  root.className = 'plain';
  const sentence = document.createElement('p');
  sentence.textContent = root.dataset.sorry ?? '';
  root.replaceChildren(sentence);
  host.postMessage({ type: 'failed' });
}

if (main && region) {
  const speaker = createLiveRegion(region);
  const focused = watchFocus(main);
  const words = JSON.parse(main.dataset.words ?? '{}') as PageWords; // written by panelPage
  window.addEventListener('message', ({ data }: MessageEvent<HostMessage>) => {
    try {
      show(main, words, focused(), speaker, data);
    } catch {
      apologise(main);
    }
  });
  setInterval(() => {
    const now = Date.now();
    page?.tick(now);
    if (!page?.isDue(now) || now - asked < ASK_EVERY) {
      return;
    }
    asked = now;
    host.postMessage({ type: 'due' });
  }, 1000);
  host.postMessage({ type: 'ready' });
}
