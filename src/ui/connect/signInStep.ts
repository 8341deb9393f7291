import { l10n } from 'vscode';
import type { Account } from '../../auth/credential.js';
import { isAuthError } from '../../auth/errors.js';
import { requireEnvironment } from '../../registries/flow/sessionRules.js';
import type { SignIn } from '../../registries/kind.js';
import { back, type OrBack, type Step, type StepPosition } from '../prompts/multiStep.js';
import type { Surface } from '../surface.js';
import { type ConnectionDraft, destinationOf } from './connectionDraft.js';
import { initialAccount } from './draftValues.js';

/** ID of the step that asks for the account. */
export const ACCOUNT = 'account';

const another = Symbol('another account');

/**
 * Asks for an account among the editor's own sign-ins, when the form uses one. The editor handles the sign-in to
 * another account.
 */
export function signInStep(surface: Surface, title: string): Step<ConnectionDraft> {
  return {
    id: ACCOUNT,
    async ask(draft, place) {
      const to = destinationOf(draft);
      const sessions = await surface.sessions();
      const signIn = to && draft.form?.signIn?.(to, draft.values, sessions);
      if (to === undefined || signIn === undefined) {
        return draft;
      }
      requireEnvironment(signIn, to.registry, sessions);
      const { provider, cloud = '' } = signIn;
      const heading = { ...place, title: l10n.t('{0}: {1}', title, to.registry.host) };
      const account = await chooseAccount(surface, heading, signIn, initialAccount(draft));
      if (account === back) {
        return back;
      }
      return {
        ...draft,
        values: { ...draft.values, accountId: account.id, account: account.label, provider, cloud },
      };
    },
  };
}

/** Asks for the account. When no account is signed in, starts the sign-in instead. */
async function chooseAccount(
  { ask, sessions: load }: Surface,
  place: StepPosition,
  { provider, scopes }: SignIn,
  present: string | undefined,
): Promise<OrBack<Account>> {
  const sessions = await load();
  for (;;) {
    const accounts = await sessions.accounts(provider);
    const chosen =
      accounts.length === 0
        ? another
        : await ask.pick<Account | typeof another>({
            ...place,
            placeholder: l10n.t('Which account?'),
            choices: [
              ...accounts.map((account) => ({
                label: account.label,
                value: account,
                icon: 'account',
                picked: account.id === present,
              })),
              { label: l10n.t('Sign In with Another Account…'), value: another, icon: 'sign-in' },
            ],
          });
    if (chosen !== another) {
      return chosen;
    }
    try {
      return (await sessions.ask(provider, scopes)).account;
    } catch (error) {
      if (!isAuthError(error) || error.code !== 'cancelled') {
        throw error;
      }
      if (accounts.length === 0) {
        return back;
      }
    }
  }
}
