import type { AssumedRole, Credential } from '../../auth/credential.js';
import type { CredentialForm, FormField } from '../kind.js';
import { required } from '../shared/credentialForms.js';
import { secretHint } from '../shared/secretHints.js';

type Values = Readonly<Record<string, string>>;

const keyId: FormField = {
  name: 'id',
  label: 'Access key ID',
  placeholder: 'AKIAIOSFODNN7EXAMPLE',
  secret: false,
  withSecret: true,
  validate: (value) => required('the access key ID')(value) ?? fits(value, /^\w{16,128}$/, 'an access key ID'),
};
const keySecret: FormField = {
  name: 'secret',
  label: 'Secret access key',
  secret: true,
  validate: required('the secret access key'),
  warn: (value) =>
    secretHint(value.trim(), {
      looks: /^[A-Za-z0-9/+]{40}$/,
      otherwise: 'A secret access key has 40 characters. This may be the access key ID or a session token.',
    }),
};

/** Labels use AWS's own terms. Each form needs the same permission. */
export const credentialForms: readonly CredentialForm[] = [
  {
    id: 'profile',
    label: 'AWS profile on this machine',
    detail: 'From ~/.aws/config and ~/.aws/credentials: IAM Identity Center (SSO), roles, credential_process, or keys',
    fields: [
      {
        name: 'profile',
        label: 'Profile',
        placeholder: 'default',
        initial: 'default',
        secret: false,
        validate: required('the profile name'),
        suggestions: async () => (await import('./chunk.js')).listProfiles(),
      },
    ],
    toCredential: ({ profile = '' }) => ({ type: 'profile', profile: profile.trim() }),
  },
  {
    id: 'access-key',
    label: 'Access key',
    detail: 'For an IAM user with ecr:GetAuthorizationToken (AmazonEC2ContainerRegistryReadOnly is enough to pull)',
    fields: [
      {
        ...keyId,
        validate: (value) =>
          keyId.validate?.(value) ??
          (value.trim().startsWith('ASIA')
            ? 'This is a temporary access key. Choose "Temporary access key" instead.'
            : undefined),
      },
      keySecret,
    ],
    toCredential: keyOf,
    toValues,
  },
  {
    id: 'session',
    label: 'Temporary access key',
    detail: 'With a session token, as shown by the AWS access portal or aws sts. Expires after a few hours',
    fields: [
      keyId,
      keySecret,
      {
        name: 'sessionToken',
        label: 'Session token',
        secret: true,
        validate: required('the session token'),
        warn: (value) =>
          secretHint(value.trim(), {
            looks: /^[\w/+=]{60,}$/,
            otherwise: 'A session token is longer and has no spaces. It may have been truncated.',
          }),
      },
    ],
    toCredential: keyOf,
    toValues,
  },
  {
    id: 'role',
    label: 'Role with an access key and optional MFA',
    detail: 'The access key needs sts:AssumeRole; the role needs ecr:GetAuthorizationToken',
    fields: [
      keyId,
      keySecret,
      {
        name: 'role',
        label: 'Role ARN',
        placeholder: 'arn:aws:iam::123456789012:role/Reader',
        secret: false,
        validate: (value) =>
          required('the role ARN')(value) ?? fits(value, /^arn:aws[\w-]*:iam::\d{12}:role\/\S+$/, 'a role ARN'),
      },
      {
        name: 'mfaSerial',
        label: 'MFA device (leave empty for none)',
        placeholder: 'arn:aws:iam::123456789012:mfa/dana',
        secret: false,
        warn: (value) =>
          /^(|arn:aws[\w-]*:iam::\d{12}:mfa\/\S+|[A-Z0-9]{9,})$/.test(value.trim())
            ? undefined
            : 'Enter the MFA device’s ARN, or the serial number of a hardware token, not a one-time code.',
      },
      { name: 'externalId', label: 'External ID (optional)', secret: false },
    ],
    toCredential: keyOf,
    toValues,
  },
  {
    id: 'environment',
    label: 'Environment variables on this machine',
    detail: 'AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, and AWS_SESSION_TOKEN, as set when the editor started',
    fields: [],
    finds: async () => (await import('./chunk.js')).findVariables(),
    toCredential: () => ({ type: 'environment' }),
  },
];

function keyOf(values: Values): Credential {
  const { id = '', secret = '', sessionToken, role, mfaSerial, externalId } = trimmed(values);
  const assumed: AssumedRole | undefined = role
    ? { arn: role, ...(mfaSerial ? { mfaSerial } : {}), ...(externalId ? { externalId } : {}) }
    : undefined;
  return {
    type: 'access-key',
    id,
    secret,
    ...(sessionToken ? { sessionToken } : {}),
    ...(assumed ? { role: assumed } : {}),
  };
}

function toValues(credential: Credential): Values {
  if (credential.type !== 'access-key') {
    return {};
  }
  const { id, secret, sessionToken = '', role } = credential;
  return {
    id,
    secret,
    sessionToken,
    role: role?.arn ?? '',
    mfaSerial: role?.mfaSerial ?? '',
    externalId: role?.externalId ?? '',
  };
}

function trimmed(values: Values): Values {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.trim()]));
}

export function fits(value: string, pattern: RegExp, what: string): string | undefined {
  return pattern.test(value.trim()) ? undefined : `This doesn’t look like ${what}.`;
}
