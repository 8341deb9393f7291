import { describe, expect, it } from 'vitest';
import { isFresh, statedExpiry } from '../../src/auth/expiry.js';
import { onPresentClock } from '../../src/auth/renewal.js';
import { parseTokenResponse, readyMadeToken } from '../../src/auth/token.js';
import { fakeJwt } from './jwtFixture.js';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const seconds = (ms: number): number => Math.floor(ms / 1000);
const scopes = ['repository:team/app:pull'];

describe('which token', () => {
  it.each([
    ['token only', { token: 'a' }, 'a'],
    ['access_token only', { access_token: 'b' }, 'b'],
    ['both, equal', { token: 'a', access_token: 'a' }, 'a'],
    ['both, different', { token: 'a', access_token: 'b' }, 'b'],
    ['an empty access_token', { token: 'a', access_token: '' }, 'a'],
    ['an empty token', { token: '', access_token: 'b' }, 'b'],
    ['null beside it', { token: null, access_token: 'b' }, 'b'],
    ['a number beside it', { token: 7, access_token: 'b' }, 'b'],
    ['unknown members', { token: 'a', foo: { bar: 1 } }, 'a'],
  ])('%s', (_, body, value) => {
    expect(parseTokenResponse(body, scopes, NOW)).toMatchObject({
      scheme: 'Bearer',
      use: 'access',
      value,
      scopes,
      obtainedAt: NOW,
    });
  });

  it.each([
    ['nothing', {}, 'contains no token'],
    ['both empty', { token: '', access_token: '' }, 'contains no token'],
    ['an array', [{ token: 'a' }], 'isn’t a JSON object'],
    ['a text', 'token', 'isn’t a JSON object'],
    ['null', null, 'isn’t a JSON object'],
    ['a line break', { token: 'a\r\nX-Evil: 1' }, 'can’t be sent'],
    ['a blank', { token: 'a b' }, 'can’t be sent'],
    ['NUL', { token: 'a\u0000' }, 'can’t be sent'],
    ['not ASCII', { token: 'tökén' }, 'can’t be sent'],
    ['a refresh token that cannot be sent', { token: 'a', refresh_token: 'b\n' }, 'can’t be sent'],
  ])('refuses %s', (_, body, reason) => {
    expect(() => parseTokenResponse(body, scopes, NOW)).toThrow(
      expect.objectContaining({ code: 'bad-response', details: { reason: expect.stringContaining(reason) as string } }),
    );
  });

  it.each([
    ['Token', { Token: 'a' }, 'a'],
    ['Access_Token', { Access_Token: 'b' }, 'b'],
    ['the exact name before another case', { TOKEN: 'x', token: 'a' }, 'a'],
  ])('reads names in any case, as Go does: %s', (_, body, value) => {
    expect(parseTokenResponse(body, [], NOW).value).toBe(value);
  });

  it('keeps the refresh token, and none that is empty', () => {
    expect(parseTokenResponse({ token: 'a', refresh_token: 'r' }, [], NOW).refreshToken).toBe('r');
    expect(parseTokenResponse({ token: 'a', refresh_token: '' }, [], NOW)).not.toHaveProperty('refreshToken');
  });

  it('tells a refresh token by its claim', () => {
    expect(parseTokenResponse({ access_token: fakeJwt({ grant_type: 'refresh_token' }) }, [], NOW).use).toBe('refresh');
  });
});

describe('expiry', () => {
  const exp = (after: number) => fakeJwt({ exp: seconds(NOW) + after });
  it.each<[string, object, number | undefined, string]>([
    ['expires_in from receipt', { token: 'a', expires_in: 300 }, 300, 'expires_in'],
    ['at least 60 s', { token: 'a', expires_in: 5 }, 60, 'expires_in'],
    ['zero is 60 s', { token: 'a', expires_in: 0 }, 60, 'expires_in'],
    ['negative is 60 s', { token: 'a', expires_in: -1 }, 60, 'expires_in'],
    ['digits as text', { token: 'a', expires_in: '300' }, 300, 'expires_in'],
    ['counted from issued_at', { token: 'a', expires_in: 300, issued_at: '2026-11-22T09:59:00Z' }, 240, 'expires_in'],
    [
      'nanoseconds',
      { token: 'a', expires_in: 300, issued_at: '2026-11-22T09:59:00.289632369Z' },
      240.289,
      'expires_in',
    ],
    ['an offset', { token: 'a', expires_in: 300, issued_at: '2026-11-22T10:59:00+01:00' }, 240, 'expires_in'],
    ["Go's zero time", { token: 'a', expires_in: 300, issued_at: '0001-01-01T00:00:00Z' }, 300, 'expires_in'],
    ['issued in the future', { token: 'a', expires_in: 300, issued_at: '2026-11-22T10:05:00Z' }, 300, 'expires_in'],
    [
      'issued so long ago that it had ended',
      { token: 'a', expires_in: 300, issued_at: '2026-11-22T09:00:00Z' },
      300,
      'expires_in',
    ],
    ['issued_at that is nonsense', { token: 'a', expires_in: 300, issued_at: 'yesterday' }, 300, 'expires_in'],
    ['issued_at of a wrong type', { token: 'a', expires_in: 300, issued_at: 12 }, 300, 'expires_in'],
    ['an earlier exp wins', { token: exp(100), expires_in: 300 }, 100, 'claim'],
    ['a later exp does not', { token: exp(900), expires_in: 300 }, 300, 'expires_in'],
    ['exp alone', { token: exp(4500) }, 4500, 'claim'],
    ['expires_in that is nonsense', { token: exp(4500), expires_in: 'soon' }, 4500, 'claim'],
    ['a fraction', { token: 'a', expires_in: 3599.98 }, 3599, 'expires_in'],
    ['a fraction as text', { token: 'a', expires_in: '3599.5' }, 3599, 'expires_in'],
    ['digits between blanks', { token: 'a', expires_in: ' 300 ' }, 300, 'expires_in'],
    ['the Unix time of the end', { token: 'a', expires_in: NOW / 1000 + 300 }, 300, 'expires_in'],
    ['that time as text', { token: 'a', expires_in: String(NOW / 1000 + 300) }, 300, 'expires_in'],
    ['that time in milliseconds', { token: 'a', expires_in: NOW + 300_000 }, 300, 'expires_in'],
    ['that time as text, in milliseconds', { token: 'a', expires_in: String(NOW + 300_000) }, 300, 'expires_in'],
    [
      'a Unix time does not count from issued_at',
      { token: 'a', expires_in: NOW / 1000 + 300, issued_at: '2026-11-22T09:59:00Z' },
      300,
      'expires_in',
    ],
    ['a Unix time that is over', { token: 'a', expires_in: NOW / 1000 - 300 }, 60, 'expires_in'],
    ['ten years', { token: 'a', expires_in: 315_360_000 }, 315_360_000, 'expires_in'],
    ['not a number', { token: 'a', expires_in: NaN }, 60, 'assumed'],
    ['endless', { token: 'a', expires_in: Infinity }, 60, 'assumed'],
    ['a name in another case', { token: 'a', Expires_In: 300 }, 300, 'expires_in'],
    ['a number beyond all dates', { token: exp(4500), expires_in: 1e15 }, 4500, 'claim'],
    ['neither', { token: 'opaque' }, 60, 'assumed'],
    ['neither, issued_at is not counted from', { token: 'opaque', issued_at: '2026-11-22T09:59:30Z' }, 60, 'assumed'],
    ['exp as text does not count', { token: fakeJwt({ exp: String(seconds(NOW) + 500) }) }, 60, 'assumed'],
    ['exp beyond all dates does not count', { token: fakeJwt({ exp: 1e300 }) }, 60, 'assumed'],
  ])('%s', (_, body, after, source) => {
    const token = parseTokenResponse(body, [], NOW);
    expect(token.expirySource).toBe(source);
    expect(((token.expiresAt ?? NaN) - NOW) / 1000).toBe(after);
  });
});

describe('what was granted', () => {
  it.each<[string, object, string[] | undefined]>([
    [
      'access entries',
      {
        token: fakeJwt({
          access: [
            { type: 'repository', name: 'b', actions: ['push', 'pull'] },
            { type: 'registry', name: 'catalog', actions: ['*'] },
          ],
        }),
      },
      ['registry:catalog:*', 'repository:b:pull,push'],
    ],
    ['empty actions', { token: fakeJwt({ access: [{ type: 'repository', name: 'b', actions: [] }] }) }, []],
    ['access null', { token: fakeJwt({ access: null }) }, []],
    ['access empty', { token: fakeJwt({ access: [] }) }, []],
    [
      'an entry that is none',
      { token: fakeJwt({ access: [7, { type: 'repository' }, { type: 'repository', name: 'b', actions: ['pull'] }] }) },
      ['repository:b:pull'],
    ],
    ...(
      [
        ['a name that holds another scope', 'repository', 'x:y repository:b', ['pull']],
        ['a name with a space', 'repository', 'b ', ['pull']],
        ['no name', 'aws', '', []],
        ['a type with a colon', 'repository:b', 'c', ['pull']],
        ['a type with a space', 'repository:b:pull repository', 'c', ['pull']],
        ['no type', '', 'b', ['pull']],
        ['an action that holds two', 'repository', 'b', ['pull,push']],
        ['an action with a colon', 'repository', 'b', ['x:pull']],
        ['an action with a space', 'repository', 'b', ['x repository:b:pull']],
        ['no action in an action', 'repository', 'b', ['', 'pull']],
      ] as const
    ).map(([what, type, name, actions]): [string, object, string[]] => [
      `nothing by an entry with ${what}`,
      { token: fakeJwt({ access: [{ type, name, actions }] }) },
      [],
    ]),
    [
      'a name with a port',
      { token: fakeJwt({ access: [{ type: 'repository', name: 'localhost:5000/b', actions: ['pull'] }] }) },
      ['repository:localhost:5000/b:pull'],
    ],
    [
      'an unreadable claim beside a scope',
      { token: fakeJwt({ access: { type: 'repository' } }), scope: 'repository:b:pull' },
      undefined,
    ],
    [
      'an action that is none',
      { token: fakeJwt({ access: [{ type: 'repository', name: 'b', actions: ['pull', 7] }] }) },
      ['repository:b:pull'],
    ],
    ['access of a wrong type', { token: fakeJwt({ access: 'all' }) }, undefined],
    ['no access claim', { token: fakeJwt({}) }, undefined],
    ['opaque', { token: 'opaque' }, undefined],
    [
      'scope of the answer',
      { access_token: 'opaque', scope: 'repository:b:push repository:b:pull' },
      ['repository:b:pull,push'],
    ],
    ['an empty scope of the answer', { access_token: 'opaque', scope: '' }, undefined],
    ['the claim before the scope', { access_token: fakeJwt({ access: [] }), scope: 'repository:b:pull' }, []],
  ])('%s', (_, body, granted) => {
    expect(parseTokenResponse(body, scopes, NOW).granted).toEqual(granted);
  });
});

describe('an entry with an end of its own', () => {
  const entry = (name: string, end: number) => ({
    type: 'repository',
    name,
    actions: ['pull'],
    exp: seconds(NOW) + end,
  });
  const parsed = (...access: readonly object[]) =>
    parseTokenResponse({ token: fakeJwt({ exp: seconds(NOW) + 3600, access }) }, ['repository:b:pull'], NOW);

  it('grants nothing once that has passed', () => {
    expect(parsed(entry('b', -1), entry('c', 60)).granted).toEqual(['repository:c:pull']);
  });

  it('ends the use of the token, and not the token', () => {
    const token = parsed(entry('b', 600), entry('c', 60), entry('b', 1200));
    expect(token).toMatchObject({ grantsEnd: NOW + 600_000, expiresAt: NOW + 3_600_000 });
    expect(isFresh(token, NOW + 500_000)).toBe(true);
    expect(isFresh(token, NOW + 600_000)).toBe(false);
    expect(statedExpiry(token)?.at).toBe(NOW + 600_000);
  });

  it('counts for a token that was asked for nothing', () => {
    expect(readyMadeToken(fakeJwt({ access: [entry('c', 60)] }), [], NOW).grantsEnd).toBe(NOW + 60_000);
  });

  it('is moved with the clock', () => {
    expect(onPresentClock(parsed(entry('b', 600)), 0, NOW - 60_000).grantsEnd).toBe(NOW + 540_000);
  });
});

describe('a ready-made token', () => {
  it('lives as long as it says, or does not say', () => {
    expect(readyMadeToken(fakeJwt({ exp: seconds(NOW) + 9 }), [], NOW)).toMatchObject({
      expiresAt: NOW + 9000,
      expirySource: 'claim',
    });
    expect(readyMadeToken('opaque', [], NOW)).toMatchObject({ expirySource: 'none' });
    expect(readyMadeToken('opaque', [], NOW)).not.toHaveProperty('expiresAt');
  });
  it('is accepted from its own nbf on', () => {
    expect(readyMadeToken(fakeJwt({ nbf: seconds(NOW) + 9 }), [], NOW).notBefore).toBe(NOW + 9000);
  });
  it.each(['', 'a b', 'a\nb', 'ü'])('refuses %j', (value) => {
    expect(() => readyMadeToken(value, [], NOW)).toThrow(expect.objectContaining({ code: 'invalid-input' }));
  });
});

describe('isFresh', () => {
  const token = (lifetime?: number) => ({
    ...readyMadeToken('x', [], NOW),
    ...(lifetime === undefined ? {} : { expiresAt: NOW + lifetime }),
  });
  it.each([
    ['30 s early', 3_600_000, 3_569_999, true],
    ['not later', 3_600_000, 3_570_000, false],
    ['10 % early when short', 60_000, 53_999, true],
    ['10 % and not later', 60_000, 54_000, false],
    ['without an end', undefined, 1e12, true],
  ])('%s', (_, lifetime, after, fresh) => {
    expect(isFresh(token(lifetime), NOW + after)).toBe(fresh);
  });
  it.each([
    ['until then', 999, true],
    ['from then on', 1000, false],
  ])('a token that names its renewal: %s', (_, after, fresh) => {
    expect(isFresh({ ...token(3_600_000), renewAt: NOW + 1000 }, NOW + after)).toBe(fresh);
  });
});
