import { type Disposable, env, l10n, type Terminal, ThemeIcon, window } from 'vscode';
import { type Shell, shellAt } from '../text/shell.js';
import { inform } from './prompts/ask.js';
import type { Surface } from './surface.js';

type Here = Pick<Surface, 'ask' | 'clipboard' | 'machine' | 'terminalMachine'>;

/**
 * Prepares a command that fixes something on the extension's machine. Types it into a terminal, or copies it when
 * terminals run on another machine.
 */
export async function runHere({ ask, clipboard, machine, terminalMachine }: Here, command: string): Promise<void> {
  if (terminalMachine === undefined) {
    await typeIntoTerminal(command);
    return;
  }
  await clipboard.copyText(command);
  const text = l10n.t(
    'Copied “{0}”. Run it on {1}. Terminals in this window run on {2}, where it has no effect.',
    command,
    machine,
    terminalMachine,
  );
  inform(ask, text);
}

/** The shell of the default terminal profile. Undefined if it is unknown, or if terminals run on another machine. */
export function terminalShell({ terminalMachine }: Pick<Surface, 'terminalMachine'>): Shell | undefined {
  return terminalMachine === undefined ? shellAt(env.shell) : undefined;
}

/** Label of the button that runs a command: the command without its options. */
export function terminalLabel(command: string): string {
  return l10n.t('Run {0}', command.replace(/ --.*$/, ''));
}

/** Types a command into a new terminal without running it, so that the user can review it. */
export async function typeIntoTerminal(command: string): Promise<void> {
  const terminal = window.createTerminal();
  terminal.show();
  await typeAtPrompt(terminal, command);
}

// Milliseconds. A shell without shell integration doesn't report its prompt.
const LONGEST_START = 3000;

// Milliseconds. The shell reports itself just before it draws its prompt.
const DRAWING = 150;

/**
 * Types a line when the shell's prompt is there. Earlier, the terminal would show it twice: as it arrives, and again in
 * the prompt.
 */
async function typeAtPrompt(terminal: Terminal, line: string): Promise<void> {
  if ((await promptOf(terminal)) === 'shown') {
    terminal.sendText(line, false);
  }
}

/** Waits for the prompt, or as long as shells take to start. */
async function promptOf(terminal: Terminal): Promise<'shown' | 'closed'> {
  if (terminal.shellIntegration !== undefined) {
    return 'shown';
  }
  const listening: Disposable[] = [];
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve) => {
      const wait = (milliseconds: number): void => {
        clearTimeout(timer);
        timer = setTimeout(() => resolve('shown'), milliseconds);
      };
      listening.push(
        window.onDidChangeTerminalShellIntegration((changed) => changed.terminal === terminal && wait(DRAWING)),
        window.onDidCloseTerminal((closed) => closed === terminal && resolve('closed')),
      );
      wait(LONGEST_START);
    });
  } finally {
    clearTimeout(timer);
    listening.forEach((listener) => void listener.dispose());
  }
}

/**
 * Types a command into a new terminal with environment variables that only this terminal has. The editor doesn't
 * restore this terminal, so it stores none of them.
 */
export async function openWith(opening: {
  readonly name: string;
  /** Secret. */
  readonly environment: Readonly<Record<string, string>>;
  readonly line: string;
}): Promise<void> {
  const { name, environment, line } = opening;
  const terminal = window.createTerminal({
    name,
    env: environment,
    isTransient: true,
    iconPath: new ThemeIcon('key'),
  });
  terminal.show();
  await typeAtPrompt(terminal, line);
}
