import * as v from 'valibot';
import { HostMessage, type PageMessage } from '../ui/panelMessages.js';
import { type Page, render } from './render.js';

/** Given to the page by the editor, once. */
declare function acquireVsCodeApi(): {
  postMessage(message: PageMessage): void;
  setState(state: { readonly connectionId?: string }): void;
};

const host = acquireVsCodeApi();
const main = document.querySelector('main');
let page: Page | undefined;

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  const message = v.safeParse(HostMessage, data);
  if (!message.success || !main) return;
  const { view } = message.output;
  page = render(main, view, Date.now(), (intent) => host.postMessage(intent));
  host.setState(view.connectionId === undefined ? {} : { connectionId: view.connectionId });
  main.querySelector('h1')?.focus();
});
setInterval(() => page?.tick(Date.now()), 1000);
host.postMessage({ type: 'ready' });
