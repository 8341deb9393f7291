import { l10n } from 'vscode';
import type { Token } from '../../auth/token.js';
import type { InspectionInput } from '../../inspection/reading.js';
import { heldTokens } from '../acquire/heldTokens.js';
import { nameOf, scopeWords, tokenWords, translate } from '../localize.js';
import { unlessBack } from '../prompts/multiStep.js';
import type { Surface } from '../surface.js';
import { askForToken } from './askForPastedToken.js';
import { inputOf, subtitleOf } from './inspectionInput.js';
import { withToken } from './keptToken.js';
import { type FetchedToken, type OnPage, pastedToken, type ShownToken, type TokenAction } from './shownToken.js';

/** Token to compare with. For a replaced token only the comparison is kept. */
type Other = NonNullable<FetchedToken['replaced']> | { readonly token: Token } | 'paste';

/** Compares claims and grants of the shown token with another token, in its own panel. */
async function compareToken(on: OnPage): Promise<void> {
  const { surface, shown } = on;
  const other = await chooseOther(surface, shown);
  if (other !== 'paste' && 'comparison' in other) {
    return showComparison(surface, shown, other);
  }
  await withToken(on, async (token) => {
    const [before, after] = [await inputOfOther(surface, shown, other), await inputOf(surface, shown, token)];
    const { compareTokens } = await surface.core();
    const comparison = compareTokens(before, after, translate);
    await showComparison(surface, shown, {
      comparison,
      sides: { before: tokenWords(before.token), after: tokenWords(after.token) },
    });
  });
}

async function chooseOther(surface: Surface, shown: ShownToken): Promise<Other> {
  const kept = shown.from === 'connection' ? heldTokens(surface, shown.connection) : [];
  const others = kept.filter(({ trace }) => shown.from === 'connection' && trace !== shown.trace);
  const replaced = shown.from === 'connection' ? shown.replaced : undefined;
  return unlessBack(
    await surface.ask.pick<Other>({
      title: l10n.t('Compare'),
      placeholder: l10n.t('Choose the token to compare with'),
      choices: [
        ...(replaced === undefined ? [] : [{ label: l10n.t('The Previous Token'), icon: 'history', value: replaced }]),
        ...others.map(({ scopes, token }) => ({
          label: l10n.t('Token for {0}', scopeWords(scopes)),
          icon: 'key',
          value: { token },
        })),
        { label: l10n.t('Pasted Token…'), icon: 'clippy', value: 'paste' },
      ],
    }),
  );
}

async function inputOfOther(
  surface: Surface,
  shown: ShownToken,
  other: { readonly token: Token } | 'paste',
): Promise<InspectionInput> {
  if (other !== 'paste') {
    return inputOf(surface, { ...shown, evidence: {} }, other.token);
  }
  const { found } = await askForToken(surface, l10n.t('Compare'));
  return inputOf(surface, pastedToken(found), found.value);
}

async function showComparison(
  surface: Surface,
  shown: ShownToken,
  compared: NonNullable<FetchedToken['replaced']>,
): Promise<void> {
  const connection = shown.from === 'connection' ? shown.connection : undefined;
  const title = connection === undefined ? l10n.t('Pasted token') : nameOf(connection);
  (await surface.panel()).showBeside({
    page: 'comparison',
    tab: l10n.t('Comparison: {0}', title),
    title,
    ...(connection === undefined ? {} : { subtitle: subtitleOf(connection), connectionId: connection.id }),
    ...compared,
    actions: {},
  });
}

export const compareAction: TokenAction = { id: 'compare', icon: 'diff', offered: () => true, run: compareToken };
