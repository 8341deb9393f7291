import type { OrBack, StepPosition } from './multiStep.js';

/** One row of a list to pick from. */
export interface Choice<T> {
  readonly label: string;
  readonly value: T;
  readonly description?: string;
  readonly detail?: string;
  /** Codicon id without `$()`. */
  readonly icon?: string;
  /** Heading above this row and those after it. */
  readonly group?: string;
  /** What is chosen unless somebody chooses otherwise. */
  readonly picked?: boolean;
}

export interface PickQuestion<T> extends StepPosition {
  /** What led to the question; may be long. */
  readonly message?: string;
  readonly placeholder: string;
  readonly choices: readonly Choice<T>[];
  /** Typed already. */
  readonly value?: string;
  /** Makes a choice of what was typed; a text says what is wrong with it. */
  typed?(text: string): Choice<T> | string;
  /** Further choices, which may take a while; a text says why there are none. */
  later?(signal: AbortSignal): Promise<readonly Choice<T>[] | string>;
}

export interface PickSeveralQuestion<T> extends StepPosition {
  readonly placeholder: string;
  readonly choices: readonly Choice<T>[];
}

export interface TextQuestion extends StepPosition {
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value?: string;
  /** Hidden while it is typed; a line break at the end is dropped. */
  readonly secret?: boolean;
  /** Undefined: fine. Otherwise one sentence that says what is wrong. */
  validate?(value: string): string | undefined;
  /** One sentence about a likely slip; never blocks. */
  warn?(value: string): string | undefined;
  /** A button that answers in place of the box. */
  readonly paste?: { readonly tooltip: string; text(): Promise<string> };
}

export interface FileQuestion {
  /** Also the label of the button. */
  readonly title: string;
  /** Endings without a dot, by what they are. */
  readonly filters: Readonly<Record<string, readonly string[]>>;
}

export interface Message {
  readonly text: string;
  readonly severity: 'info' | 'warning' | 'error';
  /** Labels of the buttons. */
  readonly actions: readonly string[];
}

/**
 * Everything that commands ask and tell a person. All but `tell` and `reveal` throw AuthError `cancelled` when the person goes
 * away.
 */
export interface Ask {
  pick<T>(question: PickQuestion<T>): Promise<OrBack<T>>;
  /** At least one. */
  pickSeveral<T>(question: PickSeveralQuestion<T>): Promise<OrBack<readonly T[]>>;
  text(question: TextQuestion): Promise<OrBack<string>>;
  /** The content of a file, of at most 1 MB. Throws AuthError `invalid-input` for a larger one. */
  file(question: FileQuestion): Promise<Uint8Array>;
  /**
   * Keeps the place of a question while something is tried; who goes back or away aborts it. The work may put a question
   * itself, with what it is given.
   */
  busy<T>(
    place: StepPosition & { readonly text: string },
    work: (signal: AbortSignal, ask: Pick<Ask, 'text' | 'pick'>) => Promise<T>,
  ): Promise<OrBack<T>>;
  /** A notification with a cancel button. */
  progress<T>(text: string, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** A modal question. `action` is the button that goes on. */
  confirm(question: { readonly message: string; readonly detail: string; readonly action: string }): Promise<void>;
  /** Gives the button pressed, or undefined. */
  tell(message: Message): Promise<string | undefined>;
  /** Writes a text to a file that the person chooses; `name` is proposed. */
  save(file: { readonly title: string; readonly name: string; readonly text: string }): Promise<void>;
  /** Shows a secret for a short while. */
  reveal(secret: { readonly title: string; readonly value: string }): Promise<void>;
}
