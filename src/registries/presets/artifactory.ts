import { passwordForm } from '../shared/credentialForms.js';
import { preset } from './preset.js';
import { anyOf, basicRealm, tokenServer } from './recognition.js';

export const artifactory = preset({
  id: 'artifactory',
  label: 'JFrog Artifactory',
  group: 'self-hosted',
  hosts: /^[a-z0-9-]+\.jfrog\.io$/,
  recognises: anyOf(
    tokenServer(/\/api\/docker\/.+\/v2\/token$/),
    basicRealm('Artifactory Realm'),
    ({ headers }) => 'x-jfrog-version' in headers,
  ),
  forms: [
    passwordForm({
      id: 'token',
      label: 'User name and password',
      detail: 'User profile › Identity Tokens. A password doesn’t work with single sign-on',
      password: 'Identity token, access token or password',
      expectedPassword: { looks: /^(?!AKC)/, otherwise: 'This looks like an old API key, which newer servers reject.' },
    }),
  ],
  missing:
    'Check the spelling of {repository} (repository key first), and that a permission target grants {account} Read, or Deploy to push.',
  leaked: 'Revoke the token or change the password. Bearer tokens issued for it expire after about an hour.',
});
