// Keys from sign-ins, from the environment and of a role.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Credential } from '../../../src/auth/credential.js';
import { saying } from '../../faults/saying.js';
import { failure } from './ecrWorld.js';
import { config, ecr, get, home, instead, jsonAnswer, lastKey, MFA, ROLE, services } from './machine.js';

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
    if (cached) {
      await signIn(cached);
    }
    expect(await failure(get('corp'))).toMatchObject({
      code: 'expired-credential',
      details: {
        command: 'aws sso login --profile corp',
        reason: saying(/aws sso login --profile corp/),
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
    [{}, 'the editor’s environment on test machine has no AWS access key'],
    [{ AWS_ACCESS_KEY_ID: 'AKIA' }, 'the editor’s environment on test machine has only AWS_ACCESS_KEY_ID'],
  ])('says what there is: %j', async (environment, reason) => {
    expect(await failure(get('', { credential: { type: 'environment' }, environment }))).toMatchObject({
      code: 'no-credential',
      details: { reason: saying(reason) },
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
