import type { Credential } from '../../auth/credential.js';
import { AuthError } from '../../auth/errors.js';
import type { Aws, AwsKeys } from './awsClient.js';
import { foundVariables, keysOfEnvironment } from './environment.js';
import { keysOfProfile } from './profile.js';
import { assumeRole } from './role.js';

interface Source {
  readonly keys: AwsKeys;
  /** Origin of the keys as text, without a secret. */
  readonly source: string;
  readonly profile?: string;
}

/** Keys from exactly the source that the connection names, so that its own error is reported. */
export async function keysOf(credential: Credential, aws: Aws): Promise<Source> {
  switch (credential.type) {
    case 'access-key': {
      const { id, secret, sessionToken, role } = credential;
      const own = { accessKeyId: id, secretAccessKey: secret, ...(sessionToken === undefined ? {} : { sessionToken }) };
      const keys = role ? await assumeRole({ ...role, region: aws.region }, own, aws) : own;
      aws.hide(keys.secretAccessKey, keys.sessionToken);
      return { keys, source: role ? `role ${role.arn}` : `access key ${id}` };
    }
    case 'profile': {
      const { profile } = credential;
      return { keys: await keysOfProfile(profile, aws), source: `profile ${profile} on ${aws.io.machine}`, profile };
    }
    case 'environment': {
      const names = foundVariables(aws.machine).join(', ');
      return { keys: keysOfEnvironment(aws), source: `environment on ${aws.io.machine}: ${names}` };
    }
    case 'anonymous':
      throw new AuthError('no-credential', 'A private registry requires a credential.', {
        details: { reason: 'a private registry requires a credential' },
      });
    case 'password':
    case 'identity-token':
    case 'bearer':
    case 'shop-login':
    case 'foreign-tokens':
    case 'session':
      throw new AuthError('invalid-input', 'AWS takes keys, not passwords and tokens.', {
        details: { field: 'credential', reason: 'AWS accepts access keys, not passwords or tokens' },
      });
  }
}
