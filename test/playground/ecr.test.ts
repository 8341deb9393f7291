import { ECRClient, GetAuthorizationTokenCommand, type GetAuthorizationTokenCommandInput } from '@aws-sdk/client-ecr';
import { ECRPUBLICClient, GetAuthorizationTokenCommand as PublicCommand } from '@aws-sdk/client-ecr-public';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EcrServer, startEcrServer } from '../../src/playground/ecr/index.js';
import { type EcrPublicServer, startEcrPublicServer } from '../../src/playground/ecr/publicGallery.js';
import type { SigningKey } from '../../src/playground/ecr/sigv4.js';
import { missing, run, skopeo } from './programs.js';
import { basic, errorCode, send } from './send.js';

let ecr: EcrServer;
let gallery: EcrPublicServer;
beforeAll(async () => {
  [ecr, gallery] = await Promise.all([startEcrServer(), startEcrPublicServer()]);
});
afterAll(() => Promise.all([ecr.stop(), gallery.stop()]));

/** The SDK with its own way to the network: what it takes is not just what our own code expects. */
const client = ({ id, secret, sessionToken }: SigningKey, region = 'eu-west-1') =>
  new ECRClient({
    region,
    endpoint: ecr.origin,
    maxAttempts: 1,
    credentials: { accessKeyId: id, secretAccessKey: secret, ...(sessionToken ? { sessionToken } : {}) },
  });

async function passwordOf(key: SigningKey): Promise<string> {
  const { authorizationData: [data] = [] } = await client(key).send(new GetAuthorizationTokenCommand({}));
  expect(data?.proxyEndpoint).toBe(ecr.origin);
  expect(data?.expiresAt?.getTime()).toBeGreaterThan(Date.now() + 11 * 3600_000);
  const [user = '', password = ''] = Buffer.from(data?.authorizationToken ?? '', 'base64')
    .toString()
    .split(':');
  expect(user).toBe('AWS');
  return password;
}

describe('the AWS SDK', () => {
  it.each(['reader', 'session'] as const)('gets a token as %s, which the registry takes', async (principal) => {
    const password = await passwordOf(ecr.principals[principal]);
    const answer = await send(`${ecr.origin}/v2/team/app/tags/list`, { headers: [basic('AWS', password)] });
    expect(answer.status).toBe(200);
  });

  it.each<[string, () => SigningKey, string, string]>([
    ['a wrong secret', () => ({ ...ecr.principals.reader, secret: 'x' }), 'eu-west-1', 'InvalidSignatureException'],
    ['another region', () => ecr.principals.reader, 'us-east-1', 'InvalidSignatureException'],
    ['an unknown key', () => ({ ...ecr.principals.reader, id: 'AKIAX' }), 'eu-west-1', 'UnrecognizedClientException'],
    [
      'a temporary key without its token',
      () => ({ id: ecr.principals.session.id, secret: ecr.principals.session.secret }),
      'eu-west-1',
      'UnrecognizedClientException',
    ],
    ['a session that has ended', () => ecr.principals.endedSession, 'eu-west-1', 'ExpiredTokenException'],
    ['a missing right', () => ecr.principals.stranger, 'eu-west-1', 'AccessDeniedException'],
  ])('is refused: %s', async (_, key, region, name) => {
    await expect(client(key(), region).send(new GetAuthorizationTokenCommand({}))).rejects.toMatchObject({ name });
  });

  it('is refused for a bad account, and by the API of another service', async () => {
    const input: GetAuthorizationTokenCommandInput = JSON.parse('{"registryIds":["x"]}') as object; // deprecated, and sent still
    const wrongId = client(ecr.principals.reader).send(new GetAuthorizationTokenCommand(input));
    await expect(wrongId).rejects.toMatchObject({ name: 'InvalidParameterException' });
    const { id: accessKeyId, secret: secretAccessKey } = ecr.principals.reader;
    const other = new ECRPUBLICClient({
      region: 'eu-west-1',
      endpoint: ecr.origin,
      maxAttempts: 1,
      credentials: { accessKeyId, secretAccessKey },
    });
    await expect(other.send(new PublicCommand({}))).rejects.toMatchObject({ name: 'InvalidSignatureException' });
  });

  it('corrects a clock that is off by the Date of the refusal, as the service lets it', async () => {
    const ahead = await startEcrServer({ now: () => Date.now() + 3600_000 });
    const { id: accessKeyId, secret: secretAccessKey } = ahead.principals.reader;
    const corrected = new ECRClient({
      region: 'eu-west-1',
      endpoint: ahead.origin,
      credentials: { accessKeyId, secretAccessKey },
    });
    await expect(corrected.send(new GetAuthorizationTokenCommand({}))).resolves.toHaveProperty('authorizationData');
    expect(ahead.received).toHaveLength(2);
    await ahead.stop();
  });

  it('gets a token for the public gallery', async () => {
    const { id: accessKeyId, secret: secretAccessKey } = gallery.principals.reader;
    const publicClient = new ECRPUBLICClient({
      region: 'us-east-1',
      endpoint: gallery.origin,
      credentials: { accessKeyId, secretAccessKey },
    });
    const { authorizationData } = await publicClient.send(new PublicCommand({}));
    expect(authorizationData?.authorizationToken).toMatch(/^QVdTO/);
    expect(authorizationData).not.toHaveProperty('proxyEndpoint');
  });
});

describe('the registry', () => {
  it('challenges with Basic and takes nothing but the password', async () => {
    const { status, headers, text } = await send(`${ecr.origin}/v2/`);
    expect([status, headers['www-authenticate'], text.trim()]).toEqual([
      401,
      `Basic realm="${ecr.origin}/",service="ecr.amazonaws.com"`,
      'Not Authorized',
    ]);
    const password = await passwordOf(ecr.principals.reader);
    const pair = Buffer.from(`AWS:${password}`).toString('base64');
    const statuses = await Promise.all(
      [
        basic('AWS', password),
        basic('AWS', pair),
        basic('dana', password),
        ['Authorization', `Bearer ${pair}`] as const,
      ].map(async (header) => (await send(`${ecr.origin}/v2/`, { headers: [header] })).status),
    );
    expect(statuses).toEqual([200, 400, 400, 401]);
  });

  it('says that a token has ended', async () => {
    let time = Date.now();
    const server = await startEcrServer({ now: () => time });
    const { id: accessKeyId, secret: secretAccessKey } = server.principals.reader;
    const short = new ECRClient({
      region: 'eu-west-1',
      endpoint: server.origin,
      credentials: { accessKeyId, secretAccessKey },
    });
    const { authorizationData: [data] = [] } = await short.send(new GetAuthorizationTokenCommand({}));
    time += 13 * 3600_000;
    const answer = await send(`${server.origin}/v2/`, {
      headers: [['Authorization', `Basic ${data?.authorizationToken ?? ''}`]],
    });
    expect([answer.status, errorCode(answer)]).toEqual([403, 'DENIED']);
    expect(answer.text).toContain('authorization token has expired');
    await server.stop();
  });

  it.skipIf(missing(skopeo))('is read by skopeo with AWS and the password', async () => {
    const source = `docker://${ecr.host}/team/app:latest`;
    const inspect = (password: string) =>
      run(skopeo, ['inspect', '--tls-verify=false', `--creds=AWS:${password}`, source]);
    const { stdout } = await inspect(await passwordOf(ecr.principals.reader));
    expect(JSON.parse(stdout)).toMatchObject({
      Name: `${ecr.host}/team/app`,
      Os: 'linux',
      RepoTags: ['1.0', 'latest'],
    });
    await expect(inspect('wrong')).rejects.toThrow(/400|invalid status/);
  });
});
