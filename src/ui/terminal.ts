import { l10n, window } from 'vscode';

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
