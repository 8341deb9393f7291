import * as v from 'valibot';
import { HostMessage, type PageMessage } from '../ui/panel/messages.js';
import { pagePosition, watchFocus } from './scrollAndFocus.js';
import { render, type Page } from './render.js';
import { createLiveRegion, type LiveRegion } from './liveRegion.js';

/** Given to the page by the editor, once. */
declare function acquireVsCodeApi(): {
  postMessage(message: PageMessage): void;
  setState(state: { readonly connectionId?: string }): void;
};

/** The clock of the host may be behind, so it is asked again at most this often (ms). */
const ASK_EVERY = 60_000;

const host = acquireVsCodeApi();
const main = document.querySelector('main');
const region = document.querySelector<HTMLElement>('[role=status]');
let page: Page | undefined;
let asked = 0;

function show(root: HTMLElement, focused: string | undefined, speaker: LiveRegion, { view, same }: HostMessage): void {
  const place = pagePosition(root, focused);
  const before = page?.view;
  if (before === undefined || !same) speaker.reset();
  page = render(root, view, Date.now(), { send: (intent) => host.postMessage(intent), speaker });
  host.setState(view.connectionId === undefined ? {} : { connectionId: view.connectionId });
  if (before !== undefined && same) return place.restore();
  window.scrollTo(0, 0);
  // Whoever pressed a button finds it under the same key, and the page begins with its title for everybody else.
  if (before?.page === view.page && before.title === view.title && place.focus()) return;
  root.querySelector('h1')?.focus();
}

/** In place of what was there: a page about something else than its tab says would mislead. */
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
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    try {
      show(main, focused(), speaker, v.parse(HostMessage, data));
    } catch {
      apologise(main);
    }
  });
  setInterval(() => {
    const now = Date.now();
    page?.tick(now);
    if (!page?.isDue(now) || now - asked < ASK_EVERY) return;
    asked = now;
    host.postMessage({ type: 'due' });
  }, 1000);
  host.postMessage({ type: 'ready' });
}
