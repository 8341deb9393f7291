import { l10n } from 'vscode';
import { AuthError } from '../auth/errors.js';
import type { FoundToken } from '../auth/paste.js';
import { back, runSteps } from './steps.js';
import type { Surface } from './surface.js';
import { tokenPage } from './tokenPage.js';
import { translate } from './words.js';

/** Explains a token found in what somebody pastes, in a panel that no other token takes. Sends nothing and saves nothing. */
export async function inspectPastedToken(surface: Surface): Promise<void> {
  const { found, text, fromClipboard } = await askForToken(surface, l10n.t('Inspect Pasted Token'));
  const page = await tokenPage(surface, {
    from: 'paste',
    value: found.value,
    evidence: { cleaned: found.cleaned },
  });
  (await surface.panel()).show(page);
  await offerToClear(surface, text, fromClipboard);
}

export interface PastedText {
  readonly text: string;
  readonly fromClipboard: boolean;
}

interface Draft extends PastedText {
  readonly token?: string;
}

/** Asks for text with a token in it, and for which one where there are several. */
export async function askForToken(
  surface: Surface,
  title: string,
): Promise<PastedText & { readonly found: FoundToken }> {
  const { ask, clipboard } = surface;
  const { findTokens } = await surface.core();
  const found = (text: string): readonly string[] => findTokens(text).map(({ value }) => value);
  let taken: string | undefined;

  const { text, token, fromClipboard } = await runSteps<Draft>({ text: '', fromClipboard: false }, (draft) => [
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
            async ask(present: Draft, place: object) {
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
  if (pasted === undefined) throw new AuthError('invalid-input', 'There is no token in the text.');
  return { text, fromClipboard, found: pasted };
}

/** What was pasted lies open to every program until something else is copied. */
async function offerToClear({ ask, clipboard }: Surface, text: string, fromClipboard: boolean): Promise<void> {
  if (!fromClipboard && !(await clipboard.holds(text))) return;
  const clear = l10n.t('Clear Clipboard');
  const said = l10n.t('What you pasted is still in the clipboard.');
  const pressed = await ask.tell({ severity: 'info', text: said, actions: [clear] });
  if (pressed === clear) await clipboard.takeAway(text);
}
