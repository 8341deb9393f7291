import type { OrBack, StepPosition } from './multiStep.js';

/** Row of a pick list. */
export interface Choice<T> {
  readonly label: string;
  readonly value: T;
  readonly description?: string;
  readonly detail?: string;
  /** The detail is a warning. */
  readonly warns?: true;
  /** Codicon ID without `$()`. */
  readonly icon?: string;
  /** Heading above this row and those after it. */
  readonly group?: string;
  /** Selected by default. */
  readonly picked?: boolean;
}

export interface PickQuestion<T> extends StepPosition {
  /** Context of the question; can be long. */
  readonly message?: string;
  readonly placeholder: string;
  readonly choices: readonly Choice<T>[];
  /** Initial text of the input. */
  readonly value?: string;
  /** Converts typed text to choices, the likeliest first, or returns an error message. */
  typed?(text: string): Choice<T> | readonly Choice<T>[] | string;
  /** Loads more choices, which can take time. Returns a sentence when there are none; it can't be chosen. */
  later?(signal: AbortSignal): Promise<readonly Choice<T>[] | string>;
  /** Sentence shown while `later` runs. */
  readonly waiting?: string;
  /** Whether `later` starts only when the user types. */
  readonly onTyping?: boolean;
  /** Choices after those that `later` loads. */
  readonly last?: readonly Choice<T>[];
}

export interface PickSeveralQuestion<T> extends StepPosition {
  readonly placeholder: string;
  readonly choices: readonly Choice<T>[];
}

export interface TextQuestion extends StepPosition {
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value?: string;
  /** Puts the caret behind `value`. Absent: the whole value is selected, so that typing replaces it. */
  readonly caretAtEnd?: true;
  /** Hides the input. A trailing line break is dropped. */
  readonly secret?: boolean;
  /** Undefined for valid input, otherwise a one-sentence error. */
  validate?(value: string): string | undefined;
  /** One-sentence warning about a likely mistake; never blocks. */
  warn?(value: string): string | undefined;
  /** Button that answers instead of the input box. */
  readonly paste?: { readonly tooltip: string; text(): Promise<string> };
}

export interface FileQuestion {
  /** Also the label of the button. */
  readonly title: string;
  /** File extensions without a dot, by file type. */
  readonly filters: Readonly<Record<string, readonly string[]>>;
}

export interface Message {
  readonly text: string;
  readonly severity: 'info' | 'warning' | 'error';
  /** Labels of the buttons. */
  readonly actions: readonly string[];
}

/** User prompts of the commands. All except `tell` and `reveal` throw AuthError `cancelled` when the user cancels. */
export interface Ask {
  pick<T>(question: PickQuestion<T>): Promise<OrBack<T>>;
  /** Requires at least one choice. */
  pickSeveral<T>(question: PickSeveralQuestion<T>): Promise<OrBack<readonly T[]>>;
  text(question: TextQuestion): Promise<OrBack<string>>;
  /** Content of a file of at most 1 MB. Throws AuthError `invalid-input` for a larger one. */
  file(question: FileQuestion): Promise<Uint8Array>;
  /**
   * Shows a busy input in place of a question while `work` runs. Going back or cancelling aborts the work. The work can
   * ask questions itself, with the `ask` that it receives.
   */
  busy<T>(
    place: StepPosition & { readonly text: string },
    work: (signal: AbortSignal, ask: Pick<Ask, 'text' | 'pick'>) => Promise<T>,
  ): Promise<OrBack<T>>;
  /** Runs work with a notification that has a cancel button. */
  progress<T>(text: string, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Asks a modal question. `action` is the label of the button to continue. */
  confirm(question: { readonly message: string; readonly detail: string; readonly action: string }): Promise<void>;
  /** Returns the label of the pressed button, or undefined. */
  tell(message: Message): Promise<string | undefined>;
  /** Saves text to a file that the user chooses; `name` is the suggested name. */
  save(file: { readonly title: string; readonly name: string; readonly text: string }): Promise<void>;
  /** Shows a secret for a short time. */
  reveal(secret: { readonly title: string; readonly value: string }): Promise<void>;
}

/** Shows a message without buttons. Nothing waits for it, because there is nothing to choose. */
export function inform(ask: Pick<Ask, 'tell'>, text: string): void {
  void ask.tell({ severity: 'info', text, actions: [] });
}

/** The choices with a heading above the first. */
export function headed<T>(choices: readonly Choice<T>[], group: string): Choice<T>[] {
  return choices.map((choice, index) => (index === 0 ? { ...choice, group } : choice));
}
