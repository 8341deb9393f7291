import { describe, expect, it } from 'vitest';
import { claimsDocument, claimText, innerToken } from '../../src/inspection/claimsJson.js';
import { inspectToken } from '../../src/inspection/inspection.js';
import { fakeJwt } from '../auth/jwtFixture.js';

const part = (text: string) => Buffer.from(text).toString('base64url');
const inner = fakeJwt({ sub: 'inner' });
const forms = [{ looks: /^lasting_/, what: 'key', lasting: true as const }];

const claims = {
  sub: 'dana',
  user: inner,
  context: { kind: 'user', token: 'hunter2', list: ['plain', `see ${inner}, and more`] },
  key: 'lasting_0123',
  pem: '-----BEGIN PRIVATE KEY-----\nabc',
  password: '',
};
const token = fakeJwt(claims, { alg: 'ES256', jwk: { kty: 'EC', crv: 'P-256', d: 'private' }, k: 'no key' });

describe('what is hidden in a token', () => {
  const inspection = inspectToken({ token, now: 0, opaqueForms: forms });
  const places = [...inspection.header, ...inspection.claims].flatMap(({ inner: hidden = [] }) => hidden);

  it('is masked in its row, and can be taken out by its place', () => {
    expect(inspection.claims.filter(({ masked }) => masked).map(({ name }) => name)).toEqual([
      'user',
      'context',
      'key',
      'pem',
    ]);
    expect(places.map((place) => innerToken(token, place, forms))).toEqual([
      'private',
      inner,
      'hunter2',
      inner,
      'lasting_0123',
      '-----BEGIN PRIVATE KEY-----\nabc',
    ]);
  });

  it.each(['', 'claims', 'claims/99', 'claims/0/0', 'claims/-1', 'claims/__proto__', 'x/0', 'claims/2', '__proto__/0'])(
    'is not found at %j',
    (place) => {
      expect(innerToken(token, place, forms)).toBeUndefined();
    },
  );

  it('is in no text', () => {
    const texts = [
      JSON.stringify(inspection),
      claimsDocument(token, forms),
      ...inspection.claims.map((_row, index) => claimText(token, `claims/${index}`, forms)),
      ...inspection.header.map((_row, index) => claimText(token, `header/${index}`, forms)),
    ];
    expect(texts).not.toContain(undefined);
    for (const secret of [inner, 'hunter2', 'lasting_0123', 'PRIVATE KEY', '"private"']) {
      expect(texts.filter((text) => text?.includes(secret))).toEqual([]);
    }
  });
});

describe('the claims as JSON', () => {
  it('are valid JSON with both parts, numbers as they were written', () => {
    const text = claimsDocument(
      `${part('{"alg":"RS256","n":1.0}')}.${part('{"id":12345678901234567890,"a":{"b":[1e2]}}')}.c2ln`,
      [],
    );
    expect(text).toBe(
      '{\n  "header": {"alg": "RS256", "n": 1.0},\n  "claims": {"id": 12345678901234567890, "a": {"b": [1e2]}}\n}\n',
    );
    expect(JSON.parse(text ?? '')).toMatchObject({ header: { n: 1 } });
  });

  it('note what is odd', () => {
    const twice = JSON.parse(claimsDocument(`${part('{}')}.${part('{"a":1,"a":2}')}.c2ln`, []) ?? '') as object;
    expect(twice).toMatchObject({ claims: { a: 2 }, notes: [expect.stringContaining('"a"')] });
  });

  it('are the header alone where the claims cannot be read, and nothing where nothing can', () => {
    expect(JSON.parse(claimsDocument(`${part('{"enc":"x"}')}.a.b.c.d`, []) ?? '')).toMatchObject({
      header: { enc: 'x' },
    });
    expect(claimsDocument('opaque', [])).toBeUndefined();
  });

  it('keep names that look like others', () => {
    const text = claimsDocument(`${part('{}')}.${part('{"__proto__":{"x":1}}')}.c2ln`, []);
    expect(text).toContain('"__proto__": {"x": 1}');
  });
});

describe('one claim as text', () => {
  it.each([
    ['claims/0', 'dana'],
    ['claims/1', '•••'],
    ['header/0', 'ES256'],
    ['claims/99', undefined],
    ['claims/0/0', undefined],
    ['other/0', undefined],
    ['claims', undefined],
  ])('%s', (place, expected) => {
    expect(claimText(token, place, forms)).toBe(expected);
  });

  it('is whole where the row is cut', () => {
    const long = fakeJwt({ long: 'x'.repeat(5000) });
    expect(claimText(long, 'claims/0', [])).toHaveLength(5000);
  });
});
