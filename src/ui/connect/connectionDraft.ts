import type { Credential } from '../../auth/credential.js';
import type { AuthError } from '../../auth/errors.js';
import { isRepository } from '../../auth/reference.js';
import { parseAddress, type ParsedAddress } from '../../connections/address.js';
import { newConnectionId } from '../../connections/connection.js';
import { type ConnectionOptions, movableOptions } from '../../connections/options.js';
import type { Saved } from '../../connections/storedEntry.js';
import { fittingForm } from '../../registries/credentialFit.js';
import { findKind, guessKind, hostAliases, kinds } from '../../registries/index.js';
import type { CredentialForm, Destination, FormField, RegistryKind } from '../../registries/kind.js';
import type { ConnectionStart } from '../surface.js';

/** Connection that is being added or edited. */
export interface ConnectionDraft {
  readonly id: string;
  /** Saved connection that is being edited. Absent when a connection is added. */
  readonly saved?: Saved;
  /** ID of the part that is being edited. */
  readonly part?: string;
  /** Address as typed. */
  readonly addressText: string;
  readonly place?: ParsedAddress;
  /** Origins for which the user allowed plain http. */
  readonly plainHttp: readonly string[];
  readonly kind?: RegistryKind | undefined;
  /** Kind recognized from the ping response. Absent when none was. */
  readonly recognised?: RegistryKind | undefined;
  /** Whether a registry answered the ping. */
  readonly answered?: boolean | undefined;
  readonly form?: CredentialForm | undefined;
  /** Whether the user wants to see the advanced questions, too. */
  readonly advanced?: boolean;
  /** Field values by field name. */
  readonly values: Readonly<Record<string, string>>;
  readonly options: ConnectionOptions;
  /** Private key of the client certificate in the options. Secret. */
  readonly clientKey?: string | undefined;
  /** Display name. Empty to use the host. */
  readonly name: string;
  /** Credential that pasted text holds. Secret. */
  readonly pasted?: Credential;
  /** Origin that the text names for it; absent: any. */
  readonly pastedFor?: string;
  /** When the credential worked, in milliseconds since the epoch. Absent when it was not tried or failed. */
  readonly provedAt?: number | undefined;
  /** Why the service rejected the credential that is saved nevertheless. */
  readonly refusal?: AuthError | undefined;
  /** Whether the secrets were rejected, so that saved and pasted ones don't count. */
  readonly reenter?: boolean;
  /** What anonymous access was refused to: the pasted repository, or `''` for the whole registry. */
  readonly closed?: string | undefined;
  /** Whether the registry answers without a token. */
  readonly needsNoToken?: true | undefined;
}

export function newDraft(id: string = newConnectionId(), addressText = ''): ConnectionDraft {
  return { id, addressText, plainHttp: [], values: {}, options: {}, name: '' };
}

/** Draft with the answers that a pasted text has. */
export function draftFrom({ address = '', credential }: ConnectionStart): ConnectionDraft {
  const draft = newDraft(newConnectionId(), address);
  if (credential === undefined) {
    return draft;
  }
  const pastedFor = originIn(address);
  return { ...draft, pasted: credential, ...(pastedFor === undefined ? {} : { pastedFor }) };
}

function originIn(address: string): string | undefined {
  try {
    return parseAddress(address, hostAliases).origin.origin;
  } catch {
    // It is typed again, and a text that names no usable address binds the secret to none.
    return undefined;
  }
}

/**
 * Draft with the form that takes the pasted credential. Where no form of the recognized kind does, that of the generic
 * kind. Anything else stays as it is.
 */
export function withFittingForm(draft: ConnectionDraft, { keepKind = false } = {}): ConnectionDraft {
  const { pasted, form } = draft;
  if (pasted === undefined || (form !== undefined && offeredForms(draft).includes(form))) {
    return draft;
  }
  const generic = kinds.at(-1);
  return (
    [draft.kind, ...(keepKind ? [] : [generic])]
      .map((kind) => ({ ...draft, kind, form: fittingForm(offeredForms({ ...draft, kind }), pasted) }))
      .find((fitting) => fitting.form !== undefined) ?? draft
  );
}

export function draftOf(saved: Saved): ConnectionDraft {
  const { connection, clientKey } = saved;
  const place = parseAddress(connection.address);
  const kind = findKind(connection.kind) ?? guessKind(connection.address);
  const form = kind.credentials.find(({ id }) => id === connection.form);
  return {
    id: connection.id,
    saved,
    addressText: connection.address,
    place: { ...place, insecure: connection.insecure },
    plainHttp: connection.insecure ? [place.origin.origin] : [],
    kind,
    ...(form === undefined ? {} : { form }),
    values: connection.settings,
    options: connection.options ?? {},
    ...(clientKey === undefined ? {} : { clientKey }),
    name: connection.name ?? '',
  };
}

/** Credential forms that the kind offers for this address. */
export function offeredForms(draft: ConnectionDraft): readonly CredentialForm[] {
  const to = destinationOf(draft);
  return to === undefined ? [] : (draft.kind?.credentials ?? []).filter((form) => form.offered?.(to) ?? true);
}

/** Address that the credential would be sent to. */
export function destinationOf({ place, options }: ConnectionDraft): Destination | undefined {
  return place && { registry: place.origin, insecure: place.insecure, unverified: options.unverified === true };
}

/** Questions about kind and credential. When adding a connection, omits those that have an answer already. */
export function fieldsOf({ kind, form, saved, place, advanced }: ConnectionDraft): readonly FormField[] {
  const all = [...(kind?.settings ?? []), ...(form?.fields ?? [])];
  const open = (field: FormField): boolean =>
    (advanced === true || field.advanced !== true) && field.known?.(place?.origin.hostname ?? '') === undefined;
  return saved === undefined ? all.filter(open) : all;
}

/** Whether some advanced questions are hidden. */
export function hidesFields(draft: ConnectionDraft): boolean {
  const { kind, saved, advanced } = draft;
  const all = [...(kind?.settings ?? []), ...offeredForms(draft).flatMap(({ fields }) => fields)];
  return saved === undefined && advanced !== true && all.some((field) => field.advanced);
}

/** Values of the kind's settings, without the credential. */
export function settingsOf({ kind, values }: ConnectionDraft): Readonly<Record<string, string>> {
  const names = new Set(kind?.settings.map(({ name }) => name));
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)));
}

/**
 * Connection options for another address. Certificates and keys are dropped, unless they were saved for that address.
 */
export function optionsAt(draft: ConnectionDraft, origin: URL): Pick<ConnectionDraft, 'options' | 'clientKey'> {
  const { saved, place, options, clientKey } = draft;
  if (origin.origin === place?.origin.origin) {
    return { options, clientKey };
  }
  if (origin.origin === saved?.connection.address) {
    return { options: saved.connection.options ?? {}, clientKey: saved.clientKey };
  }
  return { options: movableOptions(options), clientKey: undefined };
}

/** Draft without the secrets that the service rejected: no Enter sends them again. */
export function withoutSecrets(draft: ConnectionDraft): ConnectionDraft {
  return { ...withoutTyped(draft), provedAt: undefined, reenter: true };
}

/** Draft without the secrets that were typed. */
export function withoutTyped(draft: ConnectionDraft): ConnectionDraft {
  const secret = new Set(draft.form?.fields.filter((field) => field.secret).map(({ name }) => name));
  const values = Object.fromEntries(Object.entries(draft.values).filter(([name]) => !secret.has(name)));
  return { ...draft, values };
}

/** Scope for the pasted image. */
export function scopesOf(draft: ConnectionDraft): readonly string[] {
  const repository = repositoryOf(draft);
  const scopes = draft.kind?.scopes;
  return repository === undefined || scopes === undefined ? [] : [`${scopes.type}:${repository}:pull`];
}

/** Repository of a pasted image, or of a web address that names one. */
export function repositoryOf({ place, kind }: ConnectionDraft): string | undefined {
  if (place === undefined || kind === undefined) {
    return undefined;
  }
  const { repository, path = '' } = place;
  const name = kind.readPage?.(repository === undefined ? path : `/${repository}`) ?? repository;
  return name !== undefined && isRepository(name) ? name : undefined;
}
