import { l10n } from 'vscode';
import { type Shell, shells } from '../text/shell.js';
import { translate } from './localize.js';
import { unlessBack } from './prompts/multiStep.js';
import type { Surface } from './surface.js';
import { terminalShell } from './terminal.js';

type Here = Pick<Surface, 'ask' | 'log' | 'terminalMachine'>;

/** A command that every shell writes in its own way. */
export interface ShellCommand {
  readonly title: string;
  /** Undefined if the shell has no safe way to write it. */
  write(shell: Shell): string | undefined;
  /** Copies the command and returns the message for the user. */
  copy(text: string, shell: Shell): Promise<string>;
}

/** The command on one line, and the shell that it is written for. */
interface Line {
  readonly shell: Shell;
  readonly text: string;
}

/**
 * Copies a command for the shell of the default terminal profile. Asks for the shell if that one is unknown or can't
 * take the command. The message offers the other shells.
 */
export async function copyCommand(here: Here, command: ShellCommand): Promise<void> {
  const lines = shells.flatMap((shell): Line[] => {
    const text = command.write(shell);
    return text === undefined ? [] : [{ shell, text }];
  });
  if (lines.length === 0) {
    await showUnwritable(here);
    return;
  }
  const own = terminalShell(here);
  const fitting = lines.find(({ shell }) => shell === own);
  await copyLine(here, command, lines, fitting ?? (await chooseLine(here, command, lines, own)));
}

async function copyLine(
  here: Here,
  command: ShellCommand,
  lines: readonly Line[],
  { shell, text }: Line,
): Promise<void> {
  const said = await command.copy(text, shell);
  const others = lines.filter((line) => line.shell !== shell);
  const another = l10n.t('Copy for Another Shell…');
  const pressed = await here.ask.tell({
    severity: 'info',
    text: said,
    actions: others.length === 0 ? [] : [another],
  });
  if (pressed === another) {
    await copyLine(here, command, lines, await chooseLine(here, command, others));
  }
}

/** `unable` is a shell that can't take the command. */
async function chooseLine(
  { ask }: Here,
  { title }: ShellCommand,
  lines: readonly Line[],
  unable?: Shell,
): Promise<Line> {
  return unlessBack(
    await ask.pick({
      title,
      placeholder:
        unable === undefined
          ? l10n.t('For which shell?')
          : l10n.t('It can’t be written safely for {0}. Choose another shell.', translate(unable.label)),
      choices: lines.map((line) => ({ label: translate(line.shell.label), value: line })),
    }),
  );
}

/** POSIX shells and fish refuse only control characters. */
async function showUnwritable({ ask, log }: Here): Promise<void> {
  const show = l10n.t('Show Log');
  const pressed = await ask.tell({
    severity: 'error',
    text: l10n.t(
      'This can’t be copied as a command. One of its values contains a line break or another control character, which a shell could run. The log shows the requests.',
    ),
    actions: [show],
  });
  if (pressed === show) {
    log.show();
  }
}
