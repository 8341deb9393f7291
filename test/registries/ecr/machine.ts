// A machine with the files of the AWS tools, and the services that they lead to.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { Credential } from '../../../src/auth/credential.js';
import type { Io } from '../../../src/auth/io.js';
import { type EcrServer, startEcrServer } from '../../../src/playground/ecr/index.js';
import { verifySignature } from '../../../src/playground/ecr/sigv4.js';
import { listen, type LoopbackServer, type ReceivedRequest } from '../../../src/playground/server.js';
import { type AwsMachine, thisMachine } from '../../../src/registries/ecr/awsMachine.js';
import { authenticateEcr } from '../../../src/registries/ecr/privateRegistry.js';
import { ecrRequest, ecrWorld } from './ecrWorld.js';

export const ROLE = 'arn:aws:iam::123456789012:role/Reader';
export const MFA = 'arn:aws:iam::123456789012:mfa/dana';

export let ecr: EcrServer;
export let services: LoopbackServer;
/** Answers that a test wants in place of the usual ones, by path. */
export let instead: Record<string, { status: number; headers?: Record<string, string>; body: string }> = {};
export let home: string;

/** STS, IAM Identity Center and its token service, which hand out the keys of the ECR-like registry's session. */
async function startServices(): Promise<LoopbackServer> {
  const listener = await listen();
  return listener.serve((request) => {
    const url = new URL(request.url, listener.origin);
    const other = instead[url.pathname];
    if (other) {
      return other;
    }
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
    if ('type' in verdict) {
      return xml(403, error(verdict.type.replace(/Exception$/, ''), verdict.message));
    }
    if (form.has('SerialNumber') && form.get('TokenCode') !== '123456') {
      return xml(403, error('AccessDenied', 'MultiFactorAuthentication failed with invalid MFA one time pass code.'));
    }
  }
  return xml(
    200,
    `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result><Credentials><AccessKeyId>${id}</AccessKeyId><SecretAccessKey>${secret}</SecretAccessKey><SessionToken>${sessionToken}</SessionToken><Expiration>${new Date(Date.now() + 3600_000).toISOString()}</Expiration></Credentials></${action}Result></${action}Response>`,
  );
}
const xml = (status: number, body: string) => ({ status, headers: { 'Content-Type': 'text/xml' }, body });
const error = (code: string, message: string) =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`;
export const jsonAnswer = (status: number, value: object, headers: Record<string, string> = {}) => ({
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

export const machine = (environment: Record<string, string> = {}): AwsMachine => ({
  ...thisMachine(),
  home,
  environment: {
    AWS_ENDPOINT_URL_STS: services.origin,
    AWS_ENDPOINT_URL_SSO: services.origin,
    AWS_ENDPOINT_URL_SSO_OIDC: services.origin,
    ...environment,
  },
});
export const config = (text: string) => writeFile(path.join(home, '.aws', 'config'), text);
export const credentials = (text: string) => writeFile(path.join(home, '.aws', 'credentials'), text);

interface Options {
  readonly environment?: Record<string, string>;
  readonly ask?: Io['ask'];
  readonly credential?: Credential;
  readonly settings?: Record<string, string>;
}

export async function get(profile: string, { environment, ask, credential, settings = {} }: Options = {}) {
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
export const keysText = ({ id, secret }: { id: string; secret: string }) =>
  `aws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`;
export const lastKey = () => /Credential=([^/]+)/.exec(ecr.received.at(-1)?.headers.authorization ?? '')?.[1];
