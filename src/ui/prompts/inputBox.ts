import { type InputBox, InputBoxValidationSeverity, l10n, type QuickInputButton, ThemeIcon, window } from 'vscode';
import { withoutTrailingLineBreak } from '../../auth/credential.js';
import type { TextQuestion } from './ask.js';
import type { OrBack } from './multiStep.js';
import { answered } from './quickInput.js';
import { messageText } from './untrusted.js';

export function text(question: TextQuestion): Promise<OrBack<string>> {
  const input = window.createInputBox();
  input.prompt = messageText(question.prompt);
  input.placeholder = question.placeholder;
  input.value = question.value ?? '';
  if (question.caretAtEnd === true) {
    input.valueSelection = [input.value.length, input.value.length];
  }
  input.password = question.secret === true;
  const paste: QuickInputButton | undefined = question.paste && {
    iconPath: new ThemeIcon('clippy'),
    tooltip: question.paste.tooltip,
  };
  const eye = question.secret === true ? revealToggle(input) : undefined;
  const value = (): string => (question.secret === true ? withoutTrailingLineBreak(input.value) : input.value.trim());
  const complain = (): string | undefined => {
    const wrong = question.validate?.(value());
    const slip = wrong === undefined ? question.warn?.(value()) : undefined;
    input.validationMessage =
      slip === undefined
        ? wrong && messageText(wrong)
        : { message: messageText(slip), severity: InputBoxValidationSeverity.Warning };
    return wrong;
  };
  return answered(input, question, (resolve) => {
    if (paste !== undefined) {
      input.buttons = [...input.buttons, paste];
    }
    eye?.show();
    input.onDidTriggerButton(async (button) => {
      eye?.press(button);
      if (button !== paste || question.paste === undefined) {
        return;
      }
      const result = await pasted(question, question.paste);
      if ('text' in result) {
        resolve(result.text);
      } else {
        input.validationMessage = messageText(result.wrong);
      }
    });
    // An empty input isn't an error yet.
    input.onDidChangeValue(() => {
      if (input.value === '') {
        input.validationMessage = undefined;
      } else {
        complain();
      }
    });
    input.onDidAccept(() => {
      if (complain() === undefined) {
        resolve(value());
      }
    });
  });
}

/** Button that shows or hides what is typed into a secret field. */
function revealToggle(input: InputBox): { show(): void; press(button: QuickInputButton): void } {
  const buttonOf = (isHidden: boolean): QuickInputButton => ({
    iconPath: new ThemeIcon(isHidden ? 'eye' : 'eye-closed'),
    tooltip: isHidden ? l10n.t('Show') : l10n.t('Hide'),
  });
  let shown = buttonOf(input.password);
  return {
    show() {
      input.buttons = [...input.buttons, shown];
    },
    press(button) {
      if (button !== shown) {
        return;
      }
      input.password = !input.password;
      const others = input.buttons.filter((other) => other !== button);
      shown = buttonOf(input.password);
      input.buttons = [...others, shown];
    },
  };
}

/** Text from the clipboard, or an error message. It bypasses the input box, which would remove line breaks. */
export async function pasted(
  question: TextQuestion,
  paste: NonNullable<TextQuestion['paste']>,
): Promise<{ readonly text: string } | { readonly wrong: string }> {
  const found = await paste.text().catch(() => '');
  if (found === '') {
    return { wrong: l10n.t('The clipboard is empty or can’t be read. Paste into the box instead.') };
  }
  const wrong = question.validate?.(found);
  return wrong === undefined ? { text: found } : { wrong };
}
