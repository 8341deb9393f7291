import { passwordForm } from '../shared/credentialForms.js';
import { preset } from './preset.js';

export const cloudsmith = preset({
  id: 'cloudsmith',
  label: 'Cloudsmith',
  hosts: /^docker\.cloudsmith\.io$/,
  forms: [
    passwordForm({
      id: 'api-key',
      label: 'API key',
      detail: 'User settings › API key, or a service’s API key. Reads and writes',
      username: 'User or service slug',
      password: 'API key',
      expectedUsername: { looks: /^[^@]*$/, otherwise: 'Enter the slug, not the email address.' },
    }),
    passwordForm({
      id: 'entitlement-token',
      label: 'Entitlement token',
      detail: 'Repository › Entitlement tokens. Read-only',
      username: 'User name (OWNER/REPOSITORY, or the word token)',
      password: 'Entitlement token',
    }),
  ],
  unlisted: true,
  missing:
    'Check the spelling of {repository} (OWNER/REPOSITORY/image), and that {account} has Read, or Write to push. Entitlement tokens are read-only.',
  missingFor: {
    'entitlement-token':
      'An entitlement token is read-only and works only in its own repository. Check the spelling of {repository} (OWNER/REPOSITORY/image), or sign in with an API key to push.',
  },
  leaked: 'Refresh the API key (User settings › API key, or the service’s settings).',
  leakedFor: { 'entitlement-token': 'Refresh or delete the entitlement token in its repository.' },
});
