import { l10n } from 'vscode';
import { isAuthError } from '../../auth/errors.js';
import { isLoopbackHost } from '../../auth/network/ipAddress.js';
import { parseAddress, type ParsedAddress } from '../../connections/address.js';
import { tlsOptionsOf } from '../../connections/options.js';
import { findKind, guessKind, hostAliases, kinds, readShorthand, recogniseKind } from '../../registries/index.js';
import { clauseText } from '../../text/message.js';
import { translate } from '../localize.js';
import { back, type Step } from '../prompts/multiStep.js';
import type { Surface } from '../surface.js';
import { type ConnectionDraft, fieldsOf, optionsAt, withFittingForm, withoutTyped } from './connectionDraft.js';
import { fieldStep, findingsStep, tryStep } from './credentialSteps.js';
import { formStep, publicImageStep } from './formStep.js';
import { signInStep } from './signInStep.js';
import { tryCredential } from './tryCredential.js';

type DraftStep = Step<ConnectionDraft>;

/** Steps of Add Connection. The last one tries the credential. */
export function connectionSteps(surface: Surface, title: string, draft: ConnectionDraft): readonly DraftStep[] {
  const fields = fieldsOf(draft);
  return [
    addressStep(surface, title),
    recogniseStep(surface, title),
    { quiet: true, ask: async (now) => withFittingForm(now) },
    publicImageStep(surface, title),
    formStep(surface, title),
    ...(draft.form?.finds === undefined ? [] : [findingsStep(surface, title, draft.form)]),
    ...(fields.length > 0 ? [plainHttpStep(surface, title)] : []),
    ...fields.map((field) => fieldStep(surface, title, field)),
    ...(draft.form?.signIn === undefined ? [] : [signInStep(surface, title)]),
    tryStep(surface, title),
  ];
}

export function addressStep({ ask }: Surface, title: string): DraftStep {
  return {
    async ask(draft, place) {
      const addressText = await ask.text({
        title,
        ...place,
        prompt: l10n.t('Paste a registry host, URL, or image name'),
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
      const isHere = parsed.origin.origin === before?.origin.origin;
      const same = isHere && parsed.path === before.path;
      // What is known of another address or image says nothing of this one, and no secret follows the user there.
      const isSameImage = isHere && parsed.repository === before.repository;
      const kept = isHere ? draft : withoutTyped(draft);
      return {
        ...kept,
        ...(isSameImage ? {} : { closed: undefined, provedAt: undefined, needsNoToken: undefined }),
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
      ? l10n.t('Enter a host, URL, or image name.')
      : l10n.t('This can’t be used: {0}.', clauseText(reason, translate));
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
export function recogniseStep(surface: Surface, title: string): DraftStep {
  return {
    quiet: true,
    async ask(draft, place) {
      if (draft.kind !== undefined || draft.place === undefined) {
        return draft;
      }
      const { origin, insecure, path = '' } = draft.place;
      const known = draft.saved && findKind(draft.saved.connection.kind);
      const guessed = guessKind(origin.host + path);
      const likely = guessed === kinds.at(-1) ? (known ?? guessed) : guessed;
      // This kind isn't a registry, so it has no ping.
      if (likely.readPath !== undefined) {
        const implied = path === '' ? {} : likely.readPath(path).settings;
        return { ...draft, kind: likely, recognised: undefined, values: { ...draft.values, ...implied } };
      }
      const text = l10n.t('Checking how {0} signs in…', origin.host);
      return tryCredential(surface, { title, ...place }, draft, {
        goOn: l10n.t('Set Up Without Connecting'),
        goOnDetail: l10n.t('Nothing is checked now. Type: {0}', translate(likely.label)),
        goBack: l10n.t('Change Address'),
        otherwise: (now) => ({ ...now, kind: likely, recognised: undefined, answered: undefined }),
        work: async (now) => {
          const tokens = await surface.tokens();
          const { options, clientKey } = now;
          // The address can have changed since the last attempt.
          const at = now.place ?? { origin, insecure };
          const ping = await surface.ask.busy({ title, ...place, text }, (signal) =>
            tokens.ping(
              { address: at.origin.origin, insecure: at.insecure, options },
              { signal, tls: tlsOptionsOf(options, clientKey) },
            ),
          );
          if (ping === back) {
            return back;
          }
          const found = recogniseKind(ping);
          // A type that the user chose stays where the answer names no other.
          const kind = found === kinds.at(-1) ? (known ?? found) : found;
          return { ...now, kind, recognised: kind.recognises?.(ping) === true ? kind : undefined, answered: true };
        },
      });
    },
  };
}

/** Asks for consent to plain http, because a password can be read in transit. Loopback addresses need no consent. */
export function plainHttpStep({ ask }: Surface, title: string): DraftStep {
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
          'Plain http sends the credential to {0} unencrypted. Anyone on the network path can read it.',
          origin.host,
        ),
        placeholder: l10n.t('Send it anyway?'),
        choices: [
          { label: l10n.t('Go Back'), icon: 'arrow-left', value: false },
          { label: l10n.t('Send over Plain HTTP'), icon: 'unlock', value: true },
        ],
      });
      return agreed === true ? { ...draft, plainHttp: [...draft.plainHttp, origin.origin] } : back;
    },
  };
}
