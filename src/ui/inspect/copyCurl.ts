import { l10n } from 'vscode';
import type { AuthTrace } from '../../auth/trace.js';
import { copyCommand } from '../copyCommand.js';
import { translate } from '../localize.js';
import { inform } from '../prompts/ask.js';
import type { Surface } from '../surface.js';

/** Copies the whole exchange as one script. */
export async function copyScript({ core, clipboard, ask }: Surface, trace: AuthTrace): Promise<void> {
  await clipboard.copyText((await core()).curlScriptOf(trace, translate));
  const text = l10n.t('Copied all requests as a bash script. It prompts for the secrets.');
  inform(ask, text);
}

/** Copies one request as a curl command. */
export async function copyStep(surface: Surface, { steps }: AuthTrace, index: number): Promise<void> {
  const step = steps[index];
  if (step === undefined) {
    return;
  }
  const { curlOf } = await surface.core();
  await copyCommand(surface, {
    title: l10n.t('Copy as curl'),
    write: (shell) => curlOf(step, shell),
    async copy(text, shell) {
      await surface.clipboard.copyText(text);
      return l10n.t(
        'Copied the request as a curl command for {0}. Variables replace the secrets.',
        translate(shell.label),
      );
    },
  });
}
