import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Credential } from '../../src/auth/credential.js';
import { secretsOf } from '../../src/auth/credential.js';
import { inspectToken } from '../../src/auth/inspection.js';
import { startEcrServer } from '../../src/playground/ecr.js';
import type { EcrServer } from '../../src/playground/ecr.js';
import type { SigningKey } from '../../src/playground/sigv4.js';
import { authenticateEcr } from '../../src/registries/ecr/privateRegistry.js';
import { tokenKnowledge } from '../../src/registries/tokenKind.js';
import { findKind } from '../../src/registries/index.js';
import { replacementOf } from '../../src/auth/diagnosis.js';
import { answer as reply, redirect } from '../faults/answers.js';
import { startFault } from '../faults/server.js';
import { connectionTo, tokensFor } from '../loopbackTokens.js';
import { connections, containing, ecrRequest, ecrWorld, emptyMachine, failure } from './ecrWorld.js';

const { signal } = new AbortController();
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

let ecr: EcrServer;
beforeAll(async () => {
  ecr = await startEcrServer();
});
afterAll(() => ecr.stop());

const keyOf = ({ id, secret, sessionToken }: SigningKey): Credential => ({
  type: 'access-key',
  id,
  secret,
  ...(sessionToken === undefined ? {} : { sessionToken }),
});

const settings = (server: Pick<EcrServer, 'origin'>) => ({ region: 'eu-west-1', endpoint: server.origin });

/** Through the whole product. */
const get = (credential: Credential, more: Readonly<Record<string, string>> = {}) =>
  tokensFor(credential).get(
    { ...connectionTo(ecr.origin, 'ecr', 'access-key'), settings: { ...settings(ecr), ...more } },
    [],
    { signal },
  );

describe('GetAuthorizationToken', () => {
  it('sends one signed request and shows what came', async () => {
    const before = ecr.received.length;
    const { token, trace } = await get(keyOf(ecr.principals.reader));
    const [sent, ...rest] = ecr.received.slice(before);
    expect(rest).toEqual([]);
    expect(sent).toMatchObject({ method: 'POST', url: '/', body: '{}' });
    expect(sent?.headers).toMatchObject({
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken',
    });
    expect(sent?.headers.authorization).toContain('/eu-west-1/ecr/aws4_request');
    expect(sent?.headers).not.toHaveProperty('x-amz-security-token');

    const pair = Buffer.from(token.value, 'base64').toString();
    expect(pair).toMatch(/^AWS:[A-Za-z0-9+/=]+$/);
    const end = token.expiresAt ?? 0;
    expect(token).toMatchObject({ scheme: 'Basic', use: 'access', expirySource: 'service', scopes: [] });
    expect(end - token.obtainedAt).toBeGreaterThan(11.9 * 3600_000);
    expect(token.renewAt).toBe(token.obtainedAt + (end - token.obtainedAt) / 2);
    expect(token.granted).toBeUndefined();
    expect(token.details).toEqual({
      user: 'AWS',
      password: '…',
      expiresAt: new Date(end).toISOString(),
      passwordType: 'DATA_KEY',
      passwordVersion: '2',
      realm: ecr.origin,
      proxyEndpoint: ecr.origin,
      region: 'eu-west-1',
      registry: ecr.origin,
      source: `access key ${ecr.principals.reader.id}`,
    });
    expect(trace.steps).toMatchObject([
      { method: 'POST', status: 200, authorization: 'other', body: { text: '{}' }, purpose: 'sign-in' },
    ]);
    const told = JSON.stringify([trace, token.details]);
    for (const secret of [ecr.principals.reader.secret, token.value, pair.slice(4)]) {
      expect(told).not.toContain(secret);
    }
    expect(told).not.toMatch(/Signature=|AWS4-HMAC/);
  });

  it('sends and signs the session token of a temporary key, and keeps it out of the trace', async () => {
    const { trace } = await get(keyOf(ecr.principals.session));
    const sent = ecr.received.at(-1);
    expect(sent?.headers['x-amz-security-token']).toBe(ecr.principals.session.sessionToken);
    expect(sent?.headers.authorization).toMatch(/SignedHeaders=\S*x-amz-security-token/);
    expect(JSON.stringify(trace)).not.toContain(ecr.principals.session.sessionToken);
  });

  it('names the account only where the connection does', async () => {
    await get(keyOf(ecr.principals.reader), { account: '210987654321' });
    expect(JSON.parse(ecr.received.at(-1)?.body ?? '')).toEqual({ registryIds: ['210987654321'] });
  });

  it('leaves this machine for nowhere, whatever the environment says', async () => {
    const home = await mkdtemp(path.join(tmpdir(), 'ecr-planted-'));
    stops.push(() => rm(home, { recursive: true }));
    await mkdir(path.join(home, '.aws'));
    await writeFile(
      path.join(home, '.aws', 'config'),
      '[default]\nendpoint_url = http://192.0.2.1\nregion = us-east-1\n',
    );
    const before = process.env.HOME;
    const planted = {
      HOME: home,
      AWS_ENDPOINT_URL: 'http://192.0.2.1',
      AWS_REGION: 'us-east-1',
      AWS_PROFILE: 'other',
    };
    const { io, lookedUp } = ecrWorld();
    const server = await startEcrServer(); // no connection of an earlier test is left open
    stops.push(server.stop);
    Object.assign(process.env, planted);
    try {
      const seen = await connections(() =>
        authenticateEcr(ecrRequest(server.origin, keyOf(server.principals.reader), settings(server)), io, emptyMachine),
      );
      expect(seen.length).toBeGreaterThan(0);
      expect(seen.filter((address) => !address.startsWith('127.'))).toEqual([]);
      expect(lookedUp).toEqual([]);
    } finally {
      for (const name of Object.keys(planted)) Reflect.deleteProperty(process.env, name);
      if (before !== undefined) process.env.HOME = before;
    }
  });

  it.each([
    ['classic', '123456789012.dkr.ecr.eu-west-1.amazonaws.com', 'api.ecr.eu-west-1.amazonaws.com'],
    ['FIPS', '123456789012.dkr.ecr-fips.us-east-1.amazonaws.com', 'api.ecr-fips.us-east-1.amazonaws.com'],
    ['dual-stack', '123456789012.dkr-ecr.eu-west-1.on.aws', 'ecr.eu-west-1.api.aws'],
    ['China', '123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn', 'api.ecr.cn-north-1.amazonaws.com.cn'],
    ['EU sovereign', '123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu', 'api.ecr.eusc-de-east-1.amazonaws.eu'],
    ['isolated', '123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov', 'api.ecr.us-iso-east-1.c2s.ic.gov'],
    ['a region alone', 'api.ecr.eu-west-1.amazonaws.com', 'api.ecr.eu-west-1.amazonaws.com'],
    ['a region that is none', '123456789012.dkr.ecr.mars-west-1.amazonaws.com', 'api.ecr.mars-west-1.amazonaws.com'],
  ])('asks the API of a host: %s', async (_, host, api) => {
    const { io, lookedUp } = ecrWorld();
    const error = await failure(
      authenticateEcr(ecrRequest(`https://${host}`, keyOf(ecr.principals.reader), {}), io, emptyMachine),
    );
    expect([...new Set(lookedUp)]).toEqual([api]);
    expect(error).toMatchObject({
      code: 'dns',
      details: { host: api, reason: containing('check the region') },
    });
  });
});

describe('refusals of the service', () => {
  it.each<[string, () => Credential, object]>([
    [
      'an unknown key',
      () => keyOf({ id: 'AKIAUNKNOWNUNKNOWN00', secret: 'planted' }),
      { code: 'refused', details: { reason: containing('eu-west-1') } },
    ],
    [
      'a wrong secret',
      () => keyOf({ id: ecr.principals.reader.id, secret: 'planted' }),
      { code: 'refused', details: { reason: 'the secret access key does not belong to the access key ID' } },
    ],
    [
      'a session that has ended',
      () => keyOf(ecr.principals.endedSession),
      { code: 'expired-credential', details: { reason: 'the session has ended' } },
    ],
    [
      'a wrong session token',
      () => ({ ...keyOf(ecr.principals.session), sessionToken: 'planted' }) as Credential,
      { code: 'refused' },
    ],
    [
      'a principal without the right',
      () => keyOf(ecr.principals.stranger),
      {
        code: 'denied',
        service: { code: 'AccessDeniedException' },
        details: { reason: 'arn:aws:iam::123456789012:user/eve lacks ecr:GetAuthorizationToken' },
      },
    ],
    ['no credential', () => ({ type: 'anonymous' }), { code: 'no-credential' }],
    ['a password', () => ({ type: 'password', username: 'AWS', password: 'planted' }), { code: 'invalid-input' }],
  ])('%s', async (_, credential, expected) => {
    const chosen = credential();
    const error = await failure(get(chosen));
    expect(error).toMatchObject(expected);
    const told = JSON.stringify([error.message, error.service, error.details, error.trace]);
    for (const secret of secretsOf(chosen)) expect(told).not.toContain(secret);
  });

  it('says in minutes how far a clock is off', async () => {
    for (const [minutes, words] of [
      [-17, '17 minutes behind'],
      [61, '61 minutes ahead'],
    ] as const) {
      const server = await startEcrServer({ now: () => Date.now() - minutes * 60_000 });
      stops.push(server.stop);
      const { io } = ecrWorld();
      const error = await failure(
        authenticateEcr(ecrRequest(server.origin, keyOf(server.principals.reader), settings(server)), io, emptyMachine),
      );
      expect(error).toMatchObject({ code: 'clock', details: { reason: `the clock of this machine is ${words}` } });
      expect(server.received).toHaveLength(1);
    }
  });
});

/** One request to an API that answers this way. */
async function answered(answer: RequestListener, more: Parameters<typeof ecrWorld>[0] = {}) {
  const server = await startFault(() => ({ '/': answer }));
  stops.push(server.stop);
  const { io } = ecrWorld(more);
  const credential = keyOf({ id: 'AKIAIOSFODNN7EXAMPLE', secret: 'planted-secret', sessionToken: 'planted-session' });
  const promise = authenticateEcr(ecrRequest(server.origin, credential, settings(server)), io, emptyMachine);
  return { promise, server };
}
const amz = (status: number, body: unknown) =>
  reply(
    status,
    { 'Content-Type': 'application/x-amz-json-1.1' },
    typeof body === 'string' ? body : JSON.stringify(body),
  );

describe('errors by their type', () => {
  it.each<[string, number, unknown, object]>([
    [
      'with a namespace',
      400,
      { __type: 'com.amazonaws.ecr#UnrecognizedClientException', message: 'x' },
      { code: 'refused' },
    ],
    [
      'in the other spelling',
      400,
      {
        __type: 'AccessDeniedException',
        Message: 'User: arn:x is not authorized to perform: ecr:GetAuthorizationToken',
      },
      { code: 'denied', details: { reason: 'arn:x lacks ecr:GetAuthorizationToken' } },
    ],
    [
      'unsigned',
      400,
      { __type: 'MissingAuthenticationTokenException' },
      { code: 'bad-response', details: { reason: containing('signature') } },
    ],
    [
      'a bad account',
      400,
      { __type: 'InvalidParameterException', message: 'x' },
      { code: 'invalid-input', details: { field: 'account' } },
    ],
    ['busy', 400, { __type: 'ThrottlingException', message: 'Rate exceeded' }, { code: 'rate-limited' }],
    ['broken', 500, { __type: 'ServerException', message: null }, { code: 'server-failed' }],
    ['broken without words', 503, '', { code: 'server-failed' }],
    [
      'of a type nobody knows',
      400,
      { __type: 'NewException', message: 'words' },
      { code: 'bad-response', service: { code: 'NewException', text: 'words' } },
    ],
    [
      'a page',
      200,
      '<html>Sign in to the hotel</html>',
      { code: 'bad-response', details: { reason: containing('proxy') } },
    ],
    [
      'a page with a status',
      503,
      '<!doctype html>',
      { code: 'bad-response', details: { reason: containing('proxy') } },
    ],
    ['plain text', 403, 'blocked by policy', { code: 'bad-response' }],
    ['no list', 200, {}, { code: 'bad-response', details: { reason: 'the answer holds no authorization token' } }],
    ['an empty list', 200, { authorizationData: [] }, { code: 'bad-response' }],
    [
      'not a pair',
      200,
      { authorizationData: [{ authorizationToken: 'YWJj', expiresAt: 1 }] },
      { code: 'bad-response', details: { reason: containing('pair') } },
    ],
    [
      'without an end',
      200,
      { authorizationData: [{ authorizationToken: 'QVdTOnB3' }] },
      { code: 'bad-response', details: { reason: containing('ends') } },
    ],
  ])('%s', async (_, status, body, expected) => {
    const { promise, server } = await answered(amz(status, body));
    const error = await failure(promise);
    expect(error).toMatchObject(expected);
    expect(server.received).toHaveLength(1);
  });

  it('does not follow a redirect, and names where it leads', async () => {
    const { promise } = await answered(redirect(307, 'https://portal.example/?t=1'));
    expect(await failure(promise)).toMatchObject({
      code: 'redirected',
      details: { address: 'https://portal.example/' },
    });
  });

  it('offers no address in place of the API, which nobody would ask', async () => {
    const server = await startFault(() => ({ '*': redirect(307, 'https://portal.example/') }));
    stops.push(server.stop);
    for (const kind of ['ecr', 'ecr-public']) {
      const connection = { ...connectionTo(server.origin, kind, 'access-key'), settings: settings(server) };
      const error = await failure(tokensFor(keyOf(ecr.principals.reader)).get(connection, [], { signal }));
      expect([error.code, replacementOf(error)]).toEqual(['redirected', undefined]);
    }
  });

  it('removes the session token that the service repeats', async () => {
    const { promise } = await answered(
      amz(400, {
        __type: 'InvalidSignatureException',
        message: 'canonical string: x-amz-security-token:planted-session',
      }),
      { secrets: ['planted-session'] },
    );
    expect(JSON.stringify((await failure(promise)).service)).not.toContain('planted');
  });

  it.each([
    ['https://123456789012.dkr.ecr.eu-west-1.amazonaws.com', true],
    ['http://127.0.0.1:1', true],
    ['https://123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil.example', false],
    ['http://123456789012.dkr.ecr.eu-west-1.amazonaws.com', false],
    ['https://evil.example', false],
    ['', false],
  ])('takes the proxy endpoint %j: %s', async (proxyEndpoint, taken) => {
    const { promise } = await answered(
      amz(200, { authorizationData: [{ authorizationToken: 'QVdTOnB3', expiresAt: 1.9e9, proxyEndpoint }] }),
    );
    await (taken
      ? expect(promise).resolves.toMatchObject({ details: { proxyEndpoint } })
      : expect(promise).rejects.toMatchObject({ code: 'bad-response' }));
  });

  it('ends at once when cancelled', async () => {
    const controller = new AbortController();
    const { promise, server } = await answered(
      (_request, response) => {
        response.writeHead(200);
        controller.abort();
      },
      { signal: controller.signal },
    );
    expect((await failure(promise)).code).toBe('cancelled');
    expect(server.received).toHaveLength(1);
  });

  it.each(['http://192.0.2.1/', 'ftp://127.0.0.1/', 'nonsense', 'https://user@ecr.example/'])(
    'sends nothing to %s',
    async (endpoint) => {
      const { io, trace } = ecrWorld();
      const request = ecrRequest(ecr.origin, keyOf(ecr.principals.reader), { region: 'eu-west-1', endpoint });
      expect(await failure(authenticateEcr(request, io, emptyMachine))).toMatchObject({
        code: 'invalid-input',
        details: { field: 'endpoint' },
      });
      expect(trace().steps).toEqual([]);
    },
  );

  it('wants a region', async () => {
    for (const region of ['', 'eu west', 'example.org/']) {
      const request = ecrRequest(ecr.origin, keyOf(ecr.principals.reader), { region, endpoint: ecr.origin });
      expect(await failure(authenticateEcr(request, ecrWorld().io, emptyMachine))).toMatchObject({
        code: 'invalid-input',
        details: { field: 'region' },
      });
    }
  });
});

describe('a default registry', () => {
  it('is the one that the answer names', async () => {
    const proxyEndpoint = 'https://123456789012.dkr.ecr.eu-west-1.amazonaws.com';
    const server = await startFault(() => ({
      '/': amz(200, { authorizationData: [{ authorizationToken: 'QVdTOnB3', expiresAt: 1.9e9, proxyEndpoint }] }),
    }));
    stops.push(server.stop);
    const request = (address: string) => ecrRequest(address, keyOf(ecr.principals.reader), { endpoint: server.origin });
    const registryOf = async (address: string) =>
      (await authenticateEcr(request(address), ecrWorld().io, emptyMachine)).details?.registry;
    expect(await registryOf('https://api.ecr.eu-west-1.amazonaws.com')).toBe(proxyEndpoint);
    // Another account's registry takes the same token: it stays the one of the connection.
    const other = 'https://210987654321.dkr.ecr.eu-west-1.amazonaws.com';
    expect(await registryOf(other)).toBe(other);
  });
});

describe('the panel', () => {
  it('says whom the token speaks for and how long, and shows the answer without the password', async () => {
    const { token } = await get(keyOf(ecr.principals.reader));
    const kind = findKind('ecr');
    if (!kind) throw new Error('no kind');
    const now = token.obtainedAt;
    const { answers, claims } = inspectToken({
      token,
      host: ecr.host,
      account: 'dana',
      knowledge: tokenKnowledge(kind),
      now,
    });
    expect(answers[0].sentence.map((piece) => ('text' in piece ? piece.text : '@')).join('')).toBe(
      `This token speaks for dana on ${ecr.host} for @; it does not say what it grants.`,
    );
    expect(Object.fromEntries(claims.map(({ name, value }) => [name, value]))).toEqual({
      user: 'AWS',
      password: '•••',
      proxyEndpoint: ecr.origin,
      expiresAt: token.details?.expiresAt,
      region: 'eu-west-1',
      source: `access key ${ecr.principals.reader.id}`,
      passwordType: 'DATA_KEY',
      passwordVersion: '2',
    });
  });
});

describe('outputs', () => {
  it('never pass the pair off as the password', async () => {
    const { token } = await get(keyOf(ecr.principals.reader));
    const password = Buffer.from(token.value, 'base64').toString().slice(4);
    const texts = Object.fromEntries(
      (findKind('ecr')?.outputs ?? []).map((output) => [output.label, output.text(token, new URL(ecr.origin), [])]),
    );
    const { 'Answer as JSON': answer = '', ...others } = texts;
    expect(others).toEqual({
      'Authorization token (user and password in base64, not the password)': token.value,
      'Password (for docker login)': password,
      'Authorization: Basic header': `Authorization: Basic ${token.value}`,
      'docker login command': `docker login --username AWS --password-stdin ${ecr.host}`,
      'curl command': `curl --header "Authorization: Basic ${token.value}" "${ecr.origin}/v2/"`,
    });
    expect(Object.keys(texts)[0]).toContain('not the password');
    // The shape of the documented answer, whose `expiresAt` is seconds with a fraction.
    expect(JSON.parse(answer)).toEqual({
      authorizationData: [
        { authorizationToken: 'QVdT…', expiresAt: (token.expiresAt ?? 0) / 1000, proxyEndpoint: ecr.origin },
      ],
    });
  });
});
