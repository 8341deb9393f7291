import { l10n } from 'vscode';
import type { AuthError } from '../../auth/errors.js';
import { hostOf } from '../../connections/connection.js';
import { tlsOptionsOf } from '../../connections/options.js';
import type { CredentialForm, FormField } from '../../registries/kind.js';
import { anonymousForm } from '../../registries/shared/credentialForms.js';
import { asksForAnotherCredential, isRejection } from '../acquire/connectionHealth.js';
import { withConsent } from '../acquire/realmConsent.js';
import { askForFlow } from '../acquire/runWithProgress.js';
import { translate } from '../localize.js';
import type { PickQuestion } from '../prompts/ask.js';
import { back, type Jump, jumpTo, type OrBack, type Step, type StepPosition } from '../prompts/multiStep.js';
import type { Surface } from '../surface.js';
import { type ConnectionDraft, repositoryOf, scopesOf, withoutSecrets } from './connectionDraft.js';
import { finish, initialValue, isOnlyRenamed, keepsPasted, keepsSecret } from './draftValues.js';
import { FORM, isOpen } from './formStep.js';
import { ACCOUNT } from './signInStep.js';
import { failureText, tryCredential } from './tryCredential.js';

type DraftStep = Step<ConnectionDraft>;

export function fieldStep({ ask }: Surface, heading: string, field: FormField): DraftStep {
  return {
    id: fieldId(field),
    async ask(draft, place) {
      const isKept = keepsSecret(draft, field);
      const mayStayEmpty = isKept || keepsPasted(draft, field);
      const title = draft.place === undefined ? heading : l10n.t('{0}: {1}', heading, draft.place.origin.host);
      const prompt = translate(field.label);
      const present = initialValue(draft, field);
      const answer = (value: OrBack<string>): OrBack<ConnectionDraft> =>
        value === back ? back : { ...draft, values: { ...draft.values, [field.name]: value } };
      if (field.choices !== undefined || field.suggestions !== undefined) {
        return answer(await ask.pick(pickOf(field, present, { title, ...place, placeholder: prompt })));
      }
      const kept = isKept ? l10n.t('Leave empty to keep the saved one') : l10n.t('Leave empty to use the pasted one');
      const hint = mayStayEmpty ? kept : field.placeholder;
      const value = await ask.text({
        title,
        ...place,
        prompt,
        ...(hint === undefined ? {} : { placeholder: hint }),
        value: present,
        secret: field.secret,
        validate: (text) => (mayStayEmpty && text === '' ? undefined : inWords(field.validate?.(text))),
        warn: (text) => inWords(field.warn?.(text)),
      });
      return answer(value);
    },
  };
}

/** List of a field's choices. When the field only suggests values, any other value can be typed. */
function pickOf(
  field: FormField,
  present: string,
  question: StepPosition & { readonly placeholder: string },
): PickQuestion<string> {
  if (field.choices !== undefined) {
    return {
      ...question,
      choices: field.choices.map(({ value, label, detail }) => ({
        value,
        label: translate(label),
        picked: value === present,
        ...(detail === undefined ? {} : { detail: translate(detail) }),
      })),
    };
  }
  return {
    ...question,
    choices: present === '' ? [] : [{ label: present, value: present, picked: true }],
    typed: (text) => inWords(field.validate?.(text)) ?? { label: text, value: text, icon: 'edit' },
    later: async () => {
      const found = (await field.suggestions?.().catch(() => [])) ?? [];
      return found.filter((value) => value !== present).map((value) => ({ label: value, value }));
    },
  };
}

/** Shows the credential source on this machine and its account, before a connection relies on it. */
export function findingsStep({ ask, machine }: Surface, title: string, form: CredentialForm): DraftStep {
  return {
    async ask(draft, place) {
      const { wanted = [], found = [] } = (await form.finds?.()) ?? {};
      const goOn = await ask.pick({
        title,
        ...place,
        message:
          found.length === 0
            ? l10n.t('The environment of VS Code on {0} has none of {1}.', machine, wanted.join(', '))
            : l10n.t('The environment of VS Code on {0} has {1}.', machine, found.join(', ')),
        placeholder: l10n.t('Use this environment?'),
        choices: [
          { label: l10n.t('Use This Environment'), icon: 'arrow-right', value: true },
          { label: l10n.t('Go Back'), icon: 'arrow-left', value: false },
        ],
      });
      return goOn === true ? draft : back;
    },
  };
}

function inWords(sentence: string | undefined): string | undefined {
  return sentence === undefined ? undefined : translate(sentence);
}

export function nameStep({ ask }: Surface, title: string): DraftStep {
  return {
    async ask(draft, place) {
      const name = await askName(ask, title, draft.place?.origin.host ?? '', draft.name, place);
      return name === back ? back : { ...draft, name };
    },
  };
}

/** Asks for a display name. An empty one stands for the host. */
export function askName(
  ask: Surface['ask'],
  title: string,
  host: string,
  name: string,
  place: Omit<StepPosition, 'title'> = {},
): Promise<OrBack<string>> {
  return ask.text({
    title: l10n.t('{0}: {1}', title, host),
    ...place,
    prompt: l10n.t('Display name (leave empty to use the host)'),
    placeholder: host,
    value: name,
  });
}

/** Tries the credential before it is saved. The token obtained becomes the first cached token. */
export function tryStep(surface: Surface, title: string): DraftStep {
  return {
    quiet: true,
    async ask(draft, place) {
      return tryCredential(surface, { title, ...place }, draft, {
        goOn: l10n.t('Save Without Verifying'),
        goOnDetail: l10n.t('It will be marked “not verified”'),
        goBack: l10n.t('Go Back'),
        otherwise: (now, error) => ({
          ...now,
          provedAt: undefined,
          refusal: asksForAnotherCredential(error) ? error : undefined,
        }),
        reenter: (before, now) => {
          const lost = now.form?.fields.find((field) => keepsSecret(before, field) && !keepsSecret(now, field));
          return lost && jumpTo(fieldId(lost), now);
        },
        refused: (now, error) => askAfterRefusal(surface, { title, ...place }, now, error),
        work: async (now) => {
          if (isOpen(now) || (now.part === 'name' && isOnlyRenamed(now))) {
            return now;
          }
          const untried = { ...now, provedAt: undefined, refusal: undefined };
          const { connection, credential, clientKey } = finish(untried);
          const scopes = scopesOf(now);
          const isAnonymous = credential.type === 'anonymous';
          if (isAnonymous && now.closed !== undefined) {
            // Refused a moment ago: the user wants the connection for other repositories.
            return untried;
          }
          const tokens = await surface.tokens();
          if (isAnonymous && now.kind?.scopes !== undefined && scopes.length === 0) {
            // No token is issued without a scope. The answer to the ping is the only proof.
            if (now.saved !== undefined) {
              const text = l10n.t('Connecting to {0}…', hostOf(connection));
              const ping = await surface.ask.busy({ title, ...place, text }, (signal) =>
                tokens.ping(connection, { signal, tls: tlsOptionsOf(connection.options, clientKey) }),
              );
              return ping === back ? back : { ...untried, provedAt: surface.now() };
            }
            return now.answered === true ? { ...untried, provedAt: surface.now() } : untried;
          }
          const text = l10n.t('Trying the credential at {0}…', hostOf(connection));
          const tried = await withConsent(surface, connection, () =>
            surface.ask.busy({ title, ...place, text }, (signal, ask) =>
              tokens.try(connection, credential, scopes, {
                signal,
                ask: askForFlow(ask, () => surface.health.asked(connection)),
                tls: tlsOptionsOf(connection.options, clientKey),
              }),
            ),
          );
          return tried === back ? back : { ...untried, provedAt: surface.now() };
        },
      });
    },
  };
}

/**
 * Asks for another credential in place of the rejected one, which no choice sends again. Undefined where the user enters
 * nothing that could be another one: the machine has the credential.
 */
async function askAfterRefusal(
  { ask }: Surface,
  place: StepPosition,
  draft: ConnectionDraft,
  error: AuthError,
): Promise<OrBack<ConnectionDraft | Jump<ConnectionDraft>> | undefined> {
  const { form } = draft;
  if (form?.id === anonymousForm.id) {
    return jumpTo(FORM, { ...draft, form: undefined, closed: repositoryOf(draft) ?? '' });
  }
  const again = form && entryOf(form);
  if (again === undefined) {
    return undefined;
  }
  const cleared = withoutSecrets(draft);
  const enterAgain = jumpTo(again.step, cleared);
  const answer = await ask.pick<ConnectionDraft | Jump<ConnectionDraft>>({
    ...place,
    message: failureText(draft, error) ?? '',
    placeholder: l10n.t('What now?'),
    choices: [
      { label: again.label, icon: 'edit', value: enterAgain },
      { label: l10n.t('Sign In Another Way'), icon: 'list-selection', value: jumpTo(FORM, cleared) },
      {
        label: l10n.t('Save Without Verifying'),
        detail: isRejection(error)
          ? l10n.t('It will be marked “refused”')
          : l10n.t('It will be marked “needs a credential”'),
        icon: 'arrow-right',
        value: { ...draft, provedAt: undefined, refusal: error },
      },
    ],
  });
  return answer === back ? enterAgain : answer;
}

/** The question whose answer is the credential. */
function entryOf(form: CredentialForm): { readonly label: string; readonly step: string } | undefined {
  const secret = form.fields.find((field) => field.secret);
  const first = form.fields.find((field) => field.secret || field.withSecret === true);
  if (secret !== undefined && first !== undefined) {
    const label =
      first === secret && /^Password\b/.test(secret.label)
        ? l10n.t('Enter Password Again')
        : l10n.t('Enter Again: {0}', translate(first.label).replace(/ \(.*$/, ''));
    return { label, step: fieldId(first) };
  }
  return form.signIn === undefined ? undefined : { label: l10n.t('Choose Another Account'), step: ACCOUNT };
}

function fieldId({ name }: FormField): string {
  return `field ${name}`;
}
