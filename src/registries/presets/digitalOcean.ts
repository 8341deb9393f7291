import { withoutTrailingLineBreak } from '../../auth/credential.js';
import { passwordForm } from '../shared/credentialForms.js';
import { preset } from './preset.js';

const form = passwordForm({
  id: 'token',
  label: 'API token',
  detail: 'API › Tokens, with registry: read, or update to push; or from doctl registry docker-config',
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
    'Check that {repository} begins with the name of your registry (REGISTRY/…), and that the token may read it, or write it to push.',
  leaked: 'Delete the token (API › Tokens), which may reach far more than images.',
});
