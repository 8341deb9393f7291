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
    passwordForm({ id: 'password', label: 'User', detail: 'Of the htpasswd file; every user may do everything' }),
  ],
  missing: 'There are no rights to give here: every user of the htpasswd file may do everything.',
  leaked: 'Change the password in the htpasswd file and restart the registry.',
});
