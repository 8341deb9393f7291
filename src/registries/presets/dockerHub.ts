import { passwordForm } from '../shared/credentialForms.js';
import { preset } from './preset.js';
import { tokenServer } from './recognition.js';

export const dockerHub = preset({
  id: 'docker-hub',
  label: 'Docker Hub',
  hosts: /^(((registry-1|index)\.)?docker\.io|registry\.hub\.docker\.com)$/,
  shorthand(text) {
    const [, area, name = ''] =
      /^(?:https:\/\/)?hub\.docker\.com\/(r|_|layers|repository\/docker)\/([^?#]+)/i.exec(text.trim()) ?? [];
    const [owner = '', repository = ''] = name.split('/');
    if (area === '_') {
      return `docker.io/library/${owner}`;
    }
    // The page of an organization shows no repository.
    return area !== undefined && repository !== '' ? `docker.io/${owner}/${repository}` : undefined;
  },
  recognises: tokenServer(/^auth\.docker\.io\/token$/),
  forms: [
    passwordForm({
      id: 'token',
      label: 'Access token',
      detail: 'Account settings › Personal access tokens. Read-only is enough to pull',
      username: 'Docker ID (or the organization, for an organization token)',
      password: 'Access token',
      expectedUsername: { looks: /^[^@]*$/, otherwise: 'Enter the Docker ID. An email address is often rejected.' },
      expectedPassword: {
        looks: /^dckr_/,
        otherwise:
          'Access tokens begin with dckr_. A password works only without two-factor authentication and single sign-on.',
      },
    }),
  ],
  unlisted: true,
  knownRealms: ['docker.io', '*.docker.io', 'registry.hub.docker.com'].map((registry) => ({
    registry,
    realm: 'auth.docker.io',
    path: '/token',
  })),
  missing:
    'Check the spelling of {repository} (official images: library/…), that {account} has access to it, and the access token’s permissions.',
  leaked: 'Delete the access token or change the password. Bearer tokens issued for it expire within 5 minutes.',
});
