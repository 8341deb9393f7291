import { readFile } from 'node:fs/promises';
import { fromLoginCredentials } from '@aws-sdk/credential-providers';
import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/nested-clients/sts';
import * as v from 'valibot';
import { AuthError, isAuthError } from '../../auth/errors.js';
import { own } from '../../text/jsonValue.js';
import { type Clause, clause, clauseText } from '../../text/message.js';
import { kindReasons } from '../shared/reasons.js';
import type { Aws, AwsKeys } from './awsClient.js';
import { sharedFiles } from './awsMachine.js';
import { keysOfEnvironment } from './environment.js';
import { assumeRole } from './role.js';
import { readProfiles, type Section } from './sharedConfig.js';
import { keysOfSso } from './sso.js';

type Profiles = Readonly<Record<string, Section>>;

/**
 * Resolves the keys of a named profile, in the order of the AWS tools. Sources are a role over another profile, keys, a
 * web identity, a command (`credential_process`), IAM Identity Center, and `aws login`. Sources inside AWS's own
 * network (instance and container roles) aren't used.
 *
 * Throws AuthError `invalid-input` for a missing or unusable profile, and those of each source.
 */
export async function keysOfProfile(name: string, aws: Aws): Promise<AwsKeys> {
  const keys = await resolve(name, await readProfiles(aws.machine), aws, []);
  aws.hide(keys.secretAccessKey, keys.sessionToken);
  return keys;
}

/** Region that a profile names. */
export async function regionOfProfile(name: string, aws: Pick<Aws, 'machine'>): Promise<string | undefined> {
  return own(await readProfiles(aws.machine), name)?.region;
}

async function resolve(name: string, profiles: Profiles, aws: Aws, visited: readonly string[]): Promise<AwsKeys> {
  const profile = own(profiles, name);
  if (profile === undefined) {
    throw new AuthError('invalid-input', `There is no profile ${name}.`, {
      details: {
        field: 'profile',
        reason: clause(kindReasons.profileNotOn, { profile: name, machine: aws.io.machine }),
        elsewhere: true,
      },
    });
  }
  const keys = staticKeys(profile);
  // A profile can be its own `source_profile`: then its keys are used.
  if (
    profile.role_arn !== undefined &&
    profile.web_identity_token_file === undefined &&
    !(visited.length > 0 && keys)
  ) {
    return roleKeys(name, profile.role_arn, profile, profiles, aws, visited);
  }
  if (keys) {
    return keys;
  }
  if (profile.web_identity_token_file !== undefined && profile.role_arn !== undefined) {
    return webIdentityKeys(name, profile.role_arn, profile.web_identity_token_file, profile, aws);
  }
  if (profile.credential_process !== undefined) {
    return processKeys(name, profile.credential_process, aws);
  }
  if (Object.keys(profile).some((field) => field.startsWith('sso_'))) {
    return keysOfSso(name, profile, aws);
  }
  if (profile.login_session !== undefined) {
    return loginKeys(name, profile, aws);
  }
  throw unusable(clause(kindReasons.profileWithoutSignIn, { profile: name }));
}

function staticKeys(profile: Section): AwsKeys | undefined {
  const { aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey, aws_session_token: token } = profile;
  return accessKeyId === undefined || secretAccessKey === undefined
    ? undefined
    : { accessKeyId, secretAccessKey, ...(token === undefined ? {} : { sessionToken: token }) };
}

async function roleKeys(
  name: string,
  arn: string,
  profile: Section,
  profiles: Profiles,
  aws: Aws,
  visited: readonly string[],
): Promise<AwsKeys> {
  const { source_profile: source, credential_source: origin } = profile;
  if (source !== undefined && visited.includes(source)) {
    throw unusable(clause(kindReasons.profileLeadsBack, { profile: name, other: source }));
  }
  if (source === undefined && origin !== 'Environment') {
    throw unusable(
      clause(kindReasons.profileOrigin, { profile: name, origin: origin ?? clause('an unnamed source', {}) }),
    );
  }
  const keys =
    source === undefined ? keysOfEnvironment(aws) : await resolve(source, profiles, aws, [...visited, source]);
  aws.hide(keys.secretAccessKey, keys.sessionToken);
  const { mfa_serial, external_id, role_session_name, duration_seconds, region = aws.region } = profile;
  return assumeRole(
    {
      arn,
      region,
      profile: name,
      ...(mfa_serial === undefined ? {} : { mfaSerial: mfa_serial }),
      ...(external_id === undefined ? {} : { externalId: external_id }),
      ...(role_session_name === undefined ? {} : { sessionName: role_session_name }),
      ...(duration_seconds === undefined ? {} : { duration: Number(duration_seconds) }),
    },
    keys,
    aws,
  );
}

async function webIdentityKeys(name: string, arn: string, file: string, profile: Section, aws: Aws): Promise<AwsKeys> {
  const token = await readFile(file.replace(/^~(?=[/\\])/, aws.machine.home), 'utf8').catch(() => {
    throw unusable(clause(kindReasons.profileFile, { profile: name }));
  });
  aws.hide(token.trim());
  const region = profile.region ?? aws.region;
  const place = { region, endpoint: aws.machine.environment.AWS_ENDPOINT_URL_STS };
  const { Credentials: keys } = await aws.call({ profile: name }, place, (settings) =>
    new STSClient({ ...settings, sigv4aSigningRegionSet: () => Promise.resolve(undefined) }).send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: arn,
        RoleSessionName: profile.role_session_name ?? 'registry-auth',
        WebIdentityToken: token.trim(),
      }),
    ),
  );
  return requireKeys({ ...keys }, name);
}

const Keys = v.object({
  AccessKeyId: v.pipe(v.string(), v.nonEmpty()),
  SecretAccessKey: v.pipe(v.string(), v.nonEmpty()),
  SessionToken: v.optional(v.string()),
});

/** Runs a command from the user's own configuration. Neither the command nor its output is ever shown. */
async function processKeys(name: string, command: string, { machine, io }: Aws): Promise<AwsKeys> {
  let printed: unknown;
  try {
    printed = JSON.parse(await machine.run(command, io.signal));
  } catch (error) {
    if (io.signal.aborted) {
      throw new AuthError('cancelled', 'The command was canceled.');
    }
    const why =
      error instanceof SyntaxError ? clause('it didn’t print JSON', {}) : error instanceof Error ? error.message : '';
    throw unusable(clause(kindReasons.processFailed, { profile: name, why }));
  }
  const { Expiration: ends } = v.parse(v.fallback(v.object({ Expiration: v.optional(v.string()) }), {}), printed);
  if (ends !== undefined && Date.parse(ends) <= io.now()) {
    throw new AuthError('expired-credential', `The command of profile ${name} printed expired keys.`, {
      details: { reason: clause(kindReasons.processEnded, { profile: name }) },
    });
  }
  return requireKeys(printed, name);
}

function requireKeys(answer: unknown, name: string): AwsKeys {
  const read = v.safeParse(Keys, answer);
  if (!read.success) {
    throw unusable(clause(kindReasons.profileCameToNothing, { profile: name }));
  }
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = read.output;
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

/** Keys of an `aws login` sign-in. The SDK's own provider finds the cache; this extension sends the requests. */
async function loginKeys(name: string, profile: Section, aws: Aws): Promise<AwsKeys> {
  const region = profile.region ?? aws.region;
  const provider = fromLoginCredentials({
    ...sharedFiles(aws.machine),
    profile: name,
    ignoreCache: true,
    clientConfig: aws.client(region, aws.machine.environment.AWS_ENDPOINT_URL_SIGNIN),
  });
  try {
    const { accessKeyId, secretAccessKey, sessionToken } = await provider();
    return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
  } catch (error) {
    if (isAuthError(error)) {
      throw error;
    }
    const command = /^[\w.@+-]+$/.test(name) ? `aws login --profile ${name}` : undefined;
    throw new AuthError('expired-credential', `Profile ${name} is not signed in.`, {
      details: {
        reason: clause(kindReasons.signInMissing, { command: `aws login --profile ${name}` }),
        ...(command ? { command } : {}),
      },
    });
  }
}

function unusable(reason: Clause): AuthError {
  return new AuthError('invalid-input', `The profile is unusable: ${clauseText(reason)}.`, {
    details: { field: 'profile', reason },
  });
}
