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
      detail: 'User settings › API key, or that of a service; may read and write',
      username: 'User or service slug',
      password: 'API key',
      expectedUsername: { looks: /^[^@]*$/, otherwise: 'Enter the slug, not the e-mail address.' },
    }),
    passwordForm({
      id: 'entitlement-token',
      label: 'Entitlement token',
      detail: 'Repository › Entitlement tokens; may only read',
      username: 'OWNER/REPOSITORY, or token',
      password: 'Entitlement token',
    }),
  ],
  unlisted: true,
  missing:
    'Check the spelling of {repository} (OWNER/REPOSITORY/image), and that {account} may read it, or write it to push. Entitlement tokens only read.',
  missingFor: {
    'entitlement-token':
      'An entitlement token only reads, and only in its own repository: check the spelling of {repository} (OWNER/REPOSITORY/image), or sign in with an API key to push.',
  },
  leaked: 'Refresh the API key (User settings › API key, or that of the service).',
  leakedFor: { 'entitlement-token': 'Refresh or delete the entitlement token in its repository.' },
});
