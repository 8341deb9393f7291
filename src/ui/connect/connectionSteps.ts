import { l10n } from 'vscode';
import { isAuthError } from '../../auth/errors.js';
import { isLoopbackHost } from '../../auth/network/ipAddress.js';
import { parseAddress, type ParsedAddress } from '../../connections/address.js';
import { tlsOptionsOf } from '../../connections/options.js';
import { guessKind, hostAliases, kinds, readShorthand, recogniseKind } from '../../registries/index.js';
import type { CredentialForm, RegistryKind } from '../../registries/kind.js';
import { clauseText } from '../../text/message.js';
import { translate } from '../localize.js';
import { back, type OrBack, type Step } from '../prompts/multiStep.js';
import type { Surface } from '../surface.js';
import {
  type ConnectionDraft,
  fieldsOf,
  hidesFields,
  offeredForms,
  optionsAt,
  settingsOf,
  withFittingForm,
} from './connectionDraft.js';
import { fieldStep, findingsStep, nameStep, tryStep } from './credentialSteps.js';
import { askOptions, optionWords } from './optionsMenu.js';
import { signInStep } from './signInStep.js';
import { tryCredential } from './tryCredential.js';

type DraftStep = Step<ConnectionDraft>;

/** Steps of Add Connection and Edit Connection. The last one tries the credential. */
export function connectionSteps(surface: Surface, title: string, draft: ConnectionDraft): readonly DraftStep[] {
  const fields = fieldsOf(draft);
  return [
    addressStep(surface, title),
    recogniseStep(surface, title),
    { quiet: true, ask: async (now) => withFittingForm(now) },
    formStep(surface, title),
    ...(draft.form?.finds === undefined ? [] : [findingsStep(surface, title, draft.form)]),
    ...(fields.length > 0 ? [plainHttpStep(surface, title)] : []),
    ...fields.map((field) => fieldStep(surface, title, field)),
    ...(draft.form?.signIn === undefined ? [] : [signInStep(surface, title)]),
    ...(draft.saved === undefined ? [] : [nameStep(surface, title)]),
    tryStep(surface, title),
  ];
}

function addressStep({ ask }: Surface, title: string): DraftStep {
  return {
    async ask(draft, place) {
      const addressText = await ask.text({
        title,
        ...place,
        prompt: l10n.t('Address: a host, a URL, or the name of an image'),
        placeholder: 'registry.example.com/team/app:latest',
        value: draft.addressText,
        validate: addressFault,
      });
      if (addressText === back) {
        return back;
      }
      const shorthand = readShorthand(addressText);
      const parsed = readAddress(addressText);
      const { place: before, kind, answered } = draft;
      const same = parsed.origin.origin === before?.origin.origin && parsed.path === before.path;
      return {
        ...draft,
        ...optionsAt(draft, parsed.origin),
        addressText,
        place: parsed,
        ...(same ? { kind: kind ?? shorthand?.kind, answered } : { kind: shorthand?.kind, answered: undefined }),
      };
    },
  };
}

function addressFault(text: string): string | undefined {
  try {
    readAddress(text);
    return undefined;
  } catch (error) {
    const reason = isAuthError(error) ? error.details?.reason : undefined;
    return reason === undefined
      ? l10n.t('This is no address.')
      : l10n.t('This cannot be used: {0}.', clauseText(reason, translate));
  }
}

/** Parses an address like parseAddress, plus the kinds' shorthands and paths that aren't image names. */
function readAddress(text: string): ParsedAddress {
  const shorthand = readShorthand(text);
  if (shorthand !== undefined) {
    return parseAddress(shorthand.address, hostAliases);
  }
  const [host = '', ...path] = text.trim().split('/');
  const asItIs = text.includes('://') || guessKind(text).readPath === undefined;
  return parseAddress(asItIs ? text : `${parseAddress(host).origin.origin}/${path.join('/')}`, hostAliases);
}

/** Recognizes the kind with one anonymous request, unless it is known. */
function recogniseStep(surface: Surface, title: string): DraftStep {
  return {
    quiet: true,
    async ask(draft, place) {
      if (draft.kind !== undefined || draft.place === undefined) {
        return draft;
      }
      const { origin, insecure, path = '' } = draft.place;
      const guessed = guessKind(origin.host + path);
      // This kind isn't a registry, so it has no ping.
      if (guessed.readPath !== undefined) {
        return { ...draft, kind: guessed, recognised: undefined };
      }
      const text = l10n.t('Asking {0} how to sign in…', origin.host);
      return tryCredential(surface, { title, ...place }, draft, {
        goOn: l10n.t('Continue Anyway'),
        goOnDetail: l10n.t('Treat it as: {0}', translate(guessed.label)),
        goBack: l10n.t('Change the Address'),
        otherwise: (now) => ({ ...now, kind: guessed, recognised: undefined, answered: undefined }),
        work: async (now) => {
          const tokens = await surface.tokens();
          const { options, clientKey } = now;
          const ping = await surface.ask.busy({ title, ...place, text }, (signal) =>
            tokens.ping(
              { address: origin.origin, insecure, options },
              { signal, tls: tlsOptionsOf(options, clientKey) },
            ),
          );
          if (ping === back) {
            return back;
          }
          const kind = recogniseKind(ping);
          return { ...now, kind, recognised: kind.recognises?.(ping) === true ? kind : undefined, answered: true };
        },
      });
    },
  };
}

const otherKind = Symbol('other kind');
const moreFields = Symbol('more fields');
const moreOptions = Symbol('more options');

function formStep({ ask }: Surface, title: string): DraftStep {
  return {
    decides: true,
    async ask(draft, place) {
      const { kind } = draft;
      if (kind === undefined || draft.place === undefined) {
        return back;
      }
      const form = await ask.pick<CredentialForm | typeof otherKind | typeof moreFields | typeof moreOptions>({
        title: l10n.t('{0}: {1}', title, draft.place.origin.host),
        ...place,
        placeholder: l10n.t('How do you sign in?'),
        choices: [
          ...offeredForms(draft).map((choice, index) => ({
            label: translate(choice.label),
            detail: translate(choice.detail),
            value: choice,
            picked: choice.id === draft.form?.id,
            ...(choice.id === draft.form?.id && draft.saved ? { description: l10n.t('used now') } : {}),
            ...(index === 0 ? { group: translate(kind.label) } : {}),
          })),
          { label: l10n.t('Different kind…'), value: otherKind, icon: 'list-selection', group: '' },
          ...(hidesFields(draft)
            ? [
                {
                  label: l10n.t('Advanced settings…'),
                  description: advancedLabels(kind),
                  value: moreFields,
                  icon: 'settings-gear',
                } as const,
              ]
            : []),
          {
            label: l10n.t('Connection options…'),
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
        return this.ask(await askOptions(ask, title, draft), place);
      }
      if (form === moreFields) {
        return this.ask({ ...draft, advanced: true }, place);
      }
      if (form !== otherKind) {
        return form === draft.form ? draft : { ...draft, form, values: settingsOf(draft) };
      }
      const chosen = await askKind(ask, title, kind, draft.recognised);
      const other = { ...draft, form: undefined, values: {} };
      return this.ask(chosen === back ? draft : withFittingForm({ ...other, kind: chosen }, { keepKind: true }), place);
    },
  };
}

/** Labels of the hidden questions, so that a user who needs one can find it. */
function advancedLabels({ settings }: RegistryKind): string {
  const labels = settings.filter(({ advanced }) => advanced === true).map(({ label }) => translate(label));
  return labels.map((label) => label.replace(/ \(.*$/, '')).join(', ');
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
    placeholder: l10n.t('Kind of registry'),
    choices: kinds.map((kind) => ({
      label: translate(kind.label),
      icon: kind.icon,
      value: kind,
      picked: kind.id === present.id,
      ...(kind.id === recognised?.id ? { description: l10n.t('recognised') } : {}),
    })),
  });
}

/** Asks for consent to plain http, because a password can be read in transit. Loopback addresses need no consent. */
function plainHttpStep({ ask }: Surface, title: string): DraftStep {
  return {
    quiet: true,
    async ask(draft, place) {
      const { origin, insecure } = draft.place ?? {};
      if (origin === undefined || insecure !== true || isLoopbackHost(origin.hostname)) {
        return draft;
      }
      if (draft.plainHttp.includes(origin.origin)) {
        return draft;
      }
      const agreed = await ask.pick({
        title,
        ...place,
        message: l10n.t(
          'Plain http sends the credential to {0} unencrypted: anyone on the way can read it.',
          origin.host,
        ),
        placeholder: l10n.t('Send it anyway?'),
        choices: [
          { label: l10n.t('Go Back'), icon: 'arrow-left', value: false },
          { label: l10n.t('Send over Plain http'), icon: 'unlock', value: true },
        ],
      });
      return agreed === true ? { ...draft, plainHttp: [...draft.plainHttp, origin.origin] } : back;
    },
  };
}
