import { ProgressLocation, window } from 'vscode';
import type { Ask } from './ask.js';
import { text } from './inputBox.js';
import { cancelled, describe } from './quickInput.js';
import { pick, pickSeveral } from './quickPick.js';
import type { Place } from './steps.js';

/** Asks with the editor's own quick inputs, notifications and dialogs. */
export const prompts: Ask = {
  pick,
  pickSeveral,
  text,
  busy,
  progress,
  async confirm({ message, detail, action }) {
    if ((await window.showWarningMessage(message, { modal: true, detail }, action)) === undefined) throw cancelled();
  },
  async tell({ text, severity, actions }) {
    const show = {
      info: window.showInformationMessage,
      warning: window.showWarningMessage,
      error: window.showErrorMessage,
    }[severity];
    return show<string>(text, ...actions);
  },
};

async function busy<T>(
  place: Place & { readonly text: string },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const input = window.createQuickPick();
  const leaving = new AbortController();
  describe(input, { ...place, canGoBack: false });
  input.placeholder = place.text;
  input.busy = true;
  input.onDidHide(() => leaving.abort());
  input.show();
  try {
    return await Promise.race([work(leaving.signal), aborted(leaving.signal)]);
  } finally {
    input.dispose();
  }
}

async function progress<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return window.withProgress(
    { location: ProgressLocation.Notification, cancellable: true, title },
    async (_, token) => {
      const leaving = new AbortController();
      token.onCancellationRequested(() => leaving.abort());
      return Promise.race([work(leaving.signal), aborted(leaving.signal)]);
    },
  );
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(cancelled());
    signal.addEventListener('abort', () => reject(cancelled()), { once: true });
  });
}
