import { l10n } from 'vscode';
import { isAuthError } from '../auth/errors.js';
import type { ConnectionDraft } from './connectionDraft.js';
import { replacementOf } from './failureFacts.js';
import { failureOf } from './failures.js';
import { type Answer, back, type Place } from './steps.js';
import type { Surface } from './surface.js';
import { terminalLabel, typeIntoTerminal } from './terminal.js';

/** Something that may fail while a connection is made. */
export interface Attempt {
  readonly work: () => Promise<Answer<ConnectionDraft>>;
  readonly goOn: string;
  readonly goOnDetail: string;
  readonly goBack: string;
  readonly otherwise: () => ConnectionDraft;
}

/** Failing, or being left, is part of the conversation here: again, back, or on regardless. */
export async function tryOrAsk(
  surface: Surface,
  place: Place,
  draft: ConnectionDraft,
  attempt: Attempt,
): Promise<Answer<ConnectionDraft>> {
  for (;;) {
    try {
      return await attempt.work();
    } catch (error) {
      if (!isAuthError(error)) throw error;
      if (error.code !== 'cancelled') surface.log.error(error);
      const replacement = replacementOf(error);
      const command = error.details?.command;
      const question = {
        ...place,
        message:
          failureOf(error, aboutOf(draft), { saved: false })?.text ??
          l10n.t('Stopped before {0} had answered.', draft.place?.origin.host ?? l10n.t('the server')),
        placeholder: l10n.t('What now?'),
        choices: [
          { label: l10n.t('Try Again'), icon: 'refresh', value: 'again' as const },
          ...(replacement === undefined
            ? []
            : [{ label: l10n.t('Use This Address'), icon: 'arrow-swap', value: 'replace' as const }]),
          ...(command === undefined
            ? []
            : [{ label: terminalLabel(command), detail: command, icon: 'terminal', value: 'terminal' as const }]),
          { label: attempt.goBack, icon: 'arrow-left', value: 'back' as const },
          { label: attempt.goOn, detail: attempt.goOnDetail, icon: 'arrow-right', value: 'on' as const },
        ],
      };
      let answer = await surface.ask.pick(question);
      while (answer === 'terminal' && command !== undefined) {
        typeIntoTerminal(command);
        answer = await surface.ask.pick(question);
      }
      if (answer === back || answer === 'back') return back;
      if (answer === 'on') return attempt.otherwise();
      if (answer === 'replace') await useAddress(surface, draft, replacement);
    }
  }
}

async function useAddress({ usageOf }: Surface, { id, place }: ConnectionDraft, address?: string): Promise<void> {
  if (place === undefined || address === undefined) return;
  await usageOf({ id }).chooseAddress({ id, address: place.origin.origin }, address);
}

function aboutOf({ place, form, values }: ConnectionDraft): { address: string; account?: string } | undefined {
  const named = form?.fields.find(({ secret }) => !secret);
  const account = named && values[named.name];
  return place && { address: place.origin.origin, ...(account === undefined ? {} : { account }) };
}
