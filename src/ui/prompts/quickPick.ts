import { type QuickPick, type QuickPickItem, QuickPickItemKind, ThemeIcon, window } from 'vscode';
import type { Choice, PickQuestion, PickSeveralQuestion } from './ask.js';
import type { OrBack } from './multiStep.js';
import { answered } from './quickInput.js';
import { messageText, rowText } from './untrusted.js';

interface Row<T> extends QuickPickItem {
  readonly choice?: Choice<T>;
  /** Whether the row was created from typed text. */
  readonly typed?: boolean;
}

export async function pick<T>(question: PickQuestion<T>): Promise<OrBack<T>> {
  const input = window.createQuickPick<Row<T>>();
  const leaving = new AbortController();
  // Created once, because the list identifies a row by its object.
  const rows = rowsOf(question.choices);
  const later: Row<T>[] = [];
  input.placeholder = rowText(question.placeholder);
  input.value = question.value ?? '';
  input.matchOnDescription = true;
  input.matchOnDetail = true;
  const first = explain(input, question.message);

  const show = (): void => {
    input.items = [...first, ...typedRows(question, input.value, later), ...rows, ...later];
  };
  show();
  const picked = input.items.filter(({ choice }) => choice?.picked === true);
  if (picked.length > 0) {
    input.activeItems = picked;
  }
  input.onDidChangeValue(() => {
    if (question.typed !== undefined) {
      show();
    }
  });
  if (question.later !== undefined) {
    input.busy = true;
    void question.later(leaving.signal).then((found) => {
      if (leaving.signal.aborted) {
        return;
      }
      input.busy = false;
      // Without a separator: none is shown when nothing follows it.
      later.push(...(typeof found === 'string' ? [{ label: rowText(found), alwaysShow: true }] : rowsOf(found)));
      const active = input.activeItems.filter(({ typed }) => typed !== true);
      show();
      // Otherwise the list jumps to its first row.
      if (active.length > 0) {
        input.activeItems = active;
      }
    });
  }
  return answered<T>(input, question, (resolve) => {
    input.onDidAccept(() => {
      const [active] = input.activeItems;
      // Rows update after the keystrokes. When the user types fast and presses Enter, the current text counts.
      const typed = typedRows(question, input.value, []);
      const same = typed.find(
        ({ label, description }) => label === active?.label && description === active.description,
      );
      const row = active?.choice === undefined || active.typed === true ? (same ?? typed[0]) : active;
      const choice = row?.choice;
      if (choice !== undefined) {
        resolve(choice.value);
      }
    });
  }).finally(() => leaving.abort());
}

/** Shows a text, possibly long, above the list. Before VS Code 1.108 it goes in the first row. */
function explain(input: QuickPick<QuickPickItem>, message: string | undefined): QuickPickItem[] {
  if (message === undefined) {
    return [];
  }
  if ('prompt' in input) {
    input.prompt = messageText(message);
    return [];
  }
  return [{ label: rowText(message.replaceAll('\n', ' ')), alwaysShow: true }];
}

function typedRows<T>(question: PickQuestion<T>, value: string, later: readonly Row<T>[]): Row<T>[] {
  const text = value.trim();
  if (question.typed === undefined || text === '' || later.some(({ label }) => label === text)) {
    return [];
  }
  const typed = question.typed(text);
  if (typeof typed === 'string') {
    return [{ label: rowText(typed), alwaysShow: true, iconPath: new ThemeIcon('warning'), typed: true }];
  }
  return [typed].flat().map((choice) => ({ ...rowOf(choice), alwaysShow: true, typed: true }));
}

export function pickSeveral<T>(question: PickSeveralQuestion<T>): Promise<OrBack<readonly T[]>> {
  const input = window.createQuickPick<Row<T>>();
  input.placeholder = rowText(question.placeholder);
  input.canSelectMany = true;
  input.items = rowsOf(question.choices);
  input.selectedItems = input.items.filter(({ choice }) => choice?.picked === true);
  return answered<readonly T[]>(input, question, (resolve) => {
    input.onDidAccept(() => {
      const values = input.selectedItems.flatMap(({ choice }) => (choice === undefined ? [] : [choice.value]));
      if (values.length > 0) {
        resolve(values);
      }
    });
  });
}

function rowsOf<T>(choices: readonly Choice<T>[]): Row<T>[] {
  return choices.flatMap((choice) =>
    choice.group === undefined
      ? [rowOf(choice)]
      : [{ label: rowText(choice.group), kind: QuickPickItemKind.Separator }, rowOf(choice)],
  );
}

function rowOf<T>(choice: Choice<T>): Row<T> {
  const { label, description, detail, warns, icon } = choice;
  return {
    label: rowText(label),
    choice,
    ...(description === undefined ? {} : { description: rowText(description) }),
    ...(detail === undefined ? {} : { detail: `${warns ? '$(warning) ' : ''}${rowText(detail)}` }),
    ...(icon === undefined ? {} : { iconPath: new ThemeIcon(icon) }),
  };
}
