import { l10n } from 'vscode';
import { type AuthError, isAuthError } from '../../auth/errors.js';
import { diagnose, replacementOf } from '../../diagnosis/diagnosis.js';
import { ownHosts } from '../../registries/shared/ownHosts.js';
import { asksForAnotherCredential } from '../acquire/connectionHealth.js';
import { failureOf } from '../failureText.js';
import { back, type Jump, type OrBack, type StepPosition } from '../prompts/multiStep.js';
import type { Surface } from '../surface.js';
import { runHere, terminalLabel } from '../terminal.js';
import { chainRows, type TlsChoice, waysOut } from './certificateChoices.js';
import { type ConnectionDraft, optionsAt } from './connectionDraft.js';
import { changed, mistakeIn } from './optionChanges.js';

/** Operation that can fail while a connection is added or edited. */
export interface Attempt {
  readonly work: (draft: ConnectionDraft) => Promise<OrBack<ConnectionDraft>>;
  readonly goOn: string;
  readonly goOnDetail: string;
  readonly goBack: string;
  readonly otherwise: (draft: ConnectionDraft, error: AuthError) => ConnectionDraft;
  /** Jump to a secret that doesn't follow the connection to the address of the second draft. */
  readonly reenter?: (before: ConnectionDraft, now: ConnectionDraft) => Jump<ConnectionDraft> | undefined;
  /** Asks how to continue after a rejected credential. Undefined: like after any other failure. */
  readonly refused?: (draft: ConnectionDraft, error: AuthError) => Promise<OrBack<Answer> | undefined>;
}

/** A draft, or a jump to the question whose answer was wrong. */
type Answer = ConnectionDraft | Jump<ConnectionDraft>;

/** Runs the attempt. After a failure or a cancellation, the user can try again, go back, or continue anyway. */
export async function tryCredential(
  surface: Surface,
  place: StepPosition,
  start: ConnectionDraft,
  attempt: Attempt,
): Promise<OrBack<Answer>> {
  let draft = start;
  for (;;) {
    try {
      return await attempt.work(draft);
    } catch (error) {
      if (!isAuthError(error)) {
        throw error;
      }
      if (error.code !== 'cancelled') {
        surface.log.error(error);
      }
      // A wrong one-time code says nothing about the credential that it belongs to.
      const isRefused = asksForAnotherCredential(error) && error.code !== 'second-factor';
      const answer = isRefused ? await attempt.refused?.(draft, error) : undefined;
      if (answer !== undefined) {
        return answer;
      }
      const reaction = await react(surface, place, draft, error, attempt);
      if (reaction === back) {
        return back;
      }
      if (reaction === 'on') {
        return attempt.otherwise(draft, error);
      }
      if (reaction === 'replace') {
        await useAddress(surface, draft, replacementOf(error));
      } else if (reaction !== 'again') {
        const again = attempt.reenter?.(draft, reaction);
        if (again !== undefined) {
          return again;
        }
        draft = reaction;
      }
    }
  }
}

/** Next step after a failure. A draft has changed options and is tried again. */
type Reaction = 'again' | 'on' | 'replace' | ConnectionDraft;

/** Asks how to continue. An unusable file is reported in the same dialog. */
async function react(
  surface: Surface,
  place: StepPosition,
  draft: ConnectionDraft,
  error: AuthError,
  { goBack, goOn, goOnDetail }: Attempt,
): Promise<OrBack<Reaction>> {
  const { ask, clipboard } = surface;
  const ways = waysOut(error, hostsOf(draft));
  const secure = secureDraft(draft, error);
  const command = error.details?.command;
  let message =
    failureText(draft, error) ??
    l10n.t('Canceled before {0} answered.', draft.place?.origin.host ?? l10n.t('the server'));
  for (;;) {
    const answer = await ask.pick<'again' | 'on' | 'replace' | 'terminal' | 'back' | TlsChoice | ConnectionDraft>({
      ...place,
      message,
      placeholder: l10n.t('What now?'),
      choices: [
        ...(secure === undefined
          ? []
          : [{ label: l10n.t('Use {0}', secure.place.origin.origin), icon: 'lock', value: secure }]),
        ...ways.safe,
        { label: l10n.t('Try Again'), icon: 'refresh', value: 'again' },
        ...(replacementOf(error) === undefined
          ? []
          : [{ label: l10n.t('Use This Address'), icon: 'arrow-swap', value: 'replace' as const }]),
        ...(command === undefined
          ? []
          : [{ label: terminalLabel(command), detail: command, icon: 'terminal', value: 'terminal' as const }]),
        { label: goBack, icon: 'arrow-left', value: 'back' },
        { label: goOn, detail: goOnDetail, icon: 'arrow-right', value: 'on' },
        ...ways.unsafe,
        ...chainRows(error),
      ],
    });
    if (answer === back || answer === 'back') {
      return back;
    }
    if (answer === 'terminal') {
      await runHere(surface, command ?? '');
    } else if (typeof answer === 'string') {
      return answer;
    } else if ('id' in answer) {
      return answer;
    } else if ('copy' in answer) {
      await clipboard.copyText(answer.copy);
    } else {
      const mended = await changed(ask, place.title, draft, answer.change).catch(mistakeIn);
      if (typeof mended === 'string') {
        message = mended;
      } else if (mended !== back) {
        return mended;
      }
    }
  }
}

/** Message for a failure while the connection isn't saved yet. Undefined for a cancellation. */
export function failureText(draft: ConnectionDraft, error: AuthError): string | undefined {
  return failureOf(error, aboutOf(draft), { saved: false })?.text;
}

/** The draft with https, where the server answered http requests that it expects https. */
function secureDraft(
  draft: ConnectionDraft,
  error: AuthError,
): (ConnectionDraft & Required<Pick<ConnectionDraft, 'place'>>) | undefined {
  const { place } = draft;
  if (place?.origin.protocol !== 'http:' || diagnose(error, { saved: false })?.cause !== 'wants-https') {
    return undefined;
  }
  const origin = new URL(`https://${place.origin.host}`);
  const { repository, reference = 'latest', path = '' } = place;
  const image = `/${repository ?? ''}${reference.includes(':') ? '@' : ':'}${reference}`;
  const addressText = origin.origin + (repository === undefined ? path : image);
  return { ...draft, ...optionsAt(draft, origin), addressText, place: { ...place, origin, insecure: false } };
}

async function useAddress({ usageOf }: Surface, { id, place }: ConnectionDraft, address?: string): Promise<void> {
  if (place === undefined || address === undefined) {
    return;
  }
  await usageOf({ id }).chooseAddress({ id, address: place.origin.origin }, address);
}

function hostsOf({ place, kind, values }: ConnectionDraft): readonly string[] {
  return place === undefined
    ? []
    : ownHosts({ address: place.origin.origin, settings: values, ...(kind && { kind: kind.id }) });
}

function aboutOf({ place, form, values }: ConnectionDraft): { address: string; account?: string } | undefined {
  const named = form?.fields.find(({ secret }) => !secret);
  const account = named && values[named.name];
  return place && { address: place.origin.origin, ...(account === undefined ? {} : { account }) };
}
