import { l10n } from 'vscode';
import type { Surface } from './surface.js';
import { typeIntoTerminal } from './terminal.js';

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
