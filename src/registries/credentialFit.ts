import { type Credential, secretsOf } from '../auth/credential.js';
import type { CredentialForm } from './kind.js';

/**
 * Values of the form's fields that make this credential; undefined if the form makes another one. A password whose user
 * name is unknown (empty) fits any user name, and a refresh token fits a form that sends one as a password. The values
 * hold the secrets.
 */
export function valuesFor(form: CredentialForm, credential: Credential): Readonly<Record<string, string>> | undefined {
  const values = form.toValues?.(credential) ?? bySecrecy(form, credential);
  const isTaken = form.holdsRefreshToken === true && credential.type === 'identity-token';
  return isTaken || isSame(form.toCredential(values), credential) ? values : undefined;
}

/**
 * Returns the form that fits this credential best: its fields accept the values with the fewest warnings, and it
 * doesn't prompt for a fixed value, such as a fixed user name. Undefined if no form makes such a credential.
 */
export function fittingForm(forms: readonly CredentialForm[], credential: Credential): CredentialForm | undefined {
  const fitting = forms.flatMap((form) => {
    const values = valuesFor(form, credential);
    const asked = credential.type === 'password' && credential.username === '' ? 0 : form.fields.length;
    return values === undefined ? [] : [{ form, asked, remarks: remarks(form, values) }];
  });
  return fitting.sort((a, b) => a.remarks - b.remarks || a.asked - b.asked)[0]?.form;
}

/** A field that refuses its value counts more than all hints. */
const REFUSED = 100;

function remarks({ fields }: CredentialForm, values: Readonly<Record<string, string>>): number {
  return fields
    .map((field) => ({ field, value: values[field.name] ?? '' }))
    .filter(({ value }) => value !== '')
    .flatMap(({ field, value }) => [
      field.validate?.(value) === undefined ? 0 : REFUSED,
      field.warn?.(value) === undefined ? 0 : 1,
    ])
    .reduce<number>((sum, one) => sum + one, 0);
}

/** The one secret goes into the one secret field, and the user name into the other. */
function bySecrecy({ fields }: CredentialForm, credential: Credential): Readonly<Record<string, string>> {
  const [secret = ''] = secretsOf(credential);
  const username = credential.type === 'password' ? credential.username : '';
  return Object.fromEntries(fields.map((field) => [field.name, field.secret ? secret : username]));
}

function isSame(made: Credential, wanted: Credential): boolean {
  if (made.type === 'password' && wanted.type === 'password') {
    return made.password === wanted.password && (wanted.username === '' || made.username === wanted.username);
  }
  return made.type === wanted.type && JSON.stringify(made) === JSON.stringify(wanted);
}
