import { l10n } from 'vscode';
import type { FormField } from '../../registries/kind.js';
import { nameOf, translate } from '../localize.js';
import { back, type Step } from '../prompts/multiStep.js';
import type { Surface } from '../surface.js';
import { type ConnectionDraft, draftOf, fieldsOf, offeredForms, withFittingForm } from './connectionDraft.js';
import { addressStep, plainHttpStep, recogniseStep } from './connectionSteps.js';
import { fieldStep, findingsStep, nameStep, tryStep } from './credentialSteps.js';
import { keepsSecret } from './draftValues.js';
import { formStep } from './formStep.js';
import { askOptions, optionWords } from './optionsMenu.js';
import { signInStep } from './signInStep.js';

type DraftStep = Step<ConnectionDraft>;

/** Part of a connection that can be changed by itself. */
interface Part {
  readonly id: string;
  readonly label: string;
  /** Its present value. */
  readonly description: string;
  readonly icon: string;
  /** Questions before those about the sign-in. */
  steps(surface: Surface, title: string): readonly DraftStep[];
  /** Which saved answers about the sign-in stay. Absent: all, unless the service rejects them. */
  readonly isKnown?: IsKnown;
}

type Question = FormField | 'form' | 'account';

/** Whether the saved answer to a question about the sign-in stays. */
type IsKnown = (draft: ConnectionDraft, question: Question) => boolean;

/** Steps of Edit Connection: the list of parts, then the questions of the chosen one. The last step tries the result. */
export function editSteps(surface: Surface, title: string, draft: ConnectionDraft): readonly DraftStep[] {
  const part = partsOf(draft).find(({ id }) => id === draft.part);
  return [
    partStep(surface, title),
    ...(part === undefined
      ? []
      : [...part.steps(surface, title), ...signInSteps(surface, title, draft, part.isKnown), tryStep(surface, title)]),
  ];
}

function partStep({ ask }: Surface, title: string): DraftStep {
  return {
    decides: true,
    known: (draft) => (draft.part === undefined ? undefined : draft),
    async ask(draft) {
      const part = await ask.pick({
        title: l10n.t('{0}: {1}', title, draft.saved === undefined ? '' : nameOf(draft.saved.connection)),
        placeholder: l10n.t('What do you want to change?'),
        choices: partsOf(draft).map(({ id, label, description, icon }) => ({ value: id, label, description, icon })),
      });
      // There is no question before this one.
      // What was changed in another part, and left, doesn't count.
      return part === back || draft.saved === undefined ? draft : { ...draftOf(draft.saved), part };
    },
  };
}

function partsOf(draft: ConnectionDraft): readonly Part[] {
  const { saved, kind } = draft;
  if (saved === undefined) {
    return [];
  }
  const { connection } = saved;
  const form = kind?.credentials.find(({ id }) => id === connection.form);
  return [
    {
      id: 'name',
      label: l10n.t('Name'),
      description: nameOf(connection),
      icon: 'tag',
      steps: (surface, title) => [nameStep(surface, title)],
    },
    {
      id: 'address',
      label: l10n.t('Address'),
      description: connection.address,
      icon: 'globe',
      steps: (surface, title) => [
        addressStep(surface, title),
        recogniseStep(surface, title),
        { quiet: true, ask: async (found) => withFittingForm(found) },
      ],
      isKnown: isUnchanged,
    },
    ...(kind?.settings ?? []).map((field) => settingPart(field, connection.settings[field.name] ?? '')),
    {
      id: 'signIn',
      label: l10n.t('Sign-In'),
      description: [form && translate(form.label), connection.account].filter(Boolean).join(' · '),
      icon: 'key',
      steps: () => [],
      isKnown: isNoSecret,
    },
    {
      id: 'way',
      label: l10n.t('Sign In Another Way'),
      description: '',
      icon: 'list-selection',
      steps: () => [],
      isKnown: () => false,
    },
    {
      id: 'options',
      label: l10n.t('Certificates and Options'),
      description: optionWords(draft).join(', '),
      icon: 'shield',
      steps: ({ ask }, title) => [
        {
          async ask(now) {
            const { draft: changed, isDone } = await askOptions(ask, title, now);
            return isDone ? changed : back;
          },
        },
      ],
    },
  ];
}

function settingPart(field: FormField, description: string): Part {
  return {
    id: `setting ${field.name}`,
    label: translate(field.label).replace(/ \(.*$/, ''),
    description,
    icon: 'settings-gear',
    steps: (surface, title) => [fieldStep(surface, title, field)],
  };
}

/** The questions about the sign-in. Where all saved answers stay, going back skips them, but a refusal leads to them. */
function signInSteps(
  surface: Surface,
  title: string,
  draft: ConnectionDraft,
  isKnown: IsKnown | undefined,
): readonly DraftStep[] {
  const known = (question: Question, step: DraftStep): DraftStep => ({
    ...step,
    quiet: isKnown === undefined,
    known: (now) => ((isKnown ?? isKept)(now, question) ? now : undefined),
  });
  const { form, kind } = draft;
  // What the kind wants to know of a connection is a part of its own, unless all of that is new.
  const isNew = isMoved(draft) || kind?.id !== draft.saved?.connection.kind;
  const fields = fieldsOf(draft).filter((field) => isNew || kind?.settings.includes(field) !== true);
  return [
    known('form', formStep(surface, title)),
    ...(form?.finds === undefined ? [] : [known('form', findingsStep(surface, title, form))]),
    ...(fields.length > 0 ? [plainHttpStep(surface, title)] : []),
    ...fields.map((field) => known(field, fieldStep(surface, title, field))),
    ...(form?.signIn === undefined ? [] : [known('account', signInStep(surface, title))]),
  ];
}

function isMoved({ place, saved }: ConnectionDraft): boolean {
  return place?.origin.origin !== saved?.connection.address;
}

/** Whether the saved form still fits, and with it the saved value of the field. */
function isSame({ form, kind, saved, ...draft }: ConnectionDraft): boolean {
  const { connection } = saved ?? {};
  const isOffered = form !== undefined && offeredForms({ ...draft, kind }).includes(form);
  return isOffered && form.id === connection?.form && kind?.id === connection.kind;
}

/** Everything stays, but a secret that the service rejected or that is for another address. */
function isKept(draft: ConnectionDraft, question: Question): boolean {
  return isSame(draft) && (typeof question === 'string' || !question.secret || keepsSecret(draft, question));
}

/** At another address, secrets are entered again, and what the address implies is asked. */
function isUnchanged(draft: ConnectionDraft, question: Question): boolean {
  if (question === 'account' && isMoved(draft)) {
    return false;
  }
  const isSetting = typeof question !== 'string' && draft.kind?.settings.includes(question) === true;
  return !isSetting && isKept(draft, question);
}

/** Only the secret, with what comes with it, or the account is asked: the rest is a step back. */
function isNoSecret(draft: ConnectionDraft, question: Question): boolean {
  const { form } = draft;
  const hasSecret = form?.signIn !== undefined || form?.fields.some(({ secret }) => secret) === true;
  if (!isSame(draft) || !hasSecret || question === 'account') {
    return false;
  }
  return question === 'form' ? form.finds === undefined : !question.secret && question.withSecret !== true;
}
