import { type InputBox, l10n, type QuickInputButton, ThemeIcon, window } from 'vscode';
import { rowText } from './untrusted.js';

const SECONDS = 30;

/** Shows a secret in an input box of the editor, until it loses focus or 30 seconds have passed. */
export async function reveal({ title, value }: { readonly title: string; readonly value: string }): Promise<void> {
  const input = window.createInputBox();
  input.title = rowText(title);
  input.prompt = l10n.t('Hidden after {0} s, or when you press Escape.', SECONDS);
  input.value = value;
  input.valueSelection = [0, value.length];
  // The text is read-only.
  input.onDidChangeValue((changed) => {
    if (changed !== value) {
      input.value = value;
    }
  });
  await hidden(input);
}

async function hidden(input: InputBox): Promise<void> {
  const hide = (): void => input.hide();
  const timer = setTimeout(hide, SECONDS * 1000);
  const close: QuickInputButton = { iconPath: new ThemeIcon('eye-closed'), tooltip: l10n.t('Hide') };
  input.buttons = [close];
  try {
    await new Promise<void>((resolve) => {
      input.onDidTriggerButton(hide);
      input.onDidAccept(hide);
      input.onDidHide(() => resolve());
      input.show();
    });
  } finally {
    clearTimeout(timer);
    input.dispose();
  }
}
