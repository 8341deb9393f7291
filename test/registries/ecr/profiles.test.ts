// Keys from the profiles of a machine.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { listProfilesOf } from '../../../src/registries/ecr/sharedConfig.js';
import { saying } from '../../faults/saying.js';
import { failure } from './ecrWorld.js';
import { config, credentials, ecr, get, home, keysText, lastKey, machine, MFA, ROLE, services } from './machine.js';

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
        prompt: 'Code from {device}',
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
      ['broken', 'it exited with 9'],
      ['talk', 'returned no keys'],
    ] as const) {
      const refused = await failure(get(name));
      expect(refused).toMatchObject({ code: 'invalid-input', details: { reason: saying(new RegExp(words)) } });
      expect(JSON.stringify([refused.message, refused.details])).not.toContain('planted');
    }
  });

  it.each([
    ['missing', '', 'profile missing doesn’t exist on test machine'],
    ['empty', '[profile empty]\nregion = eu-west-1', 'profile empty has no sign-in settings'],
    [
      'loop',
      `[profile loop]\nrole_arn = ${ROLE}\nsource_profile = loop2\n[profile loop2]\nrole_arn = ${ROLE}\nsource_profile = loop`,
      'profile loop refers back to loop2',
    ],
    [
      'box',
      `[profile box]\nrole_arn = ${ROLE}\ncredential_source = Ec2InstanceMetadata`,
      'profile box gets its keys from Ec2InstanceMetadata, which isn’t supported',
    ],
    ['sso', '[profile sso]\nsso_start_url = https://x.example', 'profile sso has no sso_region'],
    ['__proto__', '', 'profile __proto__ doesn’t exist on test machine'],
  ])('says what is wrong with %s', async (name, text, reason) => {
    await config(text);
    const before = services.received.length;
    expect(await failure(get(name))).toMatchObject({
      code: 'invalid-input',
      details: { field: 'profile', reason: saying(reason) },
    });
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
