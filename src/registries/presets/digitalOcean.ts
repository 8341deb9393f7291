import { withoutTrailingLineBreak } from '../../auth/credential.js';
import { passwordForm } from '../shared/credentialForms.js';
import { preset } from './preset.js';

const form = passwordForm({
  id: 'token',
  label: 'API token',
  detail: 'API › Tokens, with the scope registry:read, or registry:update to push. Or use doctl registry docker-config',
  fixedUsername: '',
  password: 'API token',
  expectedPassword: { looks: /^do[opr]_v1_|^[0-9a-f]{64}$/ },
});

export const digitalOcean = preset({
  id: 'digitalocean',
  label: 'DigitalOcean',
  hosts: /^registry\.digitalocean\.com$/,
  closed: true,
  knownRealms: [{ registry: 'registry.digitalocean.com', realm: 'api.digitalocean.com' }],
  forms: [
    {
      ...form,
      // The token is both user name and password.
      toCredential: ({ password = '' }) => {
        const token = withoutTrailingLineBreak(password).trim();
        return { type: 'password', username: token, password: token };
      },
    },
  ],
  missing:
    'Check that {repository} begins with your registry’s name (REGISTRY/…), and that the token has read access, or write access to push.',
  leaked: 'Delete the token (API › Tokens). It may give access to more than images.',
});
