// Every way in which AWS says no.
import { describe, expect, it } from 'vitest';
import { type Credential, secretsOf } from '../../../src/auth/credential.js';
import { replacementOf } from '../../../src/diagnosis/diagnosis.js';
import { startEcrServer } from '../../../src/playground/ecr/index.js';
import { failureOf } from '../../../src/registries/ecr/failures.js';
import { authenticateEcr } from '../../../src/registries/ecr/privateRegistry.js';
import { answer, redirect } from '../../faults/answers.js';
import { saying } from '../../faults/saying.js';
import { startFault } from '../../faults/server.js';
import { connectionTo, tokensFor } from '../../loopbackTokens.js';
import { amz, answered, ecr, get, keyOf, settings, signal, stops } from './access.js';
import { ecrRequest, ecrWorld, emptyMachine, failure } from './ecrWorld.js';

describe('refusals of the service', () => {
  it.each<[string, () => Credential, object]>([
    [
      'an unknown key',
      () => keyOf({ id: 'AKIAUNKNOWNUNKNOWN00', secret: 'planted' }),
      { code: 'refused', details: { reason: saying(/eu-west-1/) } },
    ],
    [
      'a wrong secret',
      () => keyOf({ id: ecr.principals.reader.id, secret: 'planted' }),
      { code: 'refused', details: { reason: saying('the secret access key doesn’t match the access key ID') } },
    ],
    [
      'a session that has ended',
      () => keyOf(ecr.principals.endedSession),
      { code: 'expired-credential', details: { reason: saying('the session has expired') } },
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
        details: { reason: saying('arn:aws:iam::123456789012:user/eve lacks ecr:GetAuthorizationToken') },
      },
    ],
    ['no credential', () => ({ type: 'anonymous' }), { code: 'no-credential' }],
    ['a password', () => ({ type: 'password', username: 'AWS', password: 'planted' }), { code: 'invalid-input' }],
  ])('%s', async (_, credential, expected) => {
    const chosen = credential();
    const error = await failure(get(chosen));
    expect(error).toMatchObject(expected);
    const told = JSON.stringify([error.message, error.service, error.details, error.trace]);
    for (const secret of secretsOf(chosen)) {
      expect(told).not.toContain(secret);
    }
  });

  it.each([-17, 61])('corrects a clock that is %i minutes off, once, and says so', async (minutes) => {
    const server = await startEcrServer({ now: () => Date.now() - minutes * 60_000 });
    stops.push(server.stop);
    const { io } = ecrWorld();
    const request = ecrRequest(server.origin, keyOf(server.principals.reader), settings(server));
    const { details } = await authenticateEcr(request, io, emptyMachine);
    expect(Math.round(Number(details?.clockSkew) / 60_000)).toBe(-minutes);
    expect(server.received).toHaveLength(2);
  });

  it('signs for no time that is years off', async () => {
    const server = await startEcrServer({ now: () => Date.now() + 10 * 365 * 86_400_000 });
    stops.push(server.stop);
    const { io } = ecrWorld();
    const request = ecrRequest(server.origin, keyOf(server.principals.reader), settings(server));
    expect(await failure(authenticateEcr(request, io, emptyMachine))).toBeDefined();
    expect(server.received).toHaveLength(1);
  });

  it('does not take a wrong secret for a clock that is off', async () => {
    const server = await startEcrServer({ now: () => Date.now() + 3_600_000 });
    stops.push(server.stop);
    const { io } = ecrWorld();
    const credential = keyOf({ id: server.principals.reader.id, secret: 'planted' });
    const error = await failure(
      authenticateEcr(ecrRequest(server.origin, credential, settings(server)), io, emptyMachine),
    );
    expect(error).toMatchObject({ code: 'refused' });
    expect(server.received).toHaveLength(2);
  });
});

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
      { code: 'denied', details: { reason: saying('arn:x lacks ecr:GetAuthorizationToken') } },
    ],
    [
      'unsigned',
      400,
      { __type: 'MissingAuthenticationTokenException' },
      { code: 'bad-response', details: { reason: saying(/signature/) } },
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
      { code: 'bad-response', details: { reason: saying(/proxy/) } },
    ],
    ['a page with a status', 503, '<!doctype html>', { code: 'bad-response', details: { reason: saying(/proxy/) } }],
    ['plain text', 403, 'blocked by policy', { code: 'bad-response' }],
    [
      'no list',
      200,
      {},
      { code: 'bad-response', details: { reason: saying('the response contains no authorization token') } },
    ],
    ['an empty list', 200, { authorizationData: [] }, { code: 'bad-response' }],
    [
      'not a pair',
      200,
      { authorizationData: [{ authorizationToken: 'YWJj', expiresAt: 1 }] },
      { code: 'bad-response', details: { reason: saying(/isn’t the user name AWS/) } },
    ],
    [
      'without an end',
      200,
      { authorizationData: [{ authorizationToken: 'QVdTOnB3' }] },
      { code: 'bad-response', details: { reason: saying(/when the token expires/) } },
    ],
  ])('%s', async (_, status, body, expected) => {
    const { promise, server } = await answered(amz(status, body));
    const error = await failure(promise);
    expect(error).toMatchObject(expected);
    // What may pass is tried three times, as the SDK would.
    expect(server.received).toHaveLength(/^(rate-limited|server-failed)$/.test(error.code) ? 3 : 1);
  });

  it.each([
    ['throttled', 400, { __type: 'ThrottlingException' }],
    ['broken', 500, { __type: 'ServerException' }],
  ])('is asked again while it is %s, each time in the trace', async (_, status, body) => {
    let asked = 0;
    const good = { authorizationData: [{ authorizationToken: 'QVdTOnB3', expiresAt: 4e9, proxyEndpoint: 'ORIGIN' }] };
    const { promise, server } = await answered((request, response) => {
      asked += 1;
      const text = JSON.stringify(good).replace('ORIGIN', `http://${request.headers.host ?? ''}`);
      (asked < 3 ? amz(status, body) : amz(200, text))(request, response);
    });
    expect((await promise).scheme).toBe('Basic');
    expect(server.received).toHaveLength(3);
  });

  it('is not asked again where it wants a longer wait', async () => {
    const { promise, server } = await answered(answer(429, { 'Retry-After': '60' }, '{}'));
    const error = await failure(promise);
    expect(error.code).toBe('rate-limited');
    expect(Math.round(((error.details?.retryAt ?? 0) - Date.now()) / 1000)).toBeGreaterThan(50);
    expect(server.received).toHaveLength(1);
  });

  it('is not waited for once cancelled', async () => {
    const ending = new AbortController();
    const { promise, server } = await answered(
      (request, response) => {
        answer(503, { 'Retry-After': '15', 'Content-Type': 'application/x-amz-json-1.1' }, '{}')(request, response);
        setTimeout(() => ending.abort(), 50);
      },
      { signal: ending.signal },
    );
    expect(await failure(promise)).toMatchObject({ code: 'cancelled' });
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

  it.each([
    ['cut off', '{"authorizationData":[{"authorizationToken":"QVdTOnNlY3JldC1vbmU='],
    ['with a word too many', 'x QVdTOnNlY3JldC1vbmU='],
    ['in single quotes', "{'authorizationToken': 'QVdTOnNlY3JldC1vbmU='}"],
  ])('quotes nothing of a token that is %s', async (_, body) => {
    const { promise } = await answered(answer(200, { 'Content-Type': 'application/x-amz-json-1.1' }, body));
    const { code, service, message, details } = await failure(promise);
    expect(code).toBe('bad-response');
    expect(JSON.stringify([service, message, details])).not.toMatch(/QVdT|secret-one/);
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
    ['http://a;{touch,x};b.localhost:5000', false],
    ['http://$(id).localhost', false],
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

it.each([
  ['sts:GetServiceBearerToken', 'arn:aws:iam::1:user/eve lacks sts:GetServiceBearerToken'],
  [
    'ecr-public:GetAuthorizationToken',
    'arn:aws:iam::1:user/eve lacks ecr-public:GetAuthorizationToken; sts:GetServiceBearerToken is also required',
  ],
])('the public gallery: names what is missing, %s, and what is needed besides', (action, reason) => {
  const message = `User: arn:aws:iam::1:user/eve is not authorized to perform: ${action} on resource: *`;
  const refused = Object.assign(new Error(message), { name: 'AccessDeniedException' });
  const call = { region: 'us-east-1', alsoNeeds: 'sts:GetServiceBearerToken' };
  expect(failureOf(refused, call, undefined, [])).toMatchObject({
    code: 'denied',
    details: { reason: saying(reason) },
  });
});
