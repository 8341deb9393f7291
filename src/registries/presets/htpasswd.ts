import { passwordForm } from '../shared/credentialForms.js';
import { preset } from './preset.js';

/** The distribution project's registry with an htpasswd user list; it has no token server. */
export const htpasswd = preset({
  id: 'htpasswd',
  label: 'Registry with htpasswd users',
  recognises: ({ challenges, headers }) =>
    challenges.length > 0 &&
    challenges.every(({ scheme }) => scheme === 'basic') &&
    'docker-distribution-api-version' in headers,
  closed: true,
  forms: [
    passwordForm({ id: 'password', label: 'User name and password', detail: 'From the registry’s htpasswd file' }),
  ],
  missing: 'This registry has no permissions to assign. Every user in the htpasswd file has full access.',
  leaked: 'Change the password in the htpasswd file and restart the registry.',
});
