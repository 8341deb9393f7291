// Where the caret stands in a field that holds a value already.
import { expect, it } from 'vitest';
import { window } from 'vscode';
import { text } from '../../../src/ui/prompts/inputBox.js';

it.each([
  ['at the end where the question says so', { caretAtEnd: true as const }, [9, 9]],
  ['nowhere else, so that typing replaces the value', {}, undefined],
])('the caret stands %s', (_, question, expected) => {
  const events = ['onDidAccept', 'onDidHide', 'onDidChangeValue', 'onDidTriggerButton'].map((name) => [
    name,
    () => ({ dispose: () => undefined }),
  ]);
  const shown: { valueSelection?: unknown } = { ...(Object.fromEntries(events) as object) };
  Object.assign(shown, { show: () => undefined });
  Object.assign(window, { createInputBox: () => shown });
  void text({ title: '', prompt: '', value: 'team/app:', ...question });
  expect(shown.valueSelection).toEqual(expected);
});
