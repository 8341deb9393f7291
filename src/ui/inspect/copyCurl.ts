import { l10n } from 'vscode';
import type { AuthTrace } from '../../auth/trace.js';
import { type Shell, shells } from '../../text/shell.js';
import { translate } from '../localize.js';
import { inform } from '../prompts/ask.js';
import { unlessBack } from '../prompts/multiStep.js';
import type { Surface } from '../surface.js';
import { terminalShell } from '../terminal.js';

/** Copies the whole exchange as one script. */
export async function copyScript({ core, clipboard, ask }: Surface, trace: AuthTrace): Promise<void> {
  await clipboard.copyText((await core()).curlScriptOf(trace, translate));
  const text = l10n.t('Copied the whole exchange as a bash script, which asks for the secrets.');
  inform(ask, text);
}

/** A curl command, and the shell that it is written for. */
interface Line {
  readonly shell: Shell;
  readonly text: string;
}

/**
 * Copies one request as a curl command for the shell of the default terminal profile. Asks for the shell if that one is
 * unknown or can't take the request. The message offers the other shells.
 */
export async function copyStep(surface: Surface, { steps }: AuthTrace, index: number): Promise<void> {
  const step = steps[index];
  if (step === undefined) {
    return;
  }
  const { curlOf } = await surface.core();
  const lines = shells.flatMap((shell): Line[] => {
    const text = curlOf(step, shell);
    return text === undefined ? [] : [{ shell, text }];
  });
  if (lines.length === 0) {
    await showUnwritable(surface);
    return;
  }
  const own = terminalShell(surface);
  const fitting = lines.find(({ shell }) => shell === own);
  await copyLine(surface, lines, fitting ?? (await chooseLine(surface, lines, own)));
}

async function copyLine(surface: Surface, lines: readonly Line[], { shell, text }: Line): Promise<void> {
  await surface.clipboard.copyText(text);
  const others = lines.filter((line) => line.shell !== shell);
  const another = l10n.t('Copy for Another Shell…');
  const pressed = await surface.ask.tell({
    severity: 'info',
    text: l10n.t(
      'Copied the request as a curl command for {0}, with variables in place of secrets.',
      translate(shell.label),
    ),
    actions: others.length === 0 ? [] : [another],
  });
  if (pressed === another) {
    await copyLine(surface, lines, await chooseLine(surface, others));
  }
}

/** `unable` is a shell that can't take the request. */
async function chooseLine({ ask }: Surface, lines: readonly Line[], unable?: Shell): Promise<Line> {
  return unlessBack(
    await ask.pick({
      title: l10n.t('Copy as curl'),
      placeholder:
        unable === undefined
          ? l10n.t('For which shell?')
          : l10n.t('This request can’t be written for {0}. For which other shell?', translate(unable.label)),
      choices: lines.map((line) => ({ label: translate(line.shell.label), value: line })),
    }),
  );
}

/** Every shell refuses only control characters. */
async function showUnwritable({ ask, log }: Surface): Promise<void> {
  const show = l10n.t('Show Log');
  const pressed = await ask.tell({
    severity: 'error',
    text: l10n.t(
      'This request can’t be copied as a command. One of its values contains a line break or another control character, which a shell could run. The log shows its address and status.',
    ),
    actions: [show],
  });
  if (pressed === show) {
    log.show();
  }
}
