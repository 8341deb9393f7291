import { describe, expect, it } from 'vitest';
import type { Token } from '../../src/auth/token.js';
import { compareTokens } from '../../src/inspection/compare.js';
import { fakeJwt } from '../auth/jwtFixture.js';
import { hostileTokens } from './hostileTokens.js';

const now = 1_790_000_000_000;
const seconds = now / 1000;
const grant = (name: string, ...actions: string[]) => ({ type: 'repository', name, actions });
const base = { sub: 'dana', iat: seconds, exp: seconds + 3600, jti: '1', access: [grant('team/app', 'pull')] };
const compare = (before: object, after: object) =>
  compareTokens({ token: fakeJwt(before), now }, { token: fakeJwt(after), now });

describe('two tokens', () => {
  it.each<[string, object, string]>([
    ['the same', {}, 'The two tokens are identical.'],
    ['another id', { jti: '2' }, 'The grants are the same.'],
    ['more actions', { access: [grant('team/app', 'pull', 'push')] }, 'This token can also push to team/app.'],
    [
      'other actions',
      { access: [grant('team/app', 'push')] },
      'This token can also push to team/app. This token can no longer pull from team/app.',
    ],
    [
      'another repository',
      { access: [grant('b', 'pull')] },
      'This token can also pull from b. This token can no longer pull from team/app.',
    ],
    ['nothing', { access: [] }, 'This token can no longer pull from team/app.'],
    ['not told', { access: undefined }, 'The grants can’t be compared.'],
    ['shorter', { exp: seconds + 1800 }, 'The grants are the same. Its lifetime is 30 minutes instead of 60 minutes.'],
    ['without an end', { exp: undefined }, 'The grants are the same.'],
  ])('%s', (_name, change, sentence) => {
    expect(compare(base, { ...base, ...change }).sentence).toBe(sentence);
  });

  it('differ by claims, each with both values, and those that always differ told apart', () => {
    expect(compare({ ...base, gone: [1] }, { ...base, jti: '2', sub: 'kim', new: 'x' }).claims).toEqual([
      { part: 'claims', name: 'sub', before: 'dana', after: 'kim' },
      { part: 'claims', name: 'jti', before: '1', after: '2', usual: true },
      { part: 'claims', name: 'gone', before: '[1]' },
      { part: 'claims', name: 'new', after: 'x' },
    ]);
  });

  it('differ by grants and life', () => {
    const { grants, life } = compare(base, {
      ...base,
      exp: seconds + 60,
      access: [grant('team/app', 'push'), grant('b', 'pull')],
    });
    expect(grants).toEqual([
      { type: 'repository', name: 'team/app', gained: ['push'], lost: ['pull'] },
      { type: 'repository', name: 'b', gained: ['pull'], lost: [] },
    ]);
    expect(life).toEqual({ before: 3_600_000, after: 60_000 });
  });

  it('may differ in a secret, which is not shown', () => {
    const [row] = compare(
      { credential: 'first', inner: fakeJwt({ a: 1 }) },
      { credential: 'second', inner: fakeJwt({ a: 1 }) },
    ).claims;
    expect(row).toEqual({ part: 'claims', name: 'credential', before: '•••', after: '•••' });
  });

  const opaque = (...scopes: string[]): Token => ({
    scheme: 'Bearer',
    value: scopes.join(),
    use: 'access',
    obtainedAt: now,
    expirySource: 'none',
    scopes,
  });
  const knowledge = { claims: {}, missingGrant: {}, mostGranted: 'permissions' };
  const refresh = (...actions: string[]) => fakeJwt({ grant_type: 'refresh_token', permissions: { actions } });

  it.each<[string, Token | string, Token | string, string]>([
    ['asked for alone', opaque('repository:a:pull'), opaque('repository:b:pull'), 'The grants can’t be compared.'],
    [
      'told, then not',
      { ...opaque('repository:a:pull'), granted: ['repository:a:pull'] },
      opaque('repository:b:pull'),
      'The grants can’t be compared.',
    ],
    [
      'told both times',
      { ...opaque('repository:a:pull'), granted: [] },
      { ...opaque('repository:b:pull'), granted: ['repository:b:pull'] },
      'This token can also pull from b.',
    ],
    ['at most', refresh('read', 'write'), refresh('read'), 'This token can no longer use “write” on any repository.'],
    ['at most, and granted', refresh('read'), fakeJwt(base), 'The grants can’t be compared.'],
  ])('are compared by what they say that they grant: %s', (_name, before, after, sentence) => {
    expect(compareTokens({ token: before, knowledge, now }, { token: after, knowledge, now }).sentence).toMatch(
      sentence,
    );
  });

  it('differ by more actions than anybody reads, of which the first are named', () => {
    const actions = Array.from({ length: 30_000 }, (_, index) => `a${index}`);
    const { grants } = compare(base, { ...base, access: [grant('team/app', ...actions)] });
    expect(grants[0]?.gained).toHaveLength(50);
    expect(grants[0]).toMatchObject({ lost: ['pull'], more: 29_950 });
    expect(compare(base, { ...base, access: [grant('team/app', ...actions)] }).grants).toHaveLength(1);
  });

  it('that cannot be read have nothing to compare but themselves', () => {
    expect(compareTokens({ token: 'a', now }, { token: 'b', now })).toEqual({
      identical: false,
      sentence: 'The grants can’t be compared.',
      claims: [],
      grants: [],
      life: {},
    });
  });

  it.each(hostileTokens)('is plain data without the token: $name', ({ value }) => {
    const found = compareTokens({ token: fakeJwt(base), now }, { token: value, now });
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
    expect(found.claims.length).toBeLessThanOrEqual(1000);
  });
});
