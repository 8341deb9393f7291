import { passwordForm } from '../forms.js';
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
    }),
    passwordForm({
      id: 'trusted-profile',
      label: 'Trusted profile',
      detail: 'A service ID that the profile trusts',
      username: 'Trusted profile ID',
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
    }),
  ],
  unlisted: true,
  missing:
    'Give {account} the IAM role Reader (Writer to push, Manager to delete) on the namespace of {repository}. Delete is granted only when asked for.',
  leaked: 'Delete the API key (Manage › Access (IAM) › API keys); an IAM token ends by itself within an hour.',
});
