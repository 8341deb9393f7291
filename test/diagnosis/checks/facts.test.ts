import { describe, expect, it } from 'vitest';
import type { TraceStep } from '../../../src/auth/trace.js';
import { accountFact, digestFact, routeFact, schemeFact, scopeFact } from '../../../src/diagnosis/checks/facts.js';
import { startDistributionServer } from '../../../src/playground/distribution/index.js';
import { startEcrServer } from '../../../src/playground/ecr/index.js';
import { startMagentoServer } from '../../../src/playground/magento/index.js';
import { clauseText } from '../../../src/text/message.js';
import { fakeJwt } from '../../auth/jwtFixture.js';
import { challenge, json } from '../../faults/answers.js';
import { startFault } from '../../faults/server.js';
import { examine, facts, image, parts, running, states, upTo } from './examining.js';

const step = (more: Partial<TraceStep>): TraceStep => ({
  ...{ purpose: 'ping', method: 'GET', url: 'https://registry.example/v2/', authorization: 'none' },
  ...{ requestHeaders: {}, headers: {}, startedAt: 0, duration: 1 },
  ...more,
});

describe('the fact of a passed check', () => {
  it('answers what each was about: a registry with a token server', async () => {
    const server = await running(startDistributionServer());
    const { username } = server.credentials.reader;
    const found = await examine(server.origin, {
      credential: server.credentials.reader,
      connection: { account: username },
      image,
    });
    expect(facts(found)).toEqual({
      Address: `${server.host}, direct`,
      'Registry API': 'HTTP 401 from /v2/',
      Challenge: expect.stringMatching(/^Bearer, service \S+$/) as unknown,
      'Token server': server.host,
      Credential: `as ${username}`,
      Scope: 'pull granted',
      Clock: 'less than a minute apart',
      'Pull a manifest': expect.stringMatching(/^sha256:[0-9a-f]{12}…$/) as unknown,
      'Pull a blob': expect.stringMatching(/^\d+ B read$/) as unknown,
    });
  });

  it('answers what each was about: anonymous, and a token that reports nothing', async () => {
    const server = await parts(() => ({ '/token': json(200, { token: 'opaque' }) }));
    expect(facts(await examine(server.origin, { credential: { type: 'anonymous' } }))).toMatchObject({
      Credential: 'anonymous',
      Scope: 'pull requested; the registry doesn’t report what it granted',
    });
  });

  it('answers what each was about: HTTP Basic', async () => {
    const open = json(200, {});
    const { origin, host } = await running(
      startFault(() => ({
        '/v2/': (request, response) =>
          (request.headers.authorization === undefined ? challenge('Basic realm="r"') : open)(request, response),
      })),
    );
    expect(facts(await examine(origin, { scopes: [] }))).toEqual({
      Address: `${host}, direct`,
      'Registry API': 'HTTP 401 from /v2/',
      Challenge: 'Basic',
      Credential: 'with user name and password',
      Clock: 'less than a minute apart',
      'Test the token': 'HTTP 200 from /v2/',
    });
  });

  it('answers what each was about: a service with its own protocol', async () => {
    const ecr = await running(startEcrServer());
    const { id, secret } = ecr.principals.reader;
    const connection = { kind: 'ecr', settings: { region: 'eu-west-1', endpoint: ecr.origin }, account: id };
    const found = await examine(ecr.origin, { credential: { type: 'access-key', id, secret }, connection, scopes: [] });
    expect(facts(found)).toMatchObject({ 'Sign-in': `as ${id}`, Permission: 'password for HTTP Basic issued' });
    const shop = await running(startMagentoServer());
    const customer = { credential: shop.credentials.customer, connection: { kind: 'magento' }, scopes: [] };
    expect(facts(await examine(shop.origin, customer))).toMatchObject({ Permission: 'token issued' });
  });

  it('holds no secret', async () => {
    const server = await running(startDistributionServer());
    const { reader } = server.credentials;
    const found = await examine(server.origin, { credential: reader, connection: { account: 'dana' }, image });
    expect(JSON.stringify(facts(found))).not.toContain(reader.password);
  });

  it.each<[Partial<TraceStep>, string | undefined]>([
    [{ remoteAddress: '10.0.0.5' }, '10.0.0.5:443, direct'],
    [{ remoteAddress: '10.0.0.5', url: 'http://registry.example/v2/' }, '10.0.0.5:80, direct'],
    [{ remoteAddress: '::1', url: 'https://registry.example:8443/v2/' }, '[::1]:8443, direct'],
    [{ proxied: true, proxy: 'proxy.example:3128' }, 'via proxy proxy.example:3128'],
    [{ proxied: true }, 'via a proxy'],
    [{}, undefined],
  ])('says which way it went: %j', (more, expected) => {
    const fact = routeFact(step(more));
    expect(fact === undefined ? undefined : clauseText(fact)).toBe(expected);
  });

  it.each<[string, readonly string[], readonly string[] | undefined, string]>([
    ['all', ['repository:a:pull'], ['repository:a:pull'], 'pull granted'],
    ['a part', ['repository:a:pull,push'], ['repository:a:pull'], 'pull granted, push not granted'],
    ['nothing', ['repository:a:pull,push'], [], 'pull, push not granted'],
    ['a wildcard', ['repository:a:pull,push'], ['repository:a:*'], 'pull, push granted'],
    ['more', ['repository:a:pull'], ['repository:a:pull,push'], 'pull granted'],
    [
      'two repositories',
      ['repository:a:pull', 'repository:b:pull'],
      ['repository:a:pull'],
      'a: pull granted; b: pull not granted',
    ],
    [
      'many',
      ['repository:a:pull', 'repository:b:pull,push', 'repository:c:pull'],
      ['repository:a:pull', 'repository:b:pull'],
      '1 of 3 scopes granted in full',
    ],
    ['another shape', ['aws'], ['aws'], 'aws granted'],
    ['not reported', ['repository:a:pull'], undefined, 'pull requested; the registry doesn’t report what it granted'],
  ])('says what was granted: %s', (_, requested, granted, expected) => {
    expect(clauseText(scopeFact(requested, granted))).toBe(expected);
  });

  it('is short', () => {
    expect(digestFact(`sha256:${'ab12cd'.repeat(10)}ab12`)).toBe('sha256:ab12cdab12cd…');
    expect(digestFact('sha256:cfg')).toBe('sha256:cfg');
    expect(schemeFact('basic', undefined)).toBe('Basic');
  });

  it('names nobody where it can’t know', () => {
    const use = { steps: [], scopes: [] };
    expect(accountFact(use, undefined)).toBeUndefined();
    expect(accountFact(use, step({ form: [['grant_type', 'password']] }))).toBeUndefined();
  });
});

describe('a token with less than was requested', () => {
  const granting = (...actions: readonly string[]) =>
    parts(() => ({
      '/token': json(200, {
        token: fakeJwt({ aud: 's', access: [{ type: 'repository', name: 'team/app', actions }] }),
      }),
    }));
  const push = ['repository:team/app:pull,push'];

  it('is a warning where it can still read', async () => {
    const server = await granting('pull');
    const found = await examine(server.origin, { scopes: push, image });
    expect(states(found)).toEqual([
      ...upTo('Scope').map((line) => line.replace('failed', 'noted').replace('not-reached', 'passed')),
    ]);
    expect(facts(found)).toMatchObject({ Scope: 'pull granted, push not granted' });
    expect(found.lines.find(({ label }) => label === 'Scope')?.error).toMatchObject({
      code: 'denied',
      details: { scopes: ['repository:team/app:push'] },
    });
    expect(found).toMatchObject({ signedIn: true, proved: true });
    expect(found.error).toBeUndefined();
  });

  it('ends a use where nothing was granted', async () => {
    const server = await granting();
    const found = await examine(server.origin, { scopes: push, image });
    expect(states(found)).toEqual(upTo('Scope'));
  });

  it('ends a use that wants to push', async () => {
    const server = await granting('pull');
    const found = await examine(server.origin, {
      ...{ scopes: push, push: 'team/app', ask: () => Promise.resolve(undefined) },
    });
    expect(states(found)).toContain('Scope: failed');
    expect(server.received.some(({ method }) => method === 'POST')).toBe(false);
  });
});
