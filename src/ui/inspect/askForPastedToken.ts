import { l10n } from 'vscode';
import { AuthError } from '../../auth/errors.js';
import type { FoundToken } from '../../inspection/paste.js';
import type { FoundChallenge } from '../../inspection/pastedChallenge.js';
import { translate } from '../localize.js';
import type { Choice } from '../prompts/ask.js';
import { back, runSteps } from '../prompts/multiStep.js';
import type { Core, Surface } from '../surface.js';

interface PastedText {
  readonly text: string;
  readonly fromClipboard: boolean;
}

/** What was found in a text. A challenge holds no secret. */
type Found =
  | { readonly what: 'token'; readonly token: FoundToken }
  | { readonly what: 'challenge'; readonly challenge: FoundChallenge };

interface PasteQuestion<T> {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder: string;
  /** Message for a text without any of it. */
  readonly none: (text: string) => string;
  readonly several: string;
  readonly find: (text: string) => readonly Choice<T>[];
}

interface PasteDraft extends PastedText {
  /** Index of the chosen one. */
  readonly chosen?: number;
}

/** Asks for text that contains a token. When there are several tokens, asks which one. */
export async function askForToken(
  surface: Surface,
  title: string,
): Promise<PastedText & { readonly found: FoundToken }> {
  const core = await surface.core();
  return askFor(surface, {
    title,
    prompt: l10n.t(
      'Paste a token, or text that contains one, such as a header, a curl command, JSON, or YAML. Nothing is sent.',
    ),
    placeholder: 'Authorization: Bearer …',
    none: (text) => (isLonger(text, core) ? tooLong() : l10n.t('No token found in this text.')),
    several: l10n.t('More than one token found. Choose one.'),
    find: (text) => core.findTokens(text, translate).map((value) => ({ label: value.label, value })),
  });
}

/** Asks for text that contains a token or a challenge. When there are several, asks which one. */
export async function askForPaste(
  surface: Surface,
  title: string,
): Promise<PastedText & { readonly found: Found; readonly hasSecret: boolean }> {
  const core = await surface.core();
  const answer = await askFor<Found>(surface, {
    title,
    prompt: l10n.t(
      'Paste a token, a login, a WWW-Authenticate challenge, or text that contains one, such as headers, curl output, logs, JSON, YAML, or a config file. Nothing is sent.',
    ),
    placeholder: 'Authorization: Bearer …',
    none: (text) => (isLonger(text, core) ? tooLong() : l10n.t('No token, password, or challenge found in this text.')),
    several: l10n.t('More than one token or challenge found. Choose one.'),
    find: (text) => [
      ...core.findTokens(text, translate).map((token) => ({
        label: token.label,
        icon: 'key',
        value: { what: 'token', token } as const,
      })),
      ...core.findChallenges(text).map((challenge) => ({
        label: challengeLabel(challenge),
        icon: 'question',
        value: { what: 'challenge', challenge } as const,
      })),
    ],
  });
  return { ...answer, hasSecret: core.findTokens(answer.text).length > 0 };
}

/** Nothing of it is read, because a token that was cut off would be taken for a whole one. */
function tooLong(): string {
  return l10n.t('This text is longer than 1 MiB, so it was not read. Paste only the part with the token.');
}

function isLonger(text: string, { MOST_READ }: Core): boolean {
  return text.length > MOST_READ;
}

function challengeLabel({ host, from, status }: FoundChallenge): string {
  const label = host === undefined ? l10n.t('challenge') : l10n.t('challenge from {0}', host);
  const whose = from === 'proxy' ? l10n.t('challenge from a proxy') : label;
  return status === undefined ? whose : l10n.t('{0}, status {1}', whose, status);
}

async function askFor<T>(
  { ask, clipboard }: Surface,
  { title, prompt, placeholder, none, several, find }: PasteQuestion<T>,
): Promise<PastedText & { readonly found: T }> {
  let taken: string | undefined;
  let last = { text: '', found: find('') };
  // A long text is read once, not for each question about it.
  const found = (text: string): readonly Choice<T>[] => {
    if (text !== last.text) {
      last = { text, found: find(text) };
    }
    return last.found;
  };
  const { text, chosen, fromClipboard } = await runSteps<PasteDraft>({ text: '', fromClipboard: false }, (draft) => [
    {
      decides: true,
      async ask(_, place) {
        const pasted = await ask.text({
          ...{ title, ...place, prompt, placeholder },
          secret: true,
          validate: (value) => (found(value).length > 0 ? undefined : none(value)),
          paste: {
            tooltip: l10n.t('Paste from Clipboard'),
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
              const choices = found(present.text).map((choice, index) => ({ ...choice, value: index }));
              const index = await ask.pick({ title, ...place, placeholder: several, choices });
              return index === back ? back : { ...present, chosen: index };
            },
          },
        ]),
  ]);
  const answer = found(text)[chosen ?? 0];
  if (answer === undefined) {
    throw new AuthError('invalid-input', 'No token was found in the text.');
  }
  return { text, fromClipboard, found: answer.value };
}
