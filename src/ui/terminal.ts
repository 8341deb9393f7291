import { window } from 'vscode';

/** Types a command into a new terminal; running it is left to the person, who sees it first. */
export function typeIntoTerminal(command: string): void {
  const terminal = window.createTerminal();
  terminal.show();
  terminal.sendText(command, false);
}
