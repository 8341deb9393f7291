import { withoutTrailingLineBreak } from '../../auth/credential.js';
import type { CredentialForm, FormField } from '../kind.js';
import { type Expected, secretHint, usernameHint } from './secretHints.js';

export const anonymousForm: CredentialForm = {
  id: 'anonymous',
  label: 'No credential (public image)',
  detail: 'Fetch tokens for public images',
  fields: [],
  toCredential: () => ({ type: 'anonymous' }),
};

/** Creates a form with a user name and a secret, labeled with the service's terms. */
export function passwordForm(words: {
  readonly id: string;
  readonly label: string;
  readonly detail: string;
  readonly username?: string;
  readonly password?: string;
  /** User name that is always the same. */
  readonly fixedUsername?: string;
  readonly expectedUsername?: Expected;
  readonly expectedPassword?: Expected;
  /** Placeholder of the user name field. */
  readonly placeholder?: string;
  /** Additional check of the user name. */
  readonly check?: (username: string) => string | undefined;
}): CredentialForm {
  const { id, label, detail, username = 'User name', password = 'Password', fixedUsername, placeholder, check } = words;
  const passwordField: FormField = {
    name: 'password',
    label: password,
    secret: true,
    validate: required(inSentence(password)),
    warn: (value) => secretHint(value, words.expectedPassword),
  };
  const usernameField: FormField = {
    name: 'username',
    label: username,
    secret: false,
    ...(placeholder === undefined ? {} : { placeholder }),
    validate: (value) => validUsername(inSentence(username))(value) ?? check?.(value.trim()),
    warn: (value) => usernameHint(value, words.expectedUsername),
  };
  return {
    id,
    label,
    detail,
    fields: fixedUsername === undefined ? [usernameField, passwordField] : [passwordField],
    toCredential: (values) => ({
      type: 'password',
      username: fixedUsername ?? (values.username ?? '').trim(),
      password: withoutTrailingLineBreak(values.password ?? ''),
    }),
  };
}

/** Validator that rejects an empty value. `what` is a noun phrase for a sentence: "the password". */
export function required(what: string): (value: string) => string | undefined {
  return (value) => (value.trim() === '' ? `Enter ${what}.` : undefined);
}

function validUsername(what: string): (value: string) => string | undefined {
  // RFC 7617 section 2.
  return (value) => required(what)(value) ?? (value.includes(':') ? 'Must not contain a colon.' : undefined);
}

function inSentence(label: string): string {
  // Names such as "GitHub" and "Docker ID" keep their uppercase letters; a plain first word becomes lowercase.
  return `the ${label.replace(/\s*\(.*\)$/, '').replace(/^[A-Z](?=[a-z]+(?! [A-Z])(?:[ ,]|$))/, (letter) => letter.toLowerCase())}`;
}
