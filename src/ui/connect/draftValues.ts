import { accountOf, isUsernameSecret, secretsOf } from '../../auth/credential.js';
import { AuthError } from '../../auth/errors.js';
import { type Connection, hostOf } from '../../connections/connection.js';
import type { Saved } from '../../connections/storedEntry.js';
import { valuesFor } from '../../registries/credentialFit.js';
import type { FormField } from '../../registries/kind.js';
import type { ConnectionDraft } from './connectionDraft.js';

/** ID of the chosen or saved account among the editor's own sign-ins. */
export function initialAccount({ values, saved, form }: ConnectionDraft): string | undefined {
  const same = saved !== undefined && saved.connection.form === form?.id;
  return values.accountId ?? (same ? form.toValues?.(saved.credential).accountId : undefined);
}

/** Whether an empty secret field keeps the saved secret. */
export function keepsSecret({ saved, form, kind, place, reenter }: ConnectionDraft, field: FormField): boolean {
  const sameForm = saved?.connection.form === form?.id && saved?.connection.kind === kind?.id;
  // A secret must be entered again for another address.
  const kept = field.secret && reenter !== true && form?.oneUse !== true;
  return kept && sameForm && place?.origin.origin === saved?.connection.address;
}

/** Whether an empty field uses the secret from the pasted text: a user name can be one, too. */
export function keepsPasted(draft: ConnectionDraft, field: FormField): boolean {
  return draft.reenter !== true && pastedValue(draft, field) !== undefined && isPastedSecret(draft, field);
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
  return { connection: { ...(before === undefined ? {} : { provedAt: before }), ...connection, revision }, ...secrets };
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

/** Values by field name, with the saved, pasted and implied ones where nothing was typed. Holds secrets. */
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
    // Editing one part asks for none of the others.
    const saved = field.secret ? undefined : savedValue(draft, field);
    const value = kept(field) ?? draft.values[field.name] ?? saved ?? givenValue(draft, field);
    return value === undefined ? [] : [[field.name, value]];
  });
  return { ...savedAccount(draft), ...draft.values, ...Object.fromEntries(found) };
}

/** The saved account of the editor's own sign-in, which is no field. */
function savedAccount({ saved, form, kind }: ConnectionDraft): Readonly<Record<string, string>> {
  if (saved === undefined || saved.connection.form !== form?.id || saved.connection.kind !== kind?.id) {
    return {};
  }
  return form.signIn === undefined ? {} : (form.toValues?.(saved.credential) ?? {});
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
