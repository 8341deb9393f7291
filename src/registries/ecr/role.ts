import { AssumeRoleCommand, STSClient } from '@aws-sdk/nested-clients/sts';
import type { AssumedRole } from '../../auth/credential.js';
import { AuthError } from '../../auth/errors.js';
import { clause } from '../../text/message.js';
import { roleWords } from '../shared/questionTexts.js';
import { kindReasons } from '../shared/reasons.js';
import type { Aws, AwsKeys } from './awsClient.js';

/** Role session name if a profile has none. It appears in the account's audit log. */
const SESSION_NAME = 'registry-auth';

export interface RoleRequest extends AssumedRole {
  readonly region: string;
  readonly sessionName?: string;
  /** Seconds. */
  readonly duration?: number;
  readonly profile?: string;
}

/**
 * Returns the role's keys, obtained with `source` (STS AssumeRole). Prompts for the MFA code last, because it is valid
 * for half a minute. Throws AuthError `second-factor` if no prompt is allowed, and `cancelled` if the prompt is
 * dismissed.
 */
export async function assumeRole(wanted: RoleRequest, source: AwsKeys, aws: Aws): Promise<AwsKeys> {
  const { arn, mfaSerial, externalId, region, sessionName, duration, profile } = wanted;
  const code = mfaSerial === undefined ? undefined : await askCode(mfaSerial, arn, aws);
  aws.hide(code);
  // A code works once, so that it isn't sent again.
  const about = { once: code !== undefined, ...(profile === undefined ? {} : { profile }) };
  const place = { region, endpoint: aws.machine.environment.AWS_ENDPOINT_URL_STS };
  const { Credentials: keys } = await aws.call(about, place, (settings) =>
    new STSClient({
      ...settings,
      sigv4aSigningRegionSet: () => Promise.resolve(undefined),
      credentials: source,
    }).send(
      new AssumeRoleCommand({
        RoleArn: arn,
        RoleSessionName: sessionName ?? SESSION_NAME,
        ...(externalId === undefined ? {} : { ExternalId: externalId }),
        ...(duration === undefined ? {} : { DurationSeconds: duration }),
        ...(code === undefined ? {} : { SerialNumber: mfaSerial, TokenCode: code }),
      }),
    ),
  );
  if (!keys?.AccessKeyId || !keys.SecretAccessKey || !keys.SessionToken) {
    throw new AuthError('bad-response', 'The STS response contains no keys.', {
      details: { reason: 'the response for the role contains no keys' },
    });
  }
  return { accessKeyId: keys.AccessKeyId, secretAccessKey: keys.SecretAccessKey, sessionToken: keys.SessionToken };
}

async function askCode(mfaSerial: string, arn: string, { io }: Aws): Promise<string> {
  if (!io.ask) {
    throw new AuthError('second-factor', 'The role requires a one-time code, and prompts aren’t allowed.', {
      details: { field: 'code', reason: clause(kindReasons.roleCode, { arn, device: mfaSerial }) },
    });
  }
  const code = await io.ask({ ...roleWords, secret: false, values: { arn, device: mfaSerial } });
  if (code === undefined || io.signal.aborted) {
    throw new AuthError('cancelled', 'No one-time code was entered.');
  }
  return code.replace(/\s/g, '');
}
