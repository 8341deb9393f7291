import type { KindTokens } from '../kind.js';

const afterLeak =
  'An authorization token cannot be called back: it works for up to 12 hours, even after the key behind it is gone. Deny its principal in the policy of the repository until then.';

export const ecr: KindTokens = {
  claims: {},
  details: {
    user: 'User name for docker login',
    password: 'Copy it with Copy Token As…',
    proxyEndpoint: 'Registry of the account that asked; the token is as good for others',
    expiresAt: 'End of the password',
    account: 'Account of that registry',
    region: 'Region that was asked',
    source: 'Where the key is from',
    passwordType: 'Written inside the password, undocumented',
    passwordVersion: 'Written inside the password, undocumented',
  },
  opaqueForms: [
    { looks: /^QVdTO[g-v]/, what: 'user name AWS and password of Amazon ECR, in base64' },
    { looks: /^AWS:/, what: 'user name AWS and password of Amazon ECR' },
    { looks: /^(AKIA|ASIA)[A-Z0-9]{16}$/, what: 'id of an AWS access key', lasting: true },
  ],
  leaked: {
    '': afterLeak,
    'access-key': `Deactivate the access key (IAM › Users › Security credentials). ${afterLeak}`,
    role: `Deactivate the access key (IAM › Users › Security credentials) and revoke the sessions of the role. ${afterLeak}`,
  },
};
