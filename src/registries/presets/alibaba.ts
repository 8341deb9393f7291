import { passwordForm } from '../shared/credentialForms.js';
import { preset } from './preset.js';
import { tokenServer } from './recognition.js';

// The service's own hosts. Other hosts of that domain can belong to anyone.
const tokenHosts = ['dockerauth', 'dockerauth.cn-hangzhou', 'dockerauth.ap-southeast-1'];

export const alibaba = preset({
  id: 'alibaba',
  label: 'Alibaba Cloud Container Registry',
  hosts: /^(registry[a-z-]*(\.[a-z0-9-]+)?|[a-z0-9.-]+\.cr)\.aliyuncs\.com$/,
  recognises: tokenServer(/^/, /^registry\.aliyuncs\.com:/),
  forms: [
    passwordForm({
      id: 'password',
      label: 'Registry password',
      detail: 'Console › Access Credential. Not the account password',
      username: 'Account name or user@account-id',
      expectedUsername: { looks: /^(?!LTAI)/, otherwise: 'Enter the account name. An AccessKey doesn’t work here.' },
      password: 'Registry password',
    }),
    passwordForm({
      id: 'temporary',
      label: 'Temporary token',
      detail: 'From GetAuthorizationToken. Expires after an hour',
      fixedUsername: 'cr_temp_user',
      password: 'Token',
    }),
  ],
  unlisted: true,
  knownRealms: tokenHosts.map((host) => ({ registry: '*.aliyuncs.com', realm: `${host}.aliyuncs.com` })),
  missing:
    'Check the spelling of {repository} (namespace first), and that RAM grants {account} cr:PullRepository, or cr:PushRepository to push.',
  missingFor: {
    temporary:
      'Check the spelling of {repository} (namespace first). RAM must grant the user who requested the temporary token cr:PullRepository, or cr:PushRepository to push.',
  },
  leaked: 'Set a new registry password in the console (Access Credential).',
  leakedFor: { temporary: 'It expires within an hour. Disable the AccessKey that requested it.' },
});
