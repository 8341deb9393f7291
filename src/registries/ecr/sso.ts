import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { GetRoleCredentialsCommand, SSOClient } from '@aws-sdk/nested-clients/sso';
import { CreateTokenCommand, SSOOIDCClient } from '@aws-sdk/nested-clients/sso-oidc';
import * as v from 'valibot';
import { AuthError } from '../../auth/errors.js';
import { clause } from '../../text/message.js';
import { kindReasons } from '../shared/reasons.js';
import type { Aws, AwsKeys } from './awsClient.js';
import { readSsoSession, type Section } from './sharedConfig.js';

const CachedSignIn = v.looseObject({
  accessToken: v.string(),
  expiresAt: v.string(),
  clientId: v.optional(v.string()),
  clientSecret: v.optional(v.string()),
  refreshToken: v.optional(v.string()),
});
type SignIn = v.InferOutput<typeof CachedSignIn>;

// Like the AWS tools: a sign-in that expires within five minutes is renewed.
const MARGIN = 5 * 60_000;

/**
 * Returns the keys of a profile's account and role, with the sign-in that `aws sso login` left on this machine. A
 * sign-in about to expire is renewed and written back, as every AWS tool does: its refresh token works only once.
 *
 * Throws AuthError `expired-credential` whose reason and `command` name the sign-in, `invalid-input` for a profile with
 * a missing field, and those of the calls.
 */
export async function keysOfSso(name: string, profile: Section, aws: Aws): Promise<AwsKeys> {
  const session = profile.sso_session;
  const place = session === undefined ? profile : await readSsoSession(aws.machine, session);
  const required = (section: Section, field: string): string => {
    const value = section[field];
    if (value === undefined) {
      throw new AuthError('invalid-input', `Profile ${name} lacks ${field}.`, {
        details: { field: 'profile', reason: clause(kindReasons.profileLacks, { profile: name, field }) },
      });
    }
    return value;
  };
  const startUrl = required(place, 'sso_start_url');
  const region = required(place, 'sso_region');
  const accountId = required(profile, 'sso_account_id');
  const roleName = required(profile, 'sso_role_name');
  const file = path.join(aws.machine.home, '.aws', 'sso', 'cache', `${sha1(session ?? startUrl)}.json`);
  const signIn = await renewed(await readSignIn(file, name), { file, region, name }, aws);
  aws.hide(signIn.accessToken);
  const here = { region, endpoint: aws.machine.environment.AWS_ENDPOINT_URL_SSO };
  const { roleCredentials: keys } = await aws.call(signInCall(name), here, (settings) =>
    new SSOClient(settings).send(
      new GetRoleCredentialsCommand({ accountId, roleName, accessToken: signIn.accessToken }),
    ),
  );
  if (!keys?.accessKeyId || !keys.secretAccessKey || !keys.sessionToken) {
    throw new AuthError('bad-response', 'The IAM Identity Center response contains no keys.', {
      details: { reason: clause(kindReasons.profileWithoutKeys, { profile: name }) },
    });
  }
  return { accessKeyId: keys.accessKeyId, secretAccessKey: keys.secretAccessKey, sessionToken: keys.sessionToken };
}

async function readSignIn(file: string, name: string): Promise<SignIn> {
  try {
    return v.parse(CachedSignIn, JSON.parse(await readFile(file, 'utf8')));
  } catch {
    throw notSignedIn(name, kindReasons.neverSignedIn);
  }
}

async function renewed(
  signIn: SignIn,
  { file, region, name }: { file: string; region: string; name: string },
  aws: Aws,
): Promise<SignIn> {
  const left = Date.parse(signIn.expiresAt) - aws.io.now();
  const { clientId, clientSecret, refreshToken } = signIn;
  if (left > MARGIN || (left > 0 && refreshToken === undefined)) {
    return signIn;
  }
  if (clientId === undefined || clientSecret === undefined || refreshToken === undefined) {
    throw notSignedIn(name, kindReasons.signInEnded);
  }
  aws.hide(clientSecret, refreshToken);
  const here = { region, endpoint: aws.machine.environment.AWS_ENDPOINT_URL_SSO_OIDC };
  // A refresh token works once, so that it isn't sent again.
  const answer = await aws.call({ ...signInCall(name), once: true }, here, (settings) =>
    new SSOOIDCClient(settings).send(
      new CreateTokenCommand({ clientId, clientSecret, refreshToken, grantType: 'refresh_token' }),
    ),
  );
  if (!answer.accessToken || answer.expiresIn === undefined) {
    throw notSignedIn(name, kindReasons.signInNotRenewed);
  }
  const next: SignIn = {
    ...signIn,
    accessToken: answer.accessToken,
    expiresAt: new Date(aws.io.now() + answer.expiresIn * 1000).toISOString(),
    refreshToken: answer.refreshToken ?? refreshToken,
  };
  await writeFile(file, JSON.stringify(next, null, 2), { mode: 0o600 });
  return next;
}

function notSignedIn(name: string, why: string): AuthError {
  const { command } = signInCall(name);
  return new AuthError('expired-credential', `Profile ${name} is not signed in.`, {
    details: {
      reason: clause(why, { command: `aws sso login --profile ${name}` }),
      ...(command === undefined ? {} : { command }),
    },
  });
}

/** `command` is set only if the profile name needs no quoting in any shell. */
function signInCall(profile: string): { profile: string; command?: string } {
  return { profile, ...(/^[\w.@+-]+$/.test(profile) ? { command: `aws sso login --profile ${profile}` } : {}) };
}

function sha1(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}
