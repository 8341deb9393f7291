import { type QuickInputButton, ThemeIcon, window } from 'vscode';
import { withoutTrailingLineBreak } from '../auth/credential.js';
import type { TextQuestion } from './ask.js';
import { answered } from './quickInput.js';
import type { Answer } from './steps.js';

export function text(question: TextQuestion): Promise<Answer<string>> {
  const input = window.createInputBox();
  input.prompt = question.prompt;
  input.placeholder = question.placeholder;
  input.value = question.value ?? '';
  input.password = question.secret === true;
  const paste: QuickInputButton | undefined = question.paste && {
    iconPath: new ThemeIcon('clippy'),
    tooltip: question.paste.tooltip,
  };
  const value = (): string => (question.secret === true ? withoutTrailingLineBreak(input.value) : input.value.trim());
  const complain = (): string | undefined => {
    const wrong = question.validate?.(value());
    input.validationMessage = wrong;
    return wrong;
  };
  return answered(input, question, (resolve) => {
    if (paste !== undefined) input.buttons = [...input.buttons, paste];
    input.onDidTriggerButton(async (button) => {
      if (button !== paste || question.paste === undefined) return;
      // Not through the box, which would take the line breaks out.
      const pasted = await question.paste.text();
      const wrong = question.validate?.(pasted);
      if (wrong === undefined) resolve(pasted);
      else input.validationMessage = wrong;
    });
    // An empty box is no mistake yet.
    input.onDidChangeValue(() => {
      if (input.value === '') input.validationMessage = undefined;
      else complain();
    });
    input.onDidAccept(() => {
      if (complain() === undefined) resolve(value());
    });
  });
}
