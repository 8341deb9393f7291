import { setTimeout } from 'node:timers/promises';
import { ProgressLocation, type QuickPick, type QuickPickItem, Uri, window, workspace } from 'vscode';
import { AuthError } from '../../auth/errors.js';
import type { Ask, FileQuestion } from './ask.js';
import { text } from './inputBox.js';
import type { back, OrBack, StepPosition } from './multiStep.js';
import { answered, cancelled } from './quickInput.js';
import { pick, pickSeveral } from './quickPick.js';
import { reveal } from './reveal.js';
import { messageText } from './untrusted.js';

/** Prompts with the editor's quick inputs, notifications and dialogs. */
export const prompts: Ask = {
  pick,
  pickSeveral,
  text,
  file,
  busy,
  progress,
  reveal,
  async save({ title, name, text }) {
    const uri = await window.showSaveDialog({ title, defaultUri: Uri.file(name) });
    if (uri === undefined) {
      throw cancelled();
    }
    await workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  },
  async confirm({ message, detail, action }) {
    const options = { modal: true, detail: messageText(detail) };
    if ((await window.showWarningMessage(messageText(message), options, action)) === undefined) {
      throw cancelled();
    }
  },
  async tell({ text, severity, actions }) {
    const show = {
      info: window.showInformationMessage,
      warning: window.showWarningMessage,
      error: window.showErrorMessage,
    }[severity];
    return show<string>(messageText(text), ...actions);
  },
};

// Bytes. A bundle of all well-known certificate authorities has 200 kB.
const LARGEST_FILE = 1_000_000;

// Milliseconds: a shorter delay feels immediate.
const UNNOTICED = 300;

async function file({ title, filters }: FileQuestion): Promise<Uint8Array> {
  const [chosen] =
    (await window.showOpenDialog({
      title,
      openLabel: title,
      filters: Object.fromEntries(Object.entries(filters).map(([name, endings]) => [name, [...endings]])),
    })) ?? [];
  if (chosen === undefined) {
    throw cancelled();
  }
  if ((await workspace.fs.stat(chosen)).size > LARGEST_FILE) {
    throw new AuthError('invalid-input', 'The file is too large.', {
      details: { field: 'file', reason: 'it is larger than 1 MB' },
    });
  }
  return workspace.fs.readFile(chosen);
}

async function busy<T>(
  { text: placeholder, ...place }: StepPosition & { readonly text: string },
  work: (signal: AbortSignal, ask: Pick<Ask, 'text' | 'pick'>) => Promise<T>,
): Promise<OrBack<T>> {
  const leaving = new AbortController();
  let input: QuickPick<QuickPickItem> | undefined;
  let wait = (): void => undefined;
  const left = new Promise<typeof back>((resolve, reject) => {
    wait = () => {
      const shown = window.createQuickPick();
      shown.placeholder = placeholder;
      shown.busy = true;
      input = shown;
      answered<never>(shown, place, () => undefined).then(resolve, () => {
        // An input hidden for a question isn't a cancellation.
        if (shown === input) {
          reject(cancelled());
        }
      });
    };
  });
  const meanwhile = async <A>(question: () => Promise<A>): Promise<A> => {
    const hidden = input;
    input = undefined;
    hidden?.dispose();
    try {
      return await question();
    } finally {
      if (!leaving.signal.aborted) {
        wait();
      }
    }
  };
  const asking: Pick<Ask, 'text' | 'pick'> = {
    text: (question) => meanwhile(() => text(question)),
    pick: (question) => meanwhile(() => pick(question)),
  };
  wait();
  try {
    return await Promise.race([work(leaving.signal, asking), left]);
  } finally {
    leaving.abort();
    input?.dispose();
  }
}

/** Runs work with a progress notification. Fast work shows none, because the notification would only flash. */
async function progress<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const leaving = new AbortController();
  const working = work(leaving.signal);
  const settled = working.then(
    () => true,
    () => true,
  );
  if (await Promise.race([settled, setTimeout(UNNOTICED, false)])) {
    return working;
  }
  return window.withProgress(
    { location: ProgressLocation.Notification, cancellable: true, title: messageText(title) },
    async (_, token) => {
      token.onCancellationRequested(() => leaving.abort());
      return Promise.race([working, aborted(leaving.signal)]);
    },
  );
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) {
      reject(cancelled());
    }
    signal.addEventListener('abort', () => reject(cancelled()), { once: true });
  });
}
