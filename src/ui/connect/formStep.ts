import { l10n } from 'vscode';
import { isAuthError } from '../../auth/errors.js';
import { tlsOptionsOf } from '../../connections/options.js';
import { kinds } from '../../registries/index.js';
import type { CredentialForm, RegistryKind } from '../../registries/kind.js';
import { anonymousForm } from '../../registries/shared/credentialForms.js';
import { translate } from '../localize.js';
import { back, type OrBack, type Step } from '../prompts/multiStep.js';
import type { Surface } from '../surface.js';
import {
  type ConnectionDraft,
  hidesFields,
  offeredForms,
  repositoryOf,
  scopesOf,
  settingsOf,
  withFittingForm,
} from './connectionDraft.js';
import { finish } from './draftValues.js';
import { askOptions, optionWords } from './optionsMenu.js';

/** ID of the step that asks how to sign in. */
export const FORM = 'form';

/**
 * Requests a token for the pasted image without a credential. For a public image there is nothing left to ask. A
 * technical failure claims nothing: the next attempt, with a credential, reports it.
 */
export function publicImageStep(surface: Surface, title: string): Step<ConnectionDraft> {
  return {
    quiet: true,
    async ask(draft, place) {
      const repository = repositoryOf(draft);
      const form = offeredForms(draft).find(({ id }) => id === anonymousForm.id);
      const isAnswered = draft.form !== undefined || draft.pasted !== undefined || draft.closed === repository;
      if (repository === undefined || form === undefined || isAnswered || draft.kind?.pullScopes === undefined) {
        return draft;
      }
      const open: ConnectionDraft = { ...draft, form, values: settingsOf(draft), closed: undefined };
      const proved = { ...open, provedAt: surface.now() };
      const image = { repository, reference: draft.place?.reference };
      const { connection, clientKey } = finish(open);
      const [{ pullAnonymously }, tokens] = await Promise.all([surface.core(), surface.tokens()]);
      const scopes = draft.kind.scopes === undefined ? draft.kind.pullScopes(repository) : scopesOf(open);
      const text = l10n.t('Checking whether {0} is public…', repository);
      try {
        const pull = await surface.ask.busy({ title, ...place, text }, (signal) =>
          pullAnonymously(tokens, connection, image, scopes, {
            signal,
            tls: tlsOptionsOf(open.options, clientKey),
          }),
        );
        switch (pull) {
          case back:
            return back;
          case 'public':
            return proved;
          case 'open':
            return { ...proved, needsNoToken: true };
          case 'private':
            return { ...draft, closed: repository };
          case 'unknown':
            return draft;
        }
      } catch (error) {
        if (!isAuthError(error)) {
          throw error;
        }
        if (error.code !== 'cancelled') {
          surface.log.error(error);
        }
        return draft;
      }
    },
  };
}

/** Whether anonymous access has been tried and works, so that the sign-in needs no question. */
export function isOpen({ form, provedAt, saved }: ConnectionDraft): boolean {
  return saved === undefined && form?.id === anonymousForm.id && provedAt !== undefined;
}

const otherKind = Symbol('other kind');
const moreFields = Symbol('more fields');
const moreOptions = Symbol('more options');

/** Asks how to sign in. One way only needs no question. */
export function formStep({ ask }: Surface, title: string): Step<ConnectionDraft> {
  return {
    id: FORM,
    decides: true,
    known(draft) {
      return isOpen(draft) ? draft : draft.saved === undefined ? withOnlyForm(draft) : undefined;
    },
    async ask(draft, place) {
      const { kind } = draft;
      if (kind === undefined || draft.place === undefined) {
        return back;
      }
      const { host } = draft.place.origin;
      const form = await ask.pick<CredentialForm | typeof otherKind | typeof moreFields | typeof moreOptions>({
        title: l10n.t('{0}: {1}', title, host),
        ...place,
        placeholder: questionOf(draft, host),
        choices: [
          ...formsFor(draft).map((choice, index) => ({
            label: translate(choice.label),
            detail: translate(choice.detail),
            value: choice,
            // Another way is asked for, so the present one isn't suggested.
            picked: choice.id === draft.form?.id && draft.part !== 'way',
            ...(choice.id === draft.form?.id && draft.saved ? { description: l10n.t('current') } : {}),
            ...(index === 0 ? { group: translate(kind.label) } : {}),
          })),
          { label: l10n.t('Other Type of Registry…'), value: otherKind, icon: 'list-selection', group: '' },
          ...(hidesFields(draft)
            ? [
                {
                  label: l10n.t('Advanced Settings…'),
                  description: advancedLabels(kind),
                  value: moreFields,
                  icon: 'settings-gear',
                } as const,
              ]
            : []),
          {
            label: l10n.t('Certificates and Options…'),
            description: optionWords(draft).join(', '),
            value: moreOptions,
            icon: 'shield',
          },
        ],
      });
      if (form === back) {
        return back;
      }
      if (form === moreOptions) {
        return this.ask((await askOptions(ask, title, draft)).draft, place);
      }
      if (form === moreFields) {
        return this.ask({ ...draft, advanced: true }, place);
      }
      if (form !== otherKind) {
        return form === draft.form ? draft : withForm(draft, form);
      }
      const chosen = await askKind(ask, title, kind, draft.recognised);
      const other = { ...draft, form: undefined, values: {} };
      const next = chosen === back ? draft : withFittingForm({ ...other, kind: chosen }, { keepKind: true });
      return (chosen === back ? undefined : withOnlyForm(next)) ?? this.ask(next, place);
    },
  };
}

/** The draft with the only form that is offered. Undefined where there is a choice. */
function withOnlyForm(draft: ConnectionDraft): ConnectionDraft | undefined {
  const [only, second] = offeredForms(draft);
  return only !== undefined && second === undefined ? withForm(draft, only) : undefined;
}

function withForm(draft: ConnectionDraft, form: CredentialForm): ConnectionDraft {
  return { ...draft, form, values: settingsOf(draft), provedAt: undefined };
}

function questionOf({ closed }: ConnectionDraft, host: string): string {
  if (closed === undefined) {
    return l10n.t('How do you sign in?');
  }
  return closed === ''
    ? l10n.t('{0} requires a credential. How do you sign in?', host)
    : l10n.t('{0} isn’t public. How do you sign in?', closed);
}

/** The offered forms. Where anonymous access was refused, it comes last. */
function formsFor(draft: ConnectionDraft): readonly CredentialForm[] {
  const forms = offeredForms(draft);
  const isRefused = ({ id }: CredentialForm): boolean => draft.closed !== undefined && id === anonymousForm.id;
  return [...forms.filter((form) => !isRefused(form)), ...forms.filter(isRefused)];
}

/** Labels of the hidden questions, so that a user who needs one can find it. */
function advancedLabels({ settings }: RegistryKind): string {
  const labels = settings.filter(({ advanced }) => advanced === true).map(({ label }) => translate(label));
  return labels.map((label) => label.replace(/ \(.*$/, '')).join(', ');
}

function groups(): readonly { readonly group: RegistryKind['group']; readonly label: string }[] {
  return [
    { group: 'cloud', label: l10n.t('Cloud') },
    { group: 'self-hosted', label: l10n.t('Self-hosted') },
    { group: 'commerce', label: l10n.t('Commerce') },
  ];
}

function askKind(
  ask: Surface['ask'],
  title: string,
  present: RegistryKind,
  recognised: RegistryKind | undefined,
): Promise<OrBack<RegistryKind>> {
  return ask.pick({
    title,
    canGoBack: true,
    placeholder: l10n.t('Type of registry'),
    choices: groups().flatMap(({ group, label }) =>
      kinds
        .filter((kind) => kind.group === group)
        .map((kind, index) => ({
          label: translate(kind.label),
          icon: kind.icon,
          value: kind,
          picked: kind.id === present.id,
          ...(kind.id === recognised?.id ? { description: l10n.t('detected') } : {}),
          ...(index === 0 ? { group: label } : {}),
        })),
    ),
  });
}
