import { passwordForm } from '../shared/credentialForms.js';
import { preset } from './preset.js';

export const ibm = preset({
  id: 'ibm',
  label: 'IBM Cloud Container Registry',
  hosts: /^([a-z0-9-]+\.)*icr\.io$/,
  forms: [
    passwordForm({
      id: 'api-key',
      label: 'API key',
      detail: 'Manage › Access (IAM). Reader on the namespace to pull, Writer to push',
      fixedUsername: 'iamapikey',
      password: 'API key',
      expectedPassword: {
        looks: /^(?!eyJ|ApiKey-)/,
        otherwise: 'Enter the API key itself, not an IAM token or a key ID.',
      },
    }),
    passwordForm({
      id: 'trusted-profile',
      label: 'Trusted profile',
      detail: 'A service ID that the profile trusts',
      username: 'Trusted profile ID',
      expectedUsername: { looks: /^(iam-)?Profile-/i, otherwise: 'A trusted profile ID begins with "Profile-".' },
      password: 'API key of the service ID',
    }),
    passwordForm({
      id: 'iam-token',
      label: 'IAM token',
      detail: 'ibmcloud iam oauth-tokens. Expires after an hour',
      fixedUsername: 'iambearer',
      password: 'IAM token',
      expectedPassword: { looks: /^eyJ/, otherwise: 'Enter the part after "Bearer". It begins with "eyJ".' },
    }),
    passwordForm({
      id: 'entitlement-key',
      label: 'Entitlement key',
      detail: 'For software on cp.icr.io: My IBM › Container software library',
      fixedUsername: 'cp',
      password: 'Entitlement key',
      expectedPassword: { looks: /^eyJ/, otherwise: 'An entitlement key begins with "eyJ". This may be an API key.' },
    }),
  ],
  unlisted: true,
  missing:
    'Grant {account} the IAM role Reader (Writer to push, Manager to delete) on the namespace of {repository}. Delete is granted only when requested.',
  missingFor: {
    'trusted-profile':
      'Grant the trusted profile, not the service ID, the IAM role Reader (Writer to push, Manager to delete) on the namespace of {repository}.',
    'entitlement-key':
      'An entitlement key only pulls purchased software from cp.icr.io/cp. Check the spelling of {repository}, and My IBM › Container software library.',
  },
  leaked: 'Delete the API key (Manage › Access (IAM) › API keys). An IAM token expires within an hour.',
  leakedFor: {
    'iam-token': 'It expires within an hour. The API key or sign-in that it was issued for isn’t affected.',
    'entitlement-key': 'Create a new key at My IBM › Container software library, and delete the old one.',
  },
});
