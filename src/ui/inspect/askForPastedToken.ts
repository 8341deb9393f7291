import { l10n } from 'vscode';
import { AuthError } from '../../auth/errors.js';
import type { FoundToken } from '../../inspection/paste.js';
import { translate } from '../localize.js';
import { back, runSteps } from '../prompts/multiStep.js';
import type { Surface } from '../surface.js';

export interface PastedText {
  readonly text: string;
  readonly fromClipboard: boolean;
}

interface PasteDraft extends PastedText {
  readonly token?: string;
}

/** Asks for text that contains a token. When there are several tokens, asks which one. */
export async function askForToken(
  surface: Surface,
  title: string,
): Promise<PastedText & { readonly found: FoundToken }> {
  const { ask, clipboard } = surface;
  const { findTokens } = await surface.core();
  const found = (text: string): readonly string[] => findTokens(text).map(({ value }) => value);
  let taken: string | undefined;

  const { text, token, fromClipboard } = await runSteps<PasteDraft>({ text: '', fromClipboard: false }, (draft) => [
    {
      decides: true,
      async ask(_, place) {
        const pasted = await ask.text({
          title,
          ...place,
          prompt: l10n.t('A token, or text with one in it: a header, a curl command, JSON, YAML. Nothing is sent.'),
          placeholder: 'Authorization: Bearer …',
          secret: true,
          validate: (value) => (found(value).length > 0 ? undefined : l10n.t('There is no token in this text.')),
          paste: {
            tooltip: l10n.t('Take the Text from the Clipboard'),
            text: async () => (taken = await clipboard.paste()),
          },
        });
        return pasted === back ? back : { text: pasted, fromClipboard: pasted === taken };
      },
    },
    ...(found(draft.text).length < 2
      ? []
      : [
          {
            async ask(present: PasteDraft, place: object) {
              const chosen = await ask.pick({
                title,
                ...place,
                placeholder: l10n.t('There is more than one token in this text'),
                choices: findTokens(present.text, translate).map((one) => ({ label: one.label, value: one.value })),
              });
              return chosen === back ? back : { ...present, token: chosen };
            },
          },
        ]),
  ]);
  const tokens = findTokens(text);
  const pasted = tokens.find(({ value }) => value === token) ?? tokens[0];
  if (pasted === undefined) {
    throw new AuthError('invalid-input', 'There is no token in the text.');
  }
  return { text, fromClipboard, found: pasted };
}
