import { l10n } from 'vscode';
import { isAuthError } from '../auth/errors.js';
import type { ConnectionDraft } from './connectionDraft.js';
import { failureOf } from './failures.js';
import { type Answer, back, type Place } from './steps.js';
import type { Surface } from './surface.js';

/** Something that may fail while a connection is made. */
export interface Attempt {
  readonly work: () => Promise<ConnectionDraft>;
  readonly goOn: string;
  readonly goOnDetail: string;
  readonly goBack: string;
  readonly otherwise: () => ConnectionDraft;
}

/** Failing is part of the conversation here: again, back, or on regardless. */
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
      if (!isAuthError(error) || error.code === 'cancelled') throw error;
      surface.log.error(error);
      if (error.trace !== undefined) surface.log.trace(error.trace);
      const answer = await surface.ask.pick({
        ...place,
        message: failureOf(error, aboutOf(draft))?.text ?? error.message,
        placeholder: l10n.t('What now?'),
        choices: [
          { label: l10n.t('Try Again'), icon: 'refresh', value: 'again' as const },
          { label: attempt.goBack, icon: 'arrow-left', value: 'back' as const },
          { label: attempt.goOn, detail: attempt.goOnDetail, icon: 'arrow-right', value: 'on' as const },
        ],
      });
      if (answer === back || answer === 'back') return back;
      if (answer === 'on') return attempt.otherwise();
    }
  }
}

function aboutOf({ place, form, values }: ConnectionDraft): { address: string; account?: string } | undefined {
  const named = form?.fields.find(({ secret }) => !secret);
  const account = named && values[named.name];
  return place && { address: place.origin.origin, ...(account === undefined ? {} : { account }) };
}
