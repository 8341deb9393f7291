import { l10n } from 'vscode';
import { AuthError } from '../auth/errors.js';
import { back, runSteps } from './steps.js';
import type { Surface } from './surface.js';
import { translate } from './words.js';

interface Draft {
  readonly text: string;
  readonly token?: string;
}

/** Explains a token found in what somebody pastes. Sends nothing and keeps nothing. */
export async function inspectPastedToken(surface: Surface): Promise<void> {
  const { ask, clipboard, now, machine } = surface;
  const { findTokens, inspectToken } = await surface.core();
  const title = l10n.t('Inspect Pasted Token');
  const found = (text: string): readonly string[] => findTokens(text).map(({ value }) => value);

  const { text, token } = await runSteps<Draft>({ text: '' }, (draft) => [
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
          paste: { tooltip: l10n.t('Take the Text from the Clipboard'), text: () => clipboard.paste() },
        });
        return pasted === back ? back : { text: pasted };
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
                choices: findTokens(present.text, translate).map((one) => ({
                  label: one.label,
                  value: one.value,
                })),
              });
              return chosen === back ? back : { ...present, token: chosen };
            },
          },
        ]),
  ]);
  const value = token ?? found(text)[0];
  if (value === undefined) throw new AuthError('invalid-input', 'There is no token in the text.');
  const panel = await surface.panel();
  panel.show({
    page: 'token',
    tab: l10n.t('Pasted token'),
    title: l10n.t('Pasted token'),
    subtitle: l10n.t('Read on {0}; nothing was sent', machine),
    inspection: inspectToken({ token: value, now: now() }, translate),
    actions: {},
  });
}
