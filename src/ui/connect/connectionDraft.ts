import { accountOf, type Credential, isUsernameSecret, secretsOf } from '../../auth/credential.js';
import { AuthError } from '../../auth/errors.js';
import { isRepository } from '../../auth/reference.js';
import { parseAddress, type ParsedAddress } from '../../connections/address.js';
import { type Connection, hostOf, newConnectionId } from '../../connections/connection.js';
import { type ConnectionOptions, movableOptions } from '../../connections/options.js';
import type { Saved } from '../../connections/storedEntry.js';
import { fittingForm, valuesFor } from '../../registries/credentialFit.js';
import { findKind, guessKind, hostAliases, kinds } from '../../registries/index.js';
import type { CredentialForm, Destination, FormField, RegistryKind } from '../../registries/kind.js';
import type { ConnectionStart } from '../surface.js';

/** Connection that is being added or edited. */
export interface ConnectionDraft {
  readonly id: string;
  /** Saved connection that is being edited. Absent when a connection is added. */
  readonly saved?: Saved;
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

/** ID of the chosen or saved account among the editor's own sign-ins. */
export function initialAccount({ values, saved, form }: ConnectionDraft): string | undefined {
  const same = saved !== undefined && saved.connection.form === form?.id;
  return values.accountId ?? (same ? form.toValues?.(saved.credential).accountId : undefined);
}

/** Whether an empty secret field keeps the saved secret. */
export function keepsSecret({ saved, form, kind, place }: ConnectionDraft, field: FormField): boolean {
  const sameForm = saved?.connection.form === form?.id && saved?.connection.kind === kind?.id;
  // A secret must be entered again for another address.
  return field.secret && form?.oneUse !== true && sameForm && place?.origin.origin === saved?.connection.address;
}

/** Whether an empty field uses the secret from the pasted text: a user name can be one, too. */
export function keepsPasted(draft: ConnectionDraft, field: FormField): boolean {
  return pastedValue(draft, field) !== undefined && isPastedSecret(draft, field);
}

/** Initial value of a field: never a secret. */
export function initialValue(draft: ConnectionDraft, field: FormField): string {
  const { values } = draft;
  const saved = field.secret ? undefined : savedValue(draft, field);
  const pasted = isPastedSecret(draft, field) ? undefined : pastedValue(draft, field);
  return values[field.name] ?? saved ?? pasted ?? givenValue(draft, field) ?? '';
}

function isPastedSecret({ pasted }: ConnectionDraft, field: FormField): boolean {
  return field.secret || (pasted?.type === 'password' && isUsernameSecret(pasted));
}

/** Value of a field in the pasted credential, if the form takes it and the address is the one that it is for. */
function pastedValue({ pasted, pastedFor, place, form }: ConnectionDraft, field: FormField): string | undefined {
  // A secret must be entered again for another address.
  const elsewhere = pastedFor !== undefined && place?.origin.origin !== pastedFor;
  if (pasted === undefined || elsewhere || form?.fields.includes(field) !== true) {
    return undefined;
  }
  const value = valuesFor(form, pasted)?.[field.name];
  return value === '' ? undefined : value;
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

/** Saved value of a field in the same credential form. */
function savedValue({ saved, form, kind }: ConnectionDraft, field: FormField): string | undefined {
  if (saved === undefined || form?.fields.includes(field) !== true) {
    return undefined;
  }
  const { connection, credential } = saved;
  if (connection.form !== form.id || connection.kind !== kind?.id) {
    return undefined;
  }
  if (form.toValues !== undefined) {
    return form.toValues(credential)[field.name];
  }
  if (field.secret) {
    return secretsOf(credential)[0];
  }
  // The connection has no account where the user name is a token.
  return credential.type === 'password' ? credential.username : connection.account;
}

/** Value known from the address and the kind, without a question. */
function givenValue({ kind, place }: ConnectionDraft, field: FormField): string | undefined {
  const inPath = kind?.settings.includes(field) ? kind.readPath?.(place?.path ?? '').settings[field.name] : undefined;
  return inPath ?? field.known?.(place?.origin.hostname ?? '') ?? field.initial;
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

/**
 * Converts the draft to a connection with its credential. Throws AuthError `invalid-input` when the draft is incomplete
 * or a value can't be used.
 */
export function finish(draft: ConnectionDraft): Saved {
  const { id, saved, place, kind, form, options, clientKey, name, provedAt } = draft;
  if (place === undefined || kind === undefined || form === undefined) {
    throw new AuthError('invalid-input', 'The connection is not complete.');
  }
  const values = valuesOf(draft, [...kind.settings, ...form.fields]);
  const credential = form.toCredential(values);
  const account = accountOf(credential);
  const settings = Object.fromEntries(kind.settings.map((field) => [field.name, values[field.name] ?? '']));
  const address = place.origin.origin;
  const connection: Connection = {
    id,
    kind: kind.id,
    address,
    ...(name === '' || name === hostOf({ address }) ? {} : { name }),
    form: form.id,
    ...(account === undefined ? {} : { account }),
    insecure: place.insecure,
    settings,
    ...(Object.keys(options).length === 0 ? {} : { options }),
    ...(provedAt === undefined ? {} : { provedAt }),
    revision: (saved?.connection.revision ?? 0) + 1,
  };
  const secrets = { credential, ...(clientKey === undefined ? {} : { clientKey }) };
  if (saved === undefined || !sameAccess(saved, { connection, ...secrets })) {
    return { connection, ...secrets };
  }
  // Only the name changed: tokens and proof stay valid.
  const { revision, provedAt: before } = saved.connection;
  return { connection: { ...connection, revision, ...(before === undefined ? {} : { provedAt: before }) }, ...secrets };
}

/** Whether the draft differs from the saved connection in its name only. */
export function isOnlyRenamed(draft: ConnectionDraft): boolean {
  return draft.saved !== undefined && sameAccess(draft.saved, finish(draft));
}

function sameAccess(a: Saved, b: Saved): boolean {
  const essence = ({
    connection: { kind, address, form, insecure, settings, options = {} },
    ...secrets
  }: Saved): string =>
    JSON.stringify([
      ...[kind, address, form, insecure, settings],
      ...[Object.entries(options).sort(), Object.entries(secrets.credential).sort(), secrets.clientKey],
    ]);
  return essence(a) === essence(b);
}

function valuesOf(draft: ConnectionDraft, fields: readonly FormField[]): Readonly<Record<string, string>> {
  const kept = (field: FormField): string | undefined => {
    if ((draft.values[field.name] ?? '') !== '') {
      return undefined;
    }
    return keepsSecret(draft, field)
      ? savedValue(draft, field)
      : keepsPasted(draft, field)
        ? pastedValue(draft, field)
        : undefined;
  };
  const found = fields.flatMap((field): [string, string][] => {
    const value = kept(field) ?? draft.values[field.name] ?? givenValue(draft, field);
    return value === undefined ? [] : [[field.name, value]];
  });
  return { ...draft.values, ...Object.fromEntries(found) };
}

/** Scope for the pasted image. */
export function scopesOf({ place, kind }: ConnectionDraft): readonly string[] {
  const repository = place && kind && repositoryAt(place, kind);
  return repository === undefined || kind?.scopes === undefined ? [] : [`${kind.scopes.type}:${repository}:pull`];
}

/** Repository of a pasted image, or of a web address that names one. */
function repositoryAt({ repository, path = '' }: ParsedAddress, kind: RegistryKind): string | undefined {
  const name = kind.readPage?.(repository === undefined ? path : `/${repository}`) ?? repository;
  return name !== undefined && isRepository(name) ? name : undefined;
}
