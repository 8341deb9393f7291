// A webview panel without a page: what the host does to it can be read, and what a page would say can be said.
import type { WebviewPanel } from 'vscode';
import type { HostMessage } from '../../src/ui/panel/messages.js';

export interface FakePanel {
  readonly panel: WebviewPanel;
  /** What the page was told. */
  readonly told: readonly HostMessage[];
  readonly state: { reveals: number; open: boolean };
  /** Resolves when the page is told such a thing. */
  until(expected: (message: HostMessage) => boolean): Promise<void>;
  /** What the page says. */
  say(message: unknown): void;
}

export function fakePanel(): FakePanel {
  const told: HostMessage[] = [];
  const state = { reveals: 0, open: true };
  const listeners: ((message: unknown) => void)[] = [];
  const waiting: ((message: HostMessage) => void)[] = [];
  const closing: (() => void)[] = [];
  const panel = {
    title: '',
    webview: {
      html: '',
      options: {},
      cspSource: 'https://files.example',
      asWebviewUri: (uri: unknown) => uri,
      postMessage: async (message: HostMessage) => {
        told.push(message);
        waiting.forEach((look) => look(message));
      },
      onDidReceiveMessage: (listener: (message: unknown) => void) => void listeners.push(listener),
    },
    reveal: () => void (state.reveals += 1),
    onDidDispose: (listener: () => void) => void closing.push(listener),
    dispose() {
      state.open = false;
      closing.forEach((close) => close());
    },
  };
  return {
    panel: panel as unknown as WebviewPanel, // only what the panel of the inspection uses
    told,
    state,
    until: (expected) =>
      new Promise((resolve) => {
        waiting.push((message) => {
          if (expected(message)) {
            resolve();
          }
        });
      }),
    say: (message) => listeners.forEach((listener) => listener(message)),
  };
}
