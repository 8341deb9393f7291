import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Credential, secretsOf } from '../../../src/auth/credential.js';
import { inspectToken } from '../../../src/inspection/inspection.js';
import { type QuayServer, startQuayServer } from '../../../src/playground/quay/index.js';
import { quay as kind } from '../../../src/registries/quay/index.js';
import { tokenKnowledge } from '../../../src/registries/tokenKnowledge.js';
import { plainText } from '../../../src/text/message.js';
import { listRepositories, referrersOf } from '../../../src/tokenUses.js';
import { fakeJwt } from '../../auth/jwtFixture.js';
import { authErrorOf } from '../../faults/authErrorOf.js';
import { connectionTo, tokensFor } from '../../loopbackTokens.js';

const { signal } = new AbortController();
const pull = 'repository:team/app:pull';
let quay: QuayServer;
beforeAll(async () => {
  quay = await startQuayServer();
});
afterAll(() => quay.stop());

const get = (credential: Credential, scopes: string[], server = quay) =>
  tokensFor(credential).get(connectionTo(server.origin, 'quay', 'quay-robot'), scopes, { signal });

/** What arrived while `action` ran. */
async function receivedBy(action: () => Promise<unknown>) {
  const before = quay.received.length;
  await action().catch(() => undefined);
  return quay.received.slice(before);
}

async function failureOf(credential: Credential, promise: Promise<unknown>) {
  const error = await authErrorOf(promise);
  const { message, stack, service, details, trace } = error;
  const seen = JSON.stringify([message, stack, service, details, trace]);
  secretsOf(credential).forEach((secret) => expect(seen).not.toContain(secret));
  return error;
}

type Name = keyof QuayServer['credentials'];

describe('a token', () => {
  it.each<[string, Name, string[], string[], string]>([
    ['a robot account', 'robot', [pull], [pull], 'team+ci'],
    ['a user', 'user', ['repository:team/app:pull,push'], ['repository:team/app:pull,push'], 'dana'],
    ['an encrypted password', 'encryptedPassword', [pull], [pull], 'dana'],
    ['an OAuth token, less than asked', 'oauthToken', ['repository:team/app:pull,push'], [pull], 'dana'],
    ['an application token', 'applicationToken', [pull], [pull], 'dana'],
    ['an administrator', 'admin', ['repository:team/app:*'], ['repository:team/app:*'], 'admin'],
  ])('of %s', async (_, name, scopes, granted, subject) => {
    const credential = quay.credentials[name];
    const { token, trace } = await get(credential, scopes);
    expect(token).toMatchObject({ use: 'access', expirySource: 'claim', granted });
    expect(((token.expiresAt ?? 0) - Date.now()) / 60_000).toBeCloseTo(60, 0);
    expect(trace.steps.map(({ status }) => status)).toEqual([401, 200]);
    [...secretsOf(credential), token.value].forEach((secret) => expect(JSON.stringify(trace)).not.toContain(secret));
    const { text } = inspectToken({
      token,
      host: quay.host,
      now: Date.now(),
      account: credential.username,
      form: 'quay-user',
      knowledge: tokenKnowledge(kind),
    }).answers[0];
    expect(text).toContain(subject);
  });

  it('is asked for by GET with the user as it is, the service of the challenge and one parameter for each scope', async () => {
    const { username, password } = quay.credentials.robot;
    const received = await receivedBy(() => get(quay.credentials.robot, ['repository:public/hello:pull', pull]));
    expect(received.map(({ method, url, headers, body }) => [method, url, headers.authorization, body])).toEqual([
      ['GET', '/v2/', undefined, ''],
      [
        'GET',
        `/v2/auth?service=${encodeURIComponent(quay.service)}&scope=repository%3Apublic%2Fhello%3Apull&scope=repository%3Ateam%2Fapp%3Apull`,
        `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
        '',
      ],
    ]);
  });

  it('is asked for without Authorization where there is no credential', async () => {
    const received = await receivedBy(() => get({ type: 'anonymous' }, ['repository:public/hello:pull']));
    expect(received.map(({ method, headers }) => [method, headers.authorization])).toEqual([
      ['GET', undefined],
      ['GET', undefined],
    ]);
  });

  it('without a grant is a token all the same, and says so with what to do about it', async () => {
    const { token } = await get(quay.credentials.robot, ['repository:team/other:pull']);
    expect(token.granted).toEqual([]);
    const { answers, grants } = inspectToken({
      token,
      host: quay.host,
      now: Date.now(),
      form: 'quay-robot',
      knowledge: tokenKnowledge(kind),
    });
    expect(answers[0].text).toBe(`Signed in as team+ci, but ${quay.host} granted no access to team/other.`);
    expect(grants?.[0]?.hint).toContain('Grant team+ci Read (pull)');
    expect(grants?.[0]?.hint).toContain('on team/other');
  });

  it('says of nobody that nobody signed in', async () => {
    const { token } = await get({ type: 'anonymous' }, [pull]);
    const input = { token, host: quay.host, now: Date.now(), form: 'anonymous', knowledge: tokenKnowledge(kind) };
    const { answers, grants } = inspectToken(input);
    expect(answers[0].text).toBe('No access: team/app isn’t public. Sign in to continue.');
    expect(grants?.[0]?.hint).toContain('only public repositories');
  });

  it('shows its expiry against what the documentation says, and never the code of an access token in it', () => {
    const value = fakeJwt({ exp: 4e9, context: { kind: 'token', token: 'planted-code', entity_kind: 'token' } });
    const inspection = inspectToken({ token: value, now: Date.now(), knowledge: tokenKnowledge(kind) });
    expect(JSON.stringify(inspection)).not.toContain('planted-code');
    expect(inspection.claims.find(({ name }) => name === 'exp')?.meaning).toContain('documentation');
    expect(plainText(inspection.answers[0].sentence, Date.now())).toContain('This token says');
  });
});

describe('push', () => {
  it('is never asked for unasked: reading, listing and referrers create nothing', async () => {
    const { user } = quay.credentials;
    const before = quay.repositories();
    const connection = connectionTo(quay.origin, 'quay', 'quay-user');
    const received = await receivedBy(async () => {
      const tokens = tokensFor(user);
      await tokens.get(connection, ['repository:dana/new:pull'], { signal });
      await listRepositories(tokens, connection, { signal });
      await referrersOf(tokens, connection, 'dana/new', 'latest', { signal });
    });
    expect(received.map(({ url }) => url).join(' ')).not.toContain('push');
    expect(quay.repositories()).toEqual(before);
  });

  it('creates the repository when it is asked for, as the warning says', async () => {
    const server = await startQuayServer();
    const { token } = await get(server.credentials.user, ['repository:dana/made:pull,push'], server);
    const names = server.repositories();
    await server.stop();
    expect(token.granted).toEqual(['repository:dana/made:pull,push']);
    expect(names).toContain('dana/made');
  });
});

describe('the catalogue', () => {
  it('is read over all its pages with a token for no scope', async () => {
    const connection = connectionTo(quay.origin, 'quay', 'quay-robot');
    let names: readonly string[] = [];
    const received = await receivedBy(async () => {
      names = await listRepositories(tokensFor(quay.credentials.robot), connection, { signal });
    });
    expect(names).toEqual(['public/hello', 'team/app', 'team/chart']);
    expect(received.map(({ url }) => url.replace(/next_page=.*/, 'next_page='))).toEqual([
      '/v2/',
      `/v2/auth?service=${encodeURIComponent(quay.service)}`,
      '/v2/_catalog?n=1000',
      '/v2/_catalog?n=2&next_page=',
    ]);
  });

  it('is not for nobody', async () => {
    const connection = connectionTo(quay.origin, 'quay', 'anonymous');
    const promise = listRepositories(tokensFor({ type: 'anonymous' }), connection, { signal });
    expect(await failureOf({ type: 'anonymous' }, promise)).toMatchObject({ code: 'no-credential', status: 401 });
  });
});

describe('a refusal', () => {
  it.each<[string, () => Credential, string[], object]>([
    [
      'of a scope that Quay does not know',
      () => quay.credentials.robot,
      ['repository:team/app:delete'],
      { code: 'invalid-input', status: 400, service: { code: 'INVALID_REQUEST' } },
    ],
    [
      'of the scope of the catalogue',
      () => quay.credentials.robot,
      ['registry:catalog:*'],
      { code: 'invalid-input', status: 400 },
    ],
    [
      'of a disabled namespace',
      () => quay.credentials.robot,
      ['repository:closed/app:pull'],
      {
        code: 'denied',
        status: 405,
        service: { code: 'DENIED', text: expect.stringContaining('has been disabled') as string },
      },
    ],
    [
      'of a repository that holds no images',
      () => quay.credentials.user,
      ['repository:team/chart:pull'],
      { code: 'denied', status: 405, service: { code: 'UNSUPPORTED' } },
    ],
    [
      'of a wrong password',
      () => ({ ...quay.credentials.user, password: 'wrong-password' }),
      [pull],
      { code: 'refused', status: 401, service: { text: 'Invalid Username or Password' } },
    ],
    [
      'of an OAuth token that has ended',
      () => quay.credentials.expiredOauthToken,
      [pull],
      { code: 'expired-credential', status: 401, service: { text: 'OAuth access token has expired' } },
    ],
    ['of nobody who asks for nothing', () => ({ type: 'anonymous' }), [], { code: 'no-credential', status: 401 }],
  ])('%s comes in the words of the service, and is not asked for twice', async (_, credential, scopes, expected) => {
    const who = credential();
    const received = await receivedBy(async () => {
      expect(await failureOf(who, get(who, scopes))).toMatchObject(expected);
    });
    expect(received.filter(({ url }) => url.startsWith('/v2/auth'))).toHaveLength(1);
  });

  it('of too many sign-ins says when to come back', async () => {
    const server = await startQuayServer({ throttled: '30' });
    const { robot } = server.credentials;
    const error = await failureOf(robot, get(robot, [pull], server));
    await server.stop();
    expect(error).toMatchObject({ code: 'rate-limited', status: 429 });
    expect(error.details?.retryAt).toBeGreaterThan(Date.now());
  });

  it('of a plain password names the encrypted one', async () => {
    const server = await startQuayServer({ encryptedOnly: true });
    const { user } = server.credentials;
    const error = await failureOf(user, get(user, [pull], server));
    await server.stop();
    expect(error).toMatchObject({
      code: 'refused',
      service: { text: expect.stringContaining('encrypted password') as string },
    });
  });
});

it('is recognised by its ping', async () => {
  const ping = await tokensFor({ type: 'anonymous' }).ping({ address: quay.origin, insecure: false }, { signal });
  expect(kind.recognises?.(ping)).toBe(true);
});
