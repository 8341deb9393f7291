import { timeOf } from '../../auth/jwt.js';
import { isRecord, parseJson } from '../../text/jsonValue.js';
import type { KindTokens } from '../kindTokens.js';
import { textInBase64 } from '../shared/base64Forms.js';

const afterLeak =
  'An authorization token can’t be revoked. It works for up to 12 hours, even after its access key is deleted. Until then, deny its principal in the repository policy.';

const idAlone =
  'The ID alone isn’t secret. If the secret key leaked with it, deactivate the access key (IAM › Users › Security credentials).';

/** Expiration of a password, which is undocumented JSON with `expiration` in seconds since the epoch (NumericDate). */
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
    proxyEndpoint: 'Registry of the account that requested the token; the token also works for others',
    expiresAt: 'Expiration of the password',
    account: 'Registry’s account',
    region: 'Region that the request went to',
    source: 'Source of the access key',
    passwordType: 'Part of the password, undocumented',
    passwordVersion: 'Part of the password, undocumented',
  },
  opaqueForms: [
    { looks: /^QVdTO[g-v]/, what: 'Amazon ECR user name AWS and password, in base64', passwordOf: 'AWS', expiryOf },
    { looks: /^AWS:/, what: 'Amazon ECR user name AWS and password', passwordOf: 'AWS', expiryOf },
    // `{"payload":"`, in base64. Bearer tokens of ECR Public have the same form.
    { looks: /^eyJwYXlsb2FkIjoi/, what: 'Amazon ECR password or bearer token', passwordOf: 'AWS', expiryOf },
    { looks: /^AKIA[A-Z0-9]{16}$/, what: 'AWS access key ID', isId: true, leaked: idAlone },
    { looks: /^ASIA[A-Z0-9]{16}$/, what: 'temporary AWS access key ID', isId: true, leaked: idAlone },
  ],
  leaked: {
    '': afterLeak,
    'access-key': `Deactivate the access key (IAM › Users › Security credentials). ${afterLeak}`,
    role: `Deactivate the access key (IAM › Users › Security credentials) and revoke the role’s sessions. ${afterLeak}`,
  },
};
