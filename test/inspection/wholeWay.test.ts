// Tokens that chance and malice make, on the whole way: what is read, what the page gets, and both reports.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspectToken } from '../../src/inspection/inspection.js';
import { tokenReport } from '../../src/inspection/report/tokenReport.js';
import { opaqueForms } from '../../src/registries/tokenKnowledge.js';
import { same } from '../../src/text/message.js';
import { tokenView } from '../../src/ui/panel/view.js';

const NOW = 1_790_000_000_000;
const LATEST = 8.64e15;

const encode = (text: string): string => Buffer.from(text).toString('base64url');
const written = (header: string, claims: string): string => `${encode(header)}.${encode(claims)}.c2ln`;
const claiming = (claims: unknown): string => written('{"alg":"RS256","kid":"k"}', JSON.stringify(claims));

/** Names of members that say when something is. */
const TIMES = /^(at|from|until|time|changesAt|validFrom|validTo|startedAt)$/;

/** Each time in it that is beyond all dates, and each number that JSON has no form for. */
function oddNumbers(value: unknown, name = ''): string[] {
  if (typeof value === 'number') {
    const odd = !Number.isFinite(value) || (TIMES.test(name) && Math.abs(value) > LATEST);
    return odd ? [`${name}: ${String(value)}`] : [];
  }
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([member, inner]) => oddNumbers(inner, member))
    : [];
}

/** The whole way of one token; returns everything that a person may see of it. */
function go(value: string): string {
  const inspection = inspectToken({ token: value, now: NOW, opaqueForms });
  const view = tokenView({ page: 'token', tab: 't', title: 't', inspection, actions: {} }, 'en', same);
  expect(JSON.parse(JSON.stringify(view))).toEqual(view);
  expect(oddNumbers(view)).toEqual([]);
  const reports = (['colleague', 'public'] as const).map((form) =>
    tokenReport({ form, inspected: { token: value, now: NOW, opaqueForms }, machine: 'm', version: '1' }),
  );
  return [JSON.stringify(view), ...reports].join('\n');
}

describe('a token of any content', () => {
  const names = fc.constantFrom(
    ...[
      'exp',
      'nbf',
      'iat',
      'auth_time',
      'iss',
      'sub',
      'aud',
      'jti',
      'access',
      'scope',
      'grant_type',
      'actions',
      'roles',
    ],
    ...['alg', 'typ', 'kid', 'crit', 'x5c', 'jwk', 'jku', 'cty', 'zip', 'd', 'token', 'password', 'type', 'name'],
    ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', '\u202e', '{host}'],
  );
  const texts = fc.constantFrom(
    ...['none', 'RS256', 'HS256', 'JWT', 'at+jwt', '(anonymous)', 'pull', '*', 'repository', 'https://auth.example/'],
    ...['-----BEGIN CERTIFICATE-----', '\ud83d', '\u0000', '\n# Trusted\n```\n', '{account}', 'x'.repeat(3000)],
    ...[written('{"alg":"none"}', '{}'), '1790000000', '9'.repeat(30)],
  );
  const numbers = fc.constantFrom(
    ...[0, -0, 1, -1, 1.5, NOW, NOW / 1000, 8.64e12, -8.64e12, 8.65e12, 8.64e15, 1e300, -1e300, 5e-324, 2 ** 53],
  );
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      texts,
      numbers,
      fc.constantFrom(null, true, false),
      fc.array(tie('any'), { maxLength: 4 }),
      tie('object'),
    ),
    object: fc.array(fc.tuple(names, tie('any')), { maxLength: 8 }),
  }));
  /** JSON in which a name may come twice, and __proto__ is a name. */
  const text = (one: unknown): string =>
    Array.isArray(one)
      ? one.length > 0 &&
        one.every((entry) => Array.isArray(entry) && entry.length === 2 && typeof entry[0] === 'string')
        ? `{${one.map((entry: unknown) => (Array.isArray(entry) ? `${JSON.stringify(entry[0])}:${text(entry[1])}` : '')).join(',')}}`
        : `[${one.map(text).join(',')}]`
      : JSON.stringify(one);

  it('is shown and reported, with times that are dates', () => {
    fc.assert(
      fc.property(value.object, value.object, fc.nat(30), (header, claims, cut) => {
        const token = written(text(header), text(claims));
        go(cut === 0 ? token.slice(0, -9) : token);
        expect({}).not.toHaveProperty('polluted');
      }),
      { numRuns: 300 },
    );
  });
});

describe('a token of much', () => {
  const many = (count: number, member: (index: number) => readonly [string, unknown]) =>
    claiming(Object.fromEntries(Array.from({ length: count }, (_, index) => member(index))));
  const grants = Array.from({ length: 10_000 }, (_, index) => ({
    type: 'repository',
    name: `a/${index}`,
    actions: ['*'],
  }));

  it.each<[string, string, RegExp?]>([
    ['10,000 grants', claiming({ access: grants })],
    ['20,000 secrets', many(20_000, (index) => [`password${String(index)}`, `planted-${String(index)}`]), /planted/],
    ['20,000 secrets in one', claiming({ a: { tokens: Array.from({ length: 20_000 }, () => 'planted') } }), /planted/],
    ['80,000 members', many(80_000, (index) => [`n${String(index)}`, index])],
    [
      '80,000 members in one',
      claiming({ a: Object.fromEntries(Array.from({ length: 80_000 }, (_, n) => [`n${n}`, n])) }),
    ],
    ['names of 100 kB', many(7, (index) => [`${String(index)}${'n'.repeat(100_000)}`, 'x'])],
    ['letters that are stacked', claiming({ [`Z${'\u0341'.repeat(50_000)}`]: `Z${'\u0341'.repeat(200_000)}` })],
  ])('takes little, and keeps its secrets: %s', (_name, token, secret) => {
    const started = performance.now();
    const shown = go(token);
    expect(performance.now() - started).toBeLessThan(16_000);
    expect(shown.length).toBeLessThan(3_000_000);
    if (secret) {
      expect(shown).not.toMatch(secret);
    }
  });
});
