import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Credential } from '../../src/auth/credential.js';
import { startEcrServer } from '../../src/playground/ecr.js';
import type { EcrServer } from '../../src/playground/ecr.js';
import { listen } from '../../src/playground/server.js';
import type { LoopbackServer, ReceivedRequest } from '../../src/playground/server.js';
import { verifySignature } from '../../src/playground/sigv4.js';
import { thisMachine } from '../../src/registries/ecr/machine.js';
import type { AwsMachine } from '../../src/registries/ecr/machine.js';
import { authenticateEcr } from '../../src/registries/ecr/privateRegistry.js';
import { listProfilesOf } from '../../src/registries/ecr/sharedConfig.js';
import type { Io } from '../../src/registries/kind.js';
import { containing, ecrRequest, ecrWorld, failure } from './ecrWorld.js';

const ROLE = 'arn:aws:iam::123456789012:role/Reader';
const MFA = 'arn:aws:iam::123456789012:mfa/dana';

let ecr: EcrServer;
let services: LoopbackServer;
/** Answers that a test wants in place of the usual ones, by path. */
let instead: Record<string, { status: number; headers?: Record<string, string>; body: string }> = {};
let home: string;

/** STS, IAM Identity Center and its token service, which hand out the keys of the ECR-like registry's session. */
async function startServices(): Promise<LoopbackServer> {
  const listener = await listen();
  return listener.serve((request) => {
    const url = new URL(request.url, listener.origin);
    const other = instead[url.pathname];
    if (other) return other;
    const { id, secret, sessionToken } = ecr.principals.session;
    if (url.pathname === '/federation/credentials') {
      const roleCredentials = {
        accessKeyId: id,
        secretAccessKey: secret,
        sessionToken,
        expiration: Date.now() + 3600_000,
      };
      return request.headers['x-amz-sso_bearer_token'] === 'planted-sign-in'
        ? jsonAnswer(200, { roleCredentials })
        : jsonAnswer(
            401,
            { message: 'Session token not found or invalid' },
            { 'x-amzn-errortype': 'UnauthorizedException' },
          );
    }
    if (url.pathname === '/token') {
      return (JSON.parse(request.body) as { refreshToken: string }).refreshToken === 'planted-refresh'
        ? jsonAnswer(200, {
            accessToken: 'planted-sign-in',
            expiresIn: 3600,
            refreshToken: 'planted-next',
            tokenType: 'Bearer',
          })
        : jsonAnswer(400, { error: 'invalid_grant' }, { 'x-amzn-errortype': 'InvalidGrantException' });
    }
    return answerSts(request, listener.host);
  });
}

function answerSts(request: ReceivedRequest, host: string) {
  const form = new URLSearchParams(request.body);
  const { id, secret, sessionToken } = ecr.principals.session;
  const action = form.get('Action') ?? '';
  if (action === 'AssumeRole') {
    const verdict = verifySignature(
      request,
      { host, region: 'eu-west-1', service: 'sts' },
      [ecr.principals.reader],
      Date.now(),
    );
    if ('type' in verdict) return xml(403, error(verdict.type.replace(/Exception$/, ''), verdict.message));
    if (form.has('SerialNumber') && form.get('TokenCode') !== '123456')
      return xml(403, error('AccessDenied', 'MultiFactorAuthentication failed with invalid MFA one time pass code.'));
  }
  return xml(
    200,
    `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result><Credentials><AccessKeyId>${id}</AccessKeyId><SecretAccessKey>${secret}</SecretAccessKey><SessionToken>${sessionToken}</SessionToken><Expiration>${new Date(Date.now() + 3600_000).toISOString()}</Expiration></Credentials></${action}Result></${action}Response>`,
  );
}
const xml = (status: number, body: string) => ({ status, headers: { 'Content-Type': 'text/xml' }, body });
const error = (code: string, message: string) =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`;
const jsonAnswer = (status: number, value: object, headers: Record<string, string> = {}) => ({
  status,
  headers: { 'Content-Type': 'application/json', ...headers },
  body: JSON.stringify(value),
});

beforeAll(async () => {
  ecr = await startEcrServer();
  services = await startServices();
});
afterAll(() => Promise.all([ecr.stop(), services.stop()]));
beforeEach(async () => {
  instead = {};
  home = await mkdtemp(path.join(tmpdir(), 'ecr-home-'));
  await mkdir(path.join(home, '.aws', 'sso', 'cache'), { recursive: true });
});
afterEach(() => rm(home, { recursive: true, force: true }));

const machine = (environment: Record<string, string> = {}): AwsMachine => ({
  ...thisMachine(),
  home,
  environment: {
    AWS_ENDPOINT_URL_STS: services.origin,
    AWS_ENDPOINT_URL_SSO: services.origin,
    AWS_ENDPOINT_URL_SSO_OIDC: services.origin,
    ...environment,
  },
});
const config = (text: string) => writeFile(path.join(home, '.aws', 'config'), text);
const credentials = (text: string) => writeFile(path.join(home, '.aws', 'credentials'), text);

interface Options {
  readonly environment?: Record<string, string>;
  readonly ask?: Io['ask'];
  readonly credential?: Credential;
  readonly settings?: Record<string, string>;
}

async function get(profile: string, { environment, ask, credential, settings = {} }: Options = {}) {
  const { io, trace, lookedUp } = ecrWorld(ask ? { ask } : {});
  const request = ecrRequest(ecr.origin, credential ?? { type: 'profile', profile }, {
    region: 'eu-west-1',
    endpoint: ecr.origin,
    ...settings,
  });
  try {
    return { token: await authenticateEcr(request, io, machine(environment)), trace: trace() };
  } finally {
    expect(lookedUp).toEqual([]);
    const told = JSON.stringify(trace());
    const { secret, sessionToken } = ecr.principals.session;
    for (const text of [secret, sessionToken, ecr.principals.reader.secret, 'planted-sign-in', 'planted', '123456"']) {
      expect(told).not.toContain(text);
    }
  }
}
const keysText = ({ id, secret }: { id: string; secret: string }) =>
  `aws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`;
const lastKey = () => /Credential=([^/]+)/.exec(ecr.received.at(-1)?.headers.authorization ?? '')?.[1];

describe('profiles', () => {
  it('with keys', async () => {
    await credentials(`[dev]\n${keysText(ecr.principals.reader)}`);
    const { token } = await get('dev');
    expect(lastKey()).toBe(ecr.principals.reader.id);
    expect(token.details?.source).toBe('profile dev on test machine');
  });

  it('in the files that the environment names', async () => {
    const file = path.join(home, 'elsewhere');
    await writeFile(file, `[profile dev]\n${keysText(ecr.principals.reader)}`);
    await get('dev', { environment: { AWS_CONFIG_FILE: '~/elsewhere' } });
    expect(lastKey()).toBe(ecr.principals.reader.id);
  });

  it('give the region where nothing else does', async () => {
    await config(`[profile dev]\nregion = eu-west-1\n${keysText(ecr.principals.reader)}`);
    const { token } = await get('dev', { settings: { region: '' } });
    expect(token.details?.region).toBe('eu-west-1');
  });

  it('with a role over another profile, and its one-time code', async () => {
    await credentials(`[base]\n${keysText(ecr.principals.reader)}`);
    await config(
      `[profile admin]\nrole_arn = ${ROLE}\nsource_profile = base\nmfa_serial = ${MFA}\nexternal_id = planted-id\nduration_seconds = 900\n`,
    );
    const questions: unknown[] = [];
    const ask = (question: unknown) => {
      questions.push(question);
      return Promise.resolve('123 456');
    };
    const { trace } = await get('admin', { ask });
    expect(questions).toEqual([
      {
        title: 'One-time code for {arn}',
        prompt: 'Code of {device}',
        secret: false,
        values: { arn: ROLE, device: MFA },
      },
    ]);
    expect(Object.fromEntries(new URLSearchParams(services.received.at(-1)?.body))).toMatchObject({
      Action: 'AssumeRole',
      RoleArn: ROLE,
      RoleSessionName: 'registry-auth',
      SerialNumber: MFA,
      TokenCode: '123456',
      ExternalId: 'planted-id',
      DurationSeconds: '900',
    });
    expect(lastKey()).toBe(ecr.principals.session.id);
    expect(trace.steps.map(({ url }) => url)).toEqual([`${services.origin}/`, `${ecr.origin}/`]);
    expect(trace.steps[0]?.body?.text).toContain('TokenCode=…');

    expect(await failure(get('admin', { ask: () => Promise.resolve('000000') }))).toMatchObject({
      code: 'second-factor',
      service: { code: 'AccessDenied' },
    });
    expect(await failure(get('admin', { ask: () => Promise.resolve(undefined) }))).toMatchObject({ code: 'cancelled' });
    expect(await failure(get('admin'))).toMatchObject({ code: 'second-factor' });
  });

  it('with a role whose source is itself, or the environment', async () => {
    const { id, secret } = ecr.principals.reader;
    await config(
      `[profile own]\nrole_arn = ${ROLE}\nsource_profile = own\n${keysText({ id, secret })}\n[profile env]\nrole_arn = ${ROLE}\ncredential_source = Environment\n`,
    );
    await get('own');
    await get('env', { environment: { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } });
    expect(services.received.slice(-2).map(({ body }) => new URLSearchParams(body).get('Action'))).toEqual([
      'AssumeRole',
      'AssumeRole',
    ]);
  });

  it('with a web identity', async () => {
    await writeFile(path.join(home, 'token'), 'planted-identity\n');
    await config(`[profile ci]\nrole_arn = ${ROLE}\nweb_identity_token_file = ${path.join(home, 'token')}\n`);
    const { trace } = await get('ci');
    const sent = services.received.at(-1);
    expect(new URLSearchParams(sent?.body).get('WebIdentityToken')).toBe('planted-identity');
    expect(sent?.headers).not.toHaveProperty('authorization');
    expect(trace.steps.map(({ authorization }) => authorization)).toEqual(['none', 'other']);
    expect(lastKey()).toBe(ecr.principals.session.id);
  });

  it('with a command', async () => {
    const { id, secret, sessionToken } = ecr.principals.session;
    const script = path.join(home, 'keys.cjs');
    const printed = { Version: 1, AccessKeyId: id, SecretAccessKey: secret, SessionToken: sessionToken };
    await writeFile(script, `console.log(${JSON.stringify(JSON.stringify(printed))})`);
    const command = `"${process.execPath}" "${script}"`;
    await config(
      `[profile tool]\ncredential_process = ${command}\n[profile broken]\ncredential_process = "${process.execPath}" --planted\n[profile talk]\ncredential_process = "${process.execPath}" -p planted=1\n`,
    );
    await get('tool');
    expect(lastKey()).toBe(id);
    for (const [name, words] of [
      ['broken', 'it ended with 9'],
      ['talk', 'came to no keys'],
    ] as const) {
      const refused = await failure(get(name));
      expect(refused).toMatchObject({ code: 'invalid-input', details: { reason: containing(words) } });
      expect(JSON.stringify([refused.message, refused.details])).not.toContain('planted');
    }
  });

  it.each([
    ['missing', '', 'profile missing is not on test machine'],
    ['empty', '[profile empty]\nregion = eu-west-1', 'profile empty says nothing about how to sign in'],
    [
      'loop',
      `[profile loop]\nrole_arn = ${ROLE}\nsource_profile = loop2\n[profile loop2]\nrole_arn = ${ROLE}\nsource_profile = loop`,
      'profile loop leads back to loop2',
    ],
    [
      'box',
      `[profile box]\nrole_arn = ${ROLE}\ncredential_source = Ec2InstanceMetadata`,
      'profile box takes its keys from Ec2InstanceMetadata, which is not asked for here',
    ],
    ['sso', '[profile sso]\nsso_start_url = https://x.example', 'profile sso has no sso_region'],
    ['__proto__', '', 'profile __proto__ is not on test machine'],
  ])('says what is wrong with %s', async (name, text, reason) => {
    await config(text);
    const before = services.received.length;
    expect(await failure(get(name))).toMatchObject({ code: 'invalid-input', details: { field: 'profile', reason } });
    expect(services.received).toHaveLength(before);
  });

  it('are listed, the default one first and without sessions', async () => {
    await config(
      '[profile zeta]\nregion=x\n[default]\nregion=x\n[sso-session corp]\nsso_region=x\n[services s]\na=b\n',
    );
    await credentials('[alpha]\naws_access_key_id=x\n');
    expect(await listProfilesOf(machine())).toEqual(['default', 'alpha', 'zeta']);
    expect(await listProfilesOf({ ...machine(), home: '/nonexistent' })).toEqual([]);
  });
});

describe('IAM Identity Center', () => {
  const profile = `[profile corp]\nsso_session = main\nsso_account_id = 123456789012\nsso_role_name = Reader\n[sso-session main]\nsso_start_url = https://corp.example/start\nsso_region = eu-west-1\n`;
  const cache = (id: string) =>
    path.join(home, '.aws', 'sso', 'cache', `${createHash('sha1').update(id).digest('hex')}.json`);
  const signIn = (more: object, id = 'main') =>
    writeFile(
      cache(id),
      JSON.stringify({ accessToken: 'planted-sign-in', expiresAt: new Date(Date.now() + 3600_000), ...more }),
    );

  it('uses the sign-in of the AWS CLI', async () => {
    await config(profile);
    await signIn({});
    await get('corp');
    expect(services.received.at(-1)).toMatchObject({
      method: 'GET',
      url: '/federation/credentials?role_name=Reader&account_id=123456789012',
    });
    expect(lastKey()).toBe(ecr.principals.session.id);
  });

  it('in the older form too', async () => {
    await config(
      '[profile old]\nsso_start_url = https://corp.example/start\nsso_region = eu-west-1\nsso_account_id = 123456789012\nsso_role_name = Reader\n',
    );
    await signIn({}, 'https://corp.example/start');
    await get('old');
    expect(lastKey()).toBe(ecr.principals.session.id);
  });

  it('renews a sign-in that is about to end, and leaves the new one to the other tools', async () => {
    await config(profile);
    const client = { clientId: 'planted-client', clientSecret: 'planted-secret', refreshToken: 'planted-refresh' };
    await signIn({ accessToken: 'old', expiresAt: new Date(Date.now() + 60_000), startUrl: 'kept', ...client });
    await get('corp');
    expect(services.received.slice(-2).map(({ url }) => url.split('?')[0])).toEqual([
      '/token',
      '/federation/credentials',
    ]);
    expect(JSON.parse(await readFile(cache('main'), 'utf8'))).toMatchObject({
      accessToken: 'planted-sign-in',
      refreshToken: 'planted-next',
      startUrl: 'kept',
    });
  });

  const ended = new Date(Date.now() - 60_000);
  it.each<[string, object | undefined]>([
    ['nobody has signed in', undefined],
    ['the file is something else', { accessToken: 7 }],
    ['it has ended', { expiresAt: ended }],
    [
      'it is not renewed any more',
      { expiresAt: ended, clientId: 'a', clientSecret: 'b', refreshToken: 'planted-wrong' },
    ],
    ['the service does not know it', { accessToken: 'planted-unknown' }],
  ])('names the command when %s', async (_, cached) => {
    await config(profile);
    if (cached) await signIn(cached);
    expect(await failure(get('corp'))).toMatchObject({
      code: 'expired-credential',
      details: {
        command: 'aws sso login --profile corp',
        reason: containing('aws sso login --profile corp'),
      },
    });
  });

  it('puts no name into a command that a shell would take apart', async () => {
    await config(profile.replace('profile corp', 'profile "a b"').replace('[profile "a b"]', '[profile "a%b"]'));
    const refused = await failure(get('a%b'));
    expect(refused.code).toBe('expired-credential');
    expect(refused.details).not.toHaveProperty('command');
  });

  it('tells a role that is not assigned', async () => {
    await config(profile);
    await signIn({});
    instead['/federation/credentials'] = jsonAnswer(
      403,
      { message: 'No access' },
      { 'x-amzn-errortype': 'ForbiddenException' },
    );
    expect(await failure(get('corp'))).toMatchObject({ code: 'denied', service: { text: 'No access' } });
  });
});

describe('aws login', () => {
  it('uses the sign-in that it left', async () => {
    const session = 'arn:aws:iam::123456789012:user/dana';
    await config(`[profile console]\nlogin_session = ${session}\nregion = eu-west-1\n`);
    const { id, secret, sessionToken } = ecr.principals.session;
    const accessToken = { accessKeyId: id, secretAccessKey: secret, sessionToken, accountId: '123456789012' };
    await writeFile(
      path.join(home, `${createHash('sha256').update(session).digest('hex')}.json`),
      JSON.stringify({
        accessToken: { ...accessToken, expiresAt: new Date(Date.now() + 3600_000) },
        clientId: 'x',
        refreshToken: 'planted',
        dpopKey: 'planted',
      }),
    );
    process.env.AWS_LOGIN_CACHE_DIRECTORY = home; // the SDK's own provider looks there
    try {
      await get('console');
      expect(lastKey()).toBe(id);
    } finally {
      delete process.env.AWS_LOGIN_CACHE_DIRECTORY;
    }
  });

  it('names the command when nobody has signed in', async () => {
    await config('[profile console]\nlogin_session = arn:aws:iam::123456789012:user/dana\nregion = eu-west-1\n');
    process.env.AWS_LOGIN_CACHE_DIRECTORY = home; // the SDK's own provider looks there
    try {
      expect(await failure(get('console'))).toMatchObject({
        code: 'expired-credential',
        details: { command: 'aws login --profile console' },
      });
    } finally {
      delete process.env.AWS_LOGIN_CACHE_DIRECTORY;
    }
  });
});

describe('the environment', () => {
  it('gives its key, and the names of its variables', async () => {
    const { id, secret, sessionToken } = ecr.principals.session;
    const { token } = await get('', {
      credential: { type: 'environment' },
      environment: { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: sessionToken },
    });
    expect(token.details?.source).toBe(
      'environment on test machine: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN',
    );
  });

  it.each([
    [{}, 'the environment of the editor on test machine has no AWS key'],
    [{ AWS_ACCESS_KEY_ID: 'AKIA' }, 'the environment of the editor on test machine has only AWS_ACCESS_KEY_ID'],
  ])('says what there is: %j', async (environment, reason) => {
    expect(await failure(get('', { credential: { type: 'environment' }, environment }))).toMatchObject({
      code: 'no-credential',
      details: { reason },
    });
  });
});

describe('a role with an access key', () => {
  const role = (more: Partial<{ secret: string }> = {}): Credential => ({
    type: 'access-key',
    id: ecr.principals.reader.id,
    secret: ecr.principals.reader.secret,
    role: { arn: ROLE, mfaSerial: MFA },
    ...more,
  });

  it('asks for the code and goes on with the keys of the role', async () => {
    const { token } = await get('', { credential: role(), ask: () => Promise.resolve('123456') });
    expect(lastKey()).toBe(ecr.principals.session.id);
    expect(token.details?.source).toBe(`role ${ROLE}`);
  });

  it('is told that its secret is wrong by STS, and asks nothing further', async () => {
    const before = ecr.received.length;
    const refused = await failure(
      get('', { credential: role({ secret: 'planted' }), ask: () => Promise.resolve('123456') }),
    );
    expect(refused).toMatchObject({ code: 'refused', details: { host: services.host } });
    expect(ecr.received).toHaveLength(before);
  });

  it('tells a page of the network from an answer', async () => {
    instead['/'] = { status: 200, headers: { 'Content-Type': 'text/html' }, body: '<html>Welcome</html>' };
    const answer = get('', { credential: role(), ask: () => Promise.resolve('123456') });
    expect(await failure(answer)).toMatchObject({ code: 'bad-response', details: { host: services.host } });
  });
});
