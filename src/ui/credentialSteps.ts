import { l10n } from 'vscode';
import { hostOf } from '../connections/connection.js';
import type { FormField } from '../registries/kind.js';
import { type ConnectionDraft, finish, initialValue, isOnlyRenamed, keepsSecret } from './connectionDraft.js';
import { withConsent } from './obtain.js';
import { back, type Step } from './steps.js';
import type { Surface } from './surface.js';
import { tryOrAsk } from './tryOrAsk.js';
import { translate } from './words.js';

type DraftStep = Step<ConnectionDraft>;

export function fieldStep({ ask }: Surface, title: string, field: FormField): DraftStep {
  return {
    async ask(draft, place) {
      const mayStayEmpty = keepsSecret(draft, field);
      const hint = mayStayEmpty ? l10n.t('Leave empty to keep the saved one') : field.placeholder;
      const value = await ask.text({
        title: draft.place === undefined ? title : l10n.t('{0}: {1}', title, draft.place.origin.host),
        ...place,
        prompt: translate(field.label),
        ...(hint === undefined ? {} : { placeholder: hint }),
        value: initialValue(draft, field),
        secret: field.secret,
        validate: (text) => (mayStayEmpty && text === '' ? undefined : inWords(field.validate?.(text))),
        warn: (text) => inWords(field.warn?.(text)),
      });
      return value === back ? back : { ...draft, values: { ...draft.values, [field.name]: value } };
    },
  };
}

function inWords(sentence: string | undefined): string | undefined {
  return sentence === undefined ? undefined : translate(sentence);
}

export function nameStep({ ask }: Surface, title: string): DraftStep {
  return {
    async ask(draft, place) {
      const host = draft.place?.origin.host ?? '';
      const name = await ask.text({
        title,
        ...place,
        prompt: l10n.t('Name in the list. Empty: the host.'),
        placeholder: host,
        value: draft.name,
      });
      return name === back ? back : { ...draft, name };
    },
  };
}

/** Tries the credential before it is saved; what it wins becomes the first kept token. */
export function tryStep(surface: Surface, title: string): DraftStep {
  return {
    quiet: true,
    async ask(draft, place) {
      const untried = { ...draft, provedAt: undefined };
      return tryOrAsk(surface, { title, ...place }, draft, {
        goOn: l10n.t('Save Anyway'),
        goOnDetail: l10n.t('The row says that it was not tried'),
        goBack: l10n.t('Go Back'),
        otherwise: () => untried,
        work: async () => {
          if (isOnlyRenamed(draft)) return draft;
          const { connection, credential } = finish(untried);
          const tokens = await surface.tokens();
          const text = l10n.t('Trying the credential at {0}…', hostOf(connection));
          const tried = await withConsent(surface, connection, () =>
            surface.ask.busy({ title, ...place, text }, (signal) =>
              tokens.try(connection, credential, scopesOf(draft), { signal }),
            ),
          );
          return tried === back ? back : { ...untried, provedAt: surface.now() };
        },
      });
    },
  };
}

/** The scope that a pasted image stands for. */
export function scopesOf({ place, kind }: ConnectionDraft): readonly string[] {
  return place?.repository === undefined || kind?.scopes === undefined
    ? []
    : [`${kind.scopes.type}:${place.repository}:pull`];
}
