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
      detail: 'Manage › Access (IAM); Reader on the namespace to pull, Writer to push',
      fixedUsername: 'iamapikey',
      password: 'API key',
      expectedPassword: {
        looks: /^(?!eyJ|ApiKey-)/,
        otherwise: 'Enter the API key itself: no IAM token, no ID of a key.',
      },
    }),
    passwordForm({
      id: 'trusted-profile',
      label: 'Trusted profile',
      detail: 'A service ID that the profile trusts',
      username: 'Trusted profile ID',
      expectedUsername: { looks: /^(iam-)?Profile-/i, otherwise: 'The ID of a trusted profile begins with Profile-.' },
      password: 'API key of the service ID',
    }),
    passwordForm({
      id: 'iam-token',
      label: 'IAM token',
      detail: 'ibmcloud iam oauth-tokens; ends after an hour',
      fixedUsername: 'iambearer',
      password: 'IAM token',
      expectedPassword: { looks: /^eyJ/, otherwise: 'Enter what follows Bearer: it begins with eyJ.' },
    }),
    passwordForm({
      id: 'entitlement-key',
      label: 'Entitlement key',
      detail: 'For software on cp.icr.io: My IBM › Container software library',
      fixedUsername: 'cp',
      password: 'Entitlement key',
      expectedPassword: { looks: /^eyJ/, otherwise: 'An entitlement key begins with eyJ: this may be an API key.' },
    }),
  ],
  unlisted: true,
  missing:
    'Give {account} the IAM role Reader (Writer to push, Manager to delete) on the namespace of {repository}. Delete is granted only when asked for.',
  missingFor: {
    'trusted-profile':
      'Give the trusted profile, not the service ID, the IAM role Reader (Writer to push, Manager to delete) on the namespace of {repository}.',
    'entitlement-key':
      'An entitlement key only pulls what was bought, from cp.icr.io/cp: check the spelling of {repository}, and My IBM › Container software library.',
  },
  leaked: 'Delete the API key (Manage › Access (IAM) › API keys); an IAM token ends by itself within an hour.',
  leakedFor: {
    'iam-token': 'It ends by itself within an hour; the API key or sign-in behind it is not touched.',
    'entitlement-key': 'Make a new one at My IBM › Container software library, and delete the old one.',
  },
});
