import { passwordForm } from '../shared/credentialForms.js';
import { preset } from './preset.js';
import { anyOf, basicRealm } from './recognition.js';

export const zot = preset({
  id: 'zot',
  label: 'zot',
  recognises: anyOf(basicRealm('Authorization Required'), ({ headers }) =>
    /^bearer realm=[^"]/.test(headers['www-authenticate'] ?? ''),
  ),
  forms: [
    passwordForm({
      id: 'password',
      label: 'User name and password',
      detail: 'From the htpasswd file or LDAP. With OpenID, use an API key (User menu › API Keys)',
      password: 'Password or API key',
      expectedUsername: { looks: /^(?!zak_)/, otherwise: 'This looks like an API key. Enter it as the password.' },
    }),
  ],
  missing: 'Check the spelling of {repository}, and the server’s access control rules for {account} and its groups.',
  leaked: 'Revoke the API key, or change the password in the htpasswd file.',
});
