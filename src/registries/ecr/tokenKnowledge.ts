import { timeOf } from '../../auth/jwt.js';
import { isRecord, parseJson } from '../../text/jsonValue.js';
import type { KindTokens } from '../kind.js';
import { textInBase64 } from '../shared/base64Forms.js';

const afterLeak =
  'An authorization token cannot be called back: it works for up to 12 hours, even after the key behind it is gone. Deny its principal in the policy of the repository until then.';

const idAlone =
  'The ID alone isn’t secret. If the secret key leaked with it, deactivate the access key (IAM › Users › Security credentials).';

/** End of a password, which is undocumented JSON with its `expiration` in seconds since the epoch. */
function expiryOf(value: string): number | undefined {
  const pair = value.startsWith('QVdTO') ? textInBase64(value) : value;
  const json = parseJson(textInBase64((pair ?? '').replace(/^AWS:/, '')) ?? '');
  const seconds = isRecord(json) ? json.expiration : undefined;
  return timeOf(typeof seconds === 'number' ? seconds : undefined);
}

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
    { looks: /^QVdTO[g-v]/, what: 'user name AWS and password of Amazon ECR, in base64', passwordOf: 'AWS', expiryOf },
    { looks: /^AWS:/, what: 'user name AWS and password of Amazon ECR', passwordOf: 'AWS', expiryOf },
    // `{"payload":"`, in base64. Bearer tokens of ECR Public have the same form.
    { looks: /^eyJwYXlsb2FkIjoi/, what: 'password or bearer token of Amazon ECR', passwordOf: 'AWS', expiryOf },
    { looks: /^AKIA[A-Z0-9]{16}$/, what: 'ID of an AWS access key', isId: true, leaked: idAlone },
    { looks: /^ASIA[A-Z0-9]{16}$/, what: 'ID of a temporary AWS access key', isId: true, leaked: idAlone },
  ],
  leaked: {
    '': afterLeak,
    'access-key': `Deactivate the access key (IAM › Users › Security credentials). ${afterLeak}`,
    role: `Deactivate the access key (IAM › Users › Security credentials) and revoke the sessions of the role. ${afterLeak}`,
  },
};
