import { AuthError } from '../../auth/errors.js';
import { clause } from '../../text/message.js';
import { kindReasons } from '../shared/reasons.js';
import type { Aws, AwsKeys } from './awsClient.js';

export const VARIABLES = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const;

/** Names of the environment variables that hold a key, never their values. */
export function foundVariables({ environment }: Aws['machine']): readonly string[] {
  return VARIABLES.filter((name) => environment[name]);
}

/**
 * Returns the key in the environment variables. Throws AuthError `no-credential` that names the variables found, and
 * the machine.
 */
export function keysOfEnvironment(aws: Aws): AwsKeys {
  const { machine, io } = aws;
  const [id, secret, sessionToken] = VARIABLES.map((name) => machine.environment[name]);
  if (!id || !secret) {
    const found = foundVariables(machine);
    throw new AuthError('no-credential', 'The environment has no access key.', {
      details: {
        field: 'environment',
        reason:
          found.length === 0
            ? clause(kindReasons.environmentEmpty, { machine: io.machine })
            : clause(kindReasons.environmentPartial, { machine: io.machine, names: found.join(', ') }),
      },
    });
  }
  aws.hide(secret, sessionToken);
  return { accessKeyId: id, secretAccessKey: secret, ...(sessionToken ? { sessionToken } : {}) };
}
