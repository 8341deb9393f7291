import { describe, expect, it } from 'vitest';
import { inspectToken } from '../../src/inspection/inspection.js';
import type { InspectionInput } from '../../src/inspection/reading.js';
import { type Json, printJson } from '../../src/text/json.js';
import { MASK } from '../../src/text/masking.js';
import { encode, HOST, inspect, jwt, NOW, seconds } from './inspectionFixture.js';

/** With every JWT replaced. */
const redactedJson = (value: unknown): string => JSON.stringify(value).replaceAll(/eyJ[\w-]+\.[\w.-]+/g, MASK);

describe('hints at claims', () => {
  it.each<[string, object, string | undefined, Partial<InspectionInput>?]>([
    ['aud', { aud: 'x.example' }, `Not ${HOST}, which would reject it.`, { host: HOST }],
    ['aud', { aud: HOST }, undefined, { host: HOST }],
    ['nbf', { nbf: seconds + 61 }, 'In the future: rejected until then.'],
    ['nbf', { nbf: seconds - 60 }, undefined],
    ['exp', { exp: seconds - 60 }, 'In the past.'],
    ['exp', { exp: NOW }, 'Looks like milliseconds. Clients will read it as seconds.'],
    ['iat', { iat: seconds + 61 }, 'Ahead of this machine’s clock.'],
    ['iat', { iat: 'now' }, 'Not a number, so clients can read it differently.'],
    ['sub', { sub: '' }, 'The value is empty, which means an anonymous user.'],
    ['alg', { alg: 'none' }, undefined],
    ['grant_type', { grant_type: 'refresh_token' }, 'A refresh token, which can only be exchanged for access tokens.'],
    [
      'type',
      { type: 2 },
      'An admin',
      { knowledge: { claims: {}, missingGrant: {}, values: { type: { 2: 'An admin' } } } },
    ],
    ['type', { type: 'toString' }, undefined, { knowledge: { claims: {}, missingGrant: {}, values: { type: {} } } }],
  ])('%s %j', (name, claims, expected, more = {}) => {
    expect(inspect(jwt(claims), more).claims.find((row) => row.name === name)?.hint).toBe(expected);
  });

  it.each<[string, object, string | undefined]>([
    ['alg', { alg: 'NONE' }, 'Not signed.'],
    ['alg', { alg: 'HS256' }, 'Signed with a shared secret: anyone who can verify it can also create such tokens.'],
    ['alg', { alg: 'RS256' }, undefined],
    ['exp', { alg: 'RS256', exp: seconds - 60 }, undefined],
    ['sub', { alg: 'RS256', sub: '' }, undefined],
    ['grant_type', { grant_type: 'refresh_token' }, undefined],
    ['aud', { aud: 'x.example' }, undefined],
  ])('in the header: %s %j', (name, header, expected) => {
    const found = inspect(jwt({ aud: 'x.example' }, header), { host: HOST }).header;
    expect(found.find((row) => row.name === name)?.hint).toBe(expected);
  });
});

describe('claims and header', () => {
  const rows = (claims: object, more?: Partial<InspectionInput>) => inspect(jwt(claims), more).claims;

  it('explains registered claims, and lets the kind explain its own', () => {
    const knowledge = { claims: { rid: 'Id of the registry', sub: 'Robot' }, missingGrant: {} };
    const meanings = rows({ iss: 'x', sub: 'y', rid: 'z', other: 1 }, { knowledge }).map(({ meaning }) => meaning);
    expect(meanings).toEqual(['Issuer of the token', 'Robot', 'Id of the registry', undefined]);
    expect(inspect(jwt({}, { alg: 'RS256' })).header).toEqual([
      { name: 'alg', value: 'RS256', meaning: 'Signature algorithm (or key encryption algorithm)' },
    ]);
    const { header, claims } = inspectToken(
      { token: jwt({ rid: 'z' }, { alg: 'RS256' }), knowledge, now: NOW },
      (text) => `<${text}>`,
    );
    expect([...header, ...claims].map(({ meaning }) => meaning)).toEqual([
      '<Signature algorithm (or key encryption algorithm)>',
      '<Id of the registry>',
    ]);
  });

  it.each([
    ['text as it is', 'a "b"', 'a "b"'],
    ['number', 5, '5'],
    ['null', null, 'null'],
    ['empty list', [], '[]'],
    ['short list', ['a', { b: 1 }], '["a", {"b": 1}]'],
    ['nested JWT', jwt({ a: 1 }), '•••'],
    ['JWT inside text', `see ${jwt({ a: 1 })}!`, 'see •••!'],
    ['JWT deep inside', { a: [jwt({ b: 1 })] }, '{"a": ["•••"]}'],
    ['token member', { token: 'abc', kind: 'x' }, '{"token": "•••", "kind": "x"}'],
    ['name from the prototype', { constructor: 1 }, '{"constructor": 1}'],
  ])('shows a value: %s', (_name, value, expected) => {
    expect(rows({ value })[0]?.value).toBe(expected);
  });

  it('masks a credential wrapped in a claim', () => {
    expect(rows({ credential: 'abc' })[0]?.value).toBe('•••');
  });

  it('keeps long numbers exact, deep ones too', () => {
    const value = `${encode({ alg: 'RS256' })}.${Buffer.from('{"id":12345678901234567890,"a":[{"b":1.0}]}').toString('base64url')}.`;
    expect(inspect(value).claims.map((row) => row.value)).toEqual(['12345678901234567890', '[{"b": 1.0}]']);
  });

  it('gives times of numbers only', () => {
    expect(rows({ exp: 1, nbf: '1', iat: 1e300, other: 1 }).map(({ time }) => time)).toEqual([
      1000,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('cuts a long value and says how long it was', () => {
    const [row] = rows({ long: 'x'.repeat(5000) });
    expect([row?.value.length, row?.length]).toEqual([2000, 5000]);
  });

  it.each<[string, (index: number) => unknown]>([
    ['grants', (index) => ({ type: 'repository', name: `team/app-${index}`, actions: ['pull', 'push'] })],
    ['short items', (index) => index],
    ['hidden tokens', () => jwt({ sub: 'inner' })],
    ['long items', (index) => `${index}`.repeat(100)],
    ['nested lists', (index) => [[index], [`${index}`, []]]],
  ])('shows of a thousand %s what a reading of all shows', (_what, item) => {
    const list = Array.from({ length: 1000 }, (_, index) => item(index));
    const [row] = rows({ list });
    const masked = JSON.parse(redactedJson(list)) as Json;
    expect(row?.value).toBe(printJson(masked, [], new Map()).slice(0, 2000));
    expect(row?.length).toBeGreaterThanOrEqual(row?.value.length ?? NaN);
  });

  it('does not take a claim for one that it merely looks like', () => {
    expect(rows({ toString: 1 })[0]).toEqual({ name: 'toString', value: '1' });
  });
});
