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
  const last = rowsOf(question.last ?? []);
  const later: Row<T>[] = [];
  let note: string | undefined;
  input.placeholder = rowText(question.placeholder);
  input.value = question.value ?? '';
  input.matchOnDescription = true;
  input.matchOnDetail = true;

  const show = (): void => {
    const typed = typedRows(question, input.value, later);
    const wrong = typeof typed === 'string' ? typed : undefined;
    const shown = [...(typeof typed === 'string' ? [] : typed), ...rows, ...later, ...last];
    input.items = withNotes(input, { message: question.message, note, wrong }, shown);
  };
  const load = async (): Promise<void> => {
    if (question.later === undefined) {
      return;
    }
    input.busy = true;
    note = question.waiting;
    show();
    const found = await question.later(leaving.signal);
    if (leaving.signal.aborted) {
      return;
    }
    input.busy = false;
    note = typeof found === 'string' ? found : undefined;
    later.push(...(typeof found === 'string' ? [] : rowsOf(found)));
    const active = input.activeItems.filter(({ typed }) => typed !== true);
    show();
    // Otherwise the list jumps to its first row.
    if (active.length > 0) {
      input.activeItems = active;
    }
  };
  let loaded: Promise<void> | undefined;
  show();
  const picked = input.items.filter(({ choice }) => choice?.picked === true);
  if (picked.length > 0) {
    input.activeItems = picked;
  }
  input.onDidChangeValue(() => {
    if (question.typed !== undefined) {
      show();
    }
    loaded ??= load();
  });
  if (question.onTyping !== true) {
    loaded = load();
  }
  return answered<T>(input, question, (resolve) => {
    input.onDidAccept(() => {
      const [active] = input.activeItems;
      // Rows update after the keystrokes. When the user types fast and presses Enter, the current text counts.
      const current = typedRows(question, input.value, []);
      const typed = typeof current === 'string' ? [] : current;
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

interface Notes {
  readonly message: string | undefined;
  /** About the choices that are loaded. */
  readonly note: string | undefined;
  /** What is wrong with the typed text. */
  readonly wrong: string | undefined;
}

/**
 * Shows sentences that can't be chosen: below the field, or in a separator before VS Code 1.108, whose lists have no
 * such place. The editor draws a separator with the row after it, and of two in a row only the second.
 */
function withNotes<T>(
  input: QuickPick<Row<T>>,
  { message, note, wrong }: Notes,
  rows: readonly Row<T>[],
): readonly Row<T>[] {
  if ('prompt' in input) {
    const sentences = [message, wrong ?? note].filter((sentence) => sentence !== undefined);
    input.prompt = sentences.length === 0 ? undefined : messageText(sentences.join('\n'));
    return rows;
  }
  if (wrong !== undefined) {
    // A separator alone isn't drawn, and the typed text hides all other rows.
    return [{ label: rowText(wrong), alwaysShow: true, iconPath: new ThemeIcon('warning'), typed: true }, ...rows];
  }
  const sentences = [message, note].filter((sentence) => sentence !== undefined);
  if (sentences.length === 0) {
    return rows;
  }
  const label = rowText(sentences.join(' ').replaceAll('\n', ' '));
  const [first, ...others] = rows;
  const unheaded = first?.kind === QuickPickItemKind.Separator ? others : rows;
  return [{ label, kind: QuickPickItemKind.Separator }, ...unheaded];
}

/** Rows for what was typed, or a sentence about what is wrong with it. */
function typedRows<T>(question: PickQuestion<T>, value: string, later: readonly Row<T>[]): Row<T>[] | string {
  const text = value.trim();
  if (question.typed === undefined || text === '' || later.some(({ label }) => label === text)) {
    return [];
  }
  const typed = question.typed(text);
  return typeof typed === 'string'
    ? typed
    : [typed].flat().map((choice) => ({ ...rowOf(choice), alwaysShow: true, typed: true }));
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
