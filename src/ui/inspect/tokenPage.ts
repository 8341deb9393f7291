import { l10n } from 'vscode';
import { AuthError } from '../../auth/errors.js';
import type { AuthTrace } from '../../auth/trace.js';
import type { Connection } from '../../connections/connection.js';
import type { TokenInspection } from '../../inspection/inspection.js';
import type { CachedToken } from '../../tokensTypes.js';
import { nameOf, translate } from '../localize.js';
import { panelTexts } from '../panel/texts.js';
import type { Here, PanelActions, TokenInput } from '../panel/view.js';
import { unlessBack } from '../prompts/multiStep.js';
import type { Surface } from '../surface.js';
import { claimActions, copyClaim, copyInner, inspectInner } from './claimActions.js';
import { compareAction } from './compareActions.js';
import { copyActions, refreshTokenAction, revealAction } from './copyActions.js';
import { copyScript, copyStep } from './copyCurl.js';
import { fetchActions } from './fetchActions.js';
import { inspect, inspectPasted, subtitleOf } from './inspectionInput.js';
import { keptToken, wholeTrace } from './keptToken.js';
import { reportActions } from './reportActions.js';
import type { OnPage, PastedToken, ShownToken, TokenAction } from './shownToken.js';
import { verifyAction } from './signatureActions.js';
import { testTokenAction } from './testActions.js';
import { useAsConnectionAction } from './useAsConnection.js';

/** All actions for a token on a page, in the order of the list of more actions. */
const tokenActions: readonly TokenAction[] = [
  ...copyActions,
  ...claimActions,
  refreshTokenAction,
  revealAction,
  ...fetchActions,
  verifyAction,
  testTokenAction,
  useAsConnectionAction,
  compareAction,
  ...reportActions,
];

/** Actions with their own button. */
const onThePage: readonly TokenAction['id'][] = [
  ...(['copyToken', 'copyPassword', 'fetchAgain', 'useAsConnection', 'openClaims', 'testToken', 'verify'] as const),
];

/** Shows a fetched token in the panel. */
export async function showToken(
  surface: Surface,
  connection: Connection,
  { scopes, trace }: CachedToken,
  since: AuthTrace['steps'] = [],
): Promise<void> {
  const page = await tokenPage(surface, { from: 'connection', connection, scopes, trace, since, evidence: {} });
  (await surface.panel()).show(page);
}

/** Creates the page of a token with its actions. Throws AuthError `changed` for a token that is gone. */
export async function tokenPage(surface: Surface, shown: ShownToken): Promise<TokenInput> {
  if (shown.from === 'paste') {
    const inspection = await inspectPasted(surface, shown);
    return {
      page: 'token',
      ...pastedTitles(shown),
      subtitle: l10n.t('Processed on {0}. Nothing was sent.', surface.machine),
      inspection,
      actions: actionsOf(surface, await marked(surface, shown), inspection),
      anew: () => tokenPage(surface, shown),
    };
  }
  const { connection, evidence } = shown;
  const kept = keptToken(surface, shown);
  if (kept === undefined) {
    throw new AuthError('changed', 'The token was removed in the meantime.');
  }
  const inspection = await inspect(surface, connection, kept, evidence);
  const trace = wholeTrace(surface, shown);
  return {
    page: 'token',
    tab: l10n.t('Token for {0}', nameOf(connection)),
    title: nameOf(connection),
    subtitle: subtitleOf(connection),
    connectionId: connection.id,
    trace,
    inspection,
    actions: {
      ...actionsOf(surface, shown, inspection),
      copyStep: (index) => surface.attempt(() => copyStep(surface, trace, index)),
      copyScript: () => surface.attempt(() => copyScript(surface, trace)),
    },
    anew: async () => (keptToken(surface, shown) === undefined ? undefined : tokenPage(surface, shown)),
  };
}

/** An identifier is marked as one: by itself, it signs nobody in. */
async function marked({ core }: Surface, shown: PastedToken): Promise<PastedToken> {
  const { opaqueForms } = await core();
  const isId = shown.user === undefined && opaqueForms.some((form) => form.isId && form.looks.test(shown.value));
  return isId ? { ...shown, isId } : shown;
}

function pastedTitles({ within, user }: PastedToken): Pick<TokenInput, 'tab' | 'title'> {
  if (within !== undefined) {
    return { tab: l10n.t('Inner token'), title: l10n.t('Token inside the claim {0}', within) };
  }
  if (user === undefined) {
    return { tab: l10n.t('Pasted token'), title: l10n.t('Pasted token') };
  }
  return {
    tab: l10n.t('Pasted password'),
    title: user === '' ? l10n.t('Pasted password') : l10n.t('Pasted user name and password'),
  };
}

function actionsOf(surface: Surface, shown: ShownToken, inspection: TokenInspection): PanelActions {
  const on = (here: Here): OnPage => ({
    surface,
    shown,
    inspection,
    async show(other) {
      const page = await tokenPage(surface, other);
      if (isSame(shown, other)) {
        here.update(page);
      } else {
        here.show(page);
      }
    },
    open: async (other) => (await surface.panel()).showBeside(await tokenPage(surface, other)),
  });
  const offered = tokenActions.filter((action) => action.offered(shown, inspection, surface));
  const item = (act: (page: OnPage, index: number) => Promise<void>) => (index: number, here: Here) =>
    surface.attempt(() => act(on(here), index));
  return {
    ...Object.fromEntries(
      offered.map((action) => [action.id, (here: Here) => surface.attempt(() => action.run(on(here)))]),
    ),
    moreActions: (here) =>
      surface.attempt(async () => {
        const action = await chooseAction(surface, offered);
        await action.run(on(here));
      }),
    copyClaim: item(copyClaim),
    copyInner: item(copyInner),
    inspectInner: item(inspectInner),
  };
}

/** Whether both show one token, even if evidence was added since. */
function isSame(one: ShownToken, other: ShownToken): boolean {
  if (one.from === 'paste') {
    return other.from === 'paste' && one.value === other.value;
  }
  return other.from === 'connection' && one.trace === other.trace && one.part === other.part;
}

async function chooseAction({ ask }: Surface, offered: readonly TokenAction[]): Promise<TokenAction> {
  return unlessBack(
    await ask.pick({
      title: l10n.t('More Actions'),
      placeholder: l10n.t('Choose an action for this token'),
      choices: offered
        .filter(({ id }) => !onThePage.includes(id))
        .map((action) => ({ label: translate(panelTexts[action.id]), icon: action.icon, value: action })),
    }),
  );
}
