import { ThemeIcon, l10n, window } from 'vscode';
import type { Surface } from './surface.js';

type Here = Pick<Surface, 'ask' | 'clipboard' | 'machine' | 'terminalMachine'>;

/**
 * Has a command ready that mends something on the machine where the extension runs: typed into a terminal, or copied where
 * the terminals of the window are on another machine.
 */
export async function runHere({ ask, clipboard, machine, terminalMachine }: Here, command: string): Promise<void> {
  if (terminalMachine === undefined) {
    typeIntoTerminal(command);
    return;
  }
  await clipboard.copyText(command);
  const text = l10n.t(
    'Copied “{0}”. Run it on {1}: terminals of this window run on {2}, where it would change nothing.',
    command,
    machine,
    terminalMachine,
  );
  void ask.tell({ severity: 'info', text, actions: [] });
}

/** What a button that does it is called: the command without its options. */
export function terminalLabel(command: string): string {
  return l10n.t('Run {0}', command.replace(/ --.*$/, ''));
}

/** Types a command into a new terminal; running it is left to the person, who sees it first. */
export function typeIntoTerminal(command: string): void {
  const terminal = window.createTerminal();
  terminal.show();
  terminal.sendText(command, false);
}

/**
 * The same, with environment variables that only this terminal has. It is not opened again with the next window, so the
 * editor keeps nothing of it.
 */
export function openWith(opening: {
  readonly name: string;
  /** Secret. */
  readonly environment: Readonly<Record<string, string>>;
  readonly line: string;
}): void {
  const { name, environment, line } = opening;
  const terminal = window.createTerminal({
    name,
    env: environment,
    isTransient: true,
    iconPath: new ThemeIcon('key'),
  });
  terminal.show();
  terminal.sendText(line, false);
}
