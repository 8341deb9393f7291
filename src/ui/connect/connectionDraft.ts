import { accountOf, secretsOf } from '../../auth/credential.js';
import { AuthError } from '../../auth/errors.js';
import {
  hostOf,
  newConnectionId,
  parseAddress,
  type Connection,
  type ParsedAddress,
} from '../../connections/connection.js';
import { movableOptions, type ConnectionOptions } from '../../connections/options.js';
import type { Saved } from '../../connections/storedEntry.js';
import { findKind, guessKind } from '../../registries/index.js';
import type { CredentialForm, Destination, FormField, RegistryKind } from '../../registries/kind.js';

/** A connection in the making. */
export interface ConnectionDraft {
  readonly id: string;
  /** What is changed; absent when a connection is added. */
  readonly saved?: Saved;
  /** As typed. */
  readonly addressText: string;
  readonly place?: ParsedAddress;
  /** Origins that the user agreed to speak plain http with. */
  readonly plainHttp: readonly string[];
  readonly kind?: RegistryKind | undefined;
  /** The kind that the answer to the ping gave away; absent: nothing did. */
  readonly recognised?: RegistryKind | undefined;
  /** The ping was answered by a registry. */
  readonly answered?: boolean | undefined;
  readonly form?: CredentialForm | undefined;
  /** Somebody wants to be asked for what is seldom needed, too. */
  readonly advanced?: boolean;
  /** By field name. */
  readonly values: Readonly<Record<string, string>>;
  readonly options: ConnectionOptions;
  /** Key of the client certificate among the options. Secret. */
  readonly clientKey?: string | undefined;
  /** Empty: the host. */
  readonly name: string;
  /** When the credential worked, milliseconds since the epoch; absent: not tried, or it did not. */
  readonly provedAt?: number | undefined;
}

export function newDraft(id: string = newConnectionId(), addressText = ''): ConnectionDraft {
  return { id, addressText, plainHttp: [], values: {}, options: {}, name: '' };
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

/** The ways to sign in that the kind offers for this address. */
export function offeredForms(draft: ConnectionDraft): readonly CredentialForm[] {
  const to = destinationOf(draft);
  return to === undefined ? [] : (draft.kind?.credentials ?? []).filter((form) => form.offered?.(to) ?? true);
}

/** Where the credential would go. */
export function destinationOf({ place, options }: ConnectionDraft): Destination | undefined {
  return place && { registry: place.origin, insecure: place.insecure, unverified: options.unverified === true };
}

/** Id of the account of the editor's own that was chosen, or that is saved. */
export function initialAccount({ values, saved, form }: ConnectionDraft): string | undefined {
  const same = saved !== undefined && saved.connection.form === form?.id;
  return values.accountId ?? (same ? form.toValues?.(saved.credential).accountId : undefined);
}

/** Whether the secret of the saved credential may stand in for one that was left empty. */
export function keepsSecret({ saved, form, kind, place }: ConnectionDraft, field: FormField): boolean {
  const sameForm = saved?.connection.form === form?.id && saved?.connection.kind === kind?.id;
  // A secret is never carried over to another address without being entered again.
  return field.secret && form?.oneUse !== true && sameForm && place?.origin.origin === saved?.connection.address;
}

/** What stands in a field before anybody typed: never a secret. */
export function initialValue(draft: ConnectionDraft, field: FormField): string {
  const { values } = draft;
  return values[field.name] ?? (field.secret ? undefined : savedValue(draft, field)) ?? givenValue(draft, field) ?? '';
}

/** The questions about kind and credential: while a connection is added, only those that nothing else answers. */
export function fieldsOf({ kind, form, saved, place, advanced }: ConnectionDraft): readonly FormField[] {
  const all = [...(kind?.settings ?? []), ...(form?.fields ?? [])];
  const open = (field: FormField): boolean =>
    (advanced === true || field.advanced !== true) && field.known?.(place?.origin.hostname ?? '') === undefined;
  return saved === undefined ? all.filter(open) : all;
}

/** Whether there are questions that are only put to who wants to be asked them. */
export function hidesFields(draft: ConnectionDraft): boolean {
  const { kind, saved, advanced } = draft;
  const all = [...(kind?.settings ?? []), ...offeredForms(draft).flatMap(({ fields }) => fields)];
  return saved === undefined && advanced !== true && all.some((field) => field.advanced);
}

/** The values of the settings alone. */
export function settingsOf({ kind, values }: ConnectionDraft): Readonly<Record<string, string>> {
  const names = new Set(kind?.settings.map(({ name }) => name));
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)));
}

/** What the saved credential holds for a field of the same form. */
function savedValue({ saved, form, kind }: ConnectionDraft, field: FormField): string | undefined {
  if (saved === undefined || form?.fields.includes(field) !== true) return undefined;
  const { connection, credential } = saved;
  if (connection.form !== form.id || connection.kind !== kind?.id) return undefined;
  if (form.toValues !== undefined) return form.toValues(credential)[field.name];
  return field.secret ? secretsOf(credential)[0] : connection.account;
}

/** What address and kind say without anybody being asked. */
function givenValue({ kind, place }: ConnectionDraft, field: FormField): string | undefined {
  const inPath = kind?.settings.includes(field) ? kind.readPath?.(place?.path ?? '').settings[field.name] : undefined;
  return inPath ?? field.known?.(place?.origin.hostname ?? '') ?? field.initial;
}

/** Options for another address: trust and keys stay behind, unless it is the one that they were saved for. */
export function optionsAt(draft: ConnectionDraft, origin: URL): Pick<ConnectionDraft, 'options' | 'clientKey'> {
  const { saved, place, options, clientKey } = draft;
  if (origin.origin === place?.origin.origin) return { options, clientKey };
  if (origin.origin === saved?.connection.address) {
    return { options: saved.connection.options ?? {}, clientKey: saved.clientKey };
  }
  return { options: movableOptions(options), clientKey: undefined };
}

/** Throws AuthError `invalid-input` for a draft that is not complete, and where a value cannot be used. */
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
  if (saved === undefined || !sameAccess(saved, { connection, ...secrets })) return { connection, ...secrets };
  // Only the name is new: tokens and proof stay good.
  const { revision, provedAt: before } = saved.connection;
  return { connection: { ...connection, revision, ...(before === undefined ? {} : { provedAt: before }) }, ...secrets };
}

/** Whether the draft differs from what is saved in nothing but its name. */
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
  const kept = (field: FormField): string | undefined =>
    keepsSecret(draft, field) && (draft.values[field.name] ?? '') === '' ? savedValue(draft, field) : undefined;
  const found = fields.flatMap((field): [string, string][] => {
    const value = kept(field) ?? draft.values[field.name] ?? givenValue(draft, field);
    return value === undefined ? [] : [[field.name, value]];
  });
  return { ...draft.values, ...Object.fromEntries(found) };
}
