import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Token } from '../../src/auth/token.js';
import { leakedWords } from '../../src/inspection/leakAdvice.js';
import type { InspectionInput } from '../../src/inspection/reading.js';
import { fetched, HOST, inspect, jwt, minute, NOW, seconds, usual } from './inspectionFixture.js';

describe('if it leaked', () => {
  const knowledge = { claims: {}, missingGrant: {}, leaked: { '': 'Wait.', token: 'Regenerate it.' } };
  it.each<[string, Token | string, Partial<InspectionInput>, object]>([
    [
      'by form',
      fetched(jwt(usual)),
      { knowledge, form: 'token' },
      { text: 'Regenerate it.', until: NOW + 46 * minute },
    ],
    ['any other form', fetched(jwt(usual)), { knowledge, form: 'x' }, { text: 'Wait.', until: NOW + 46 * minute }],
    ['no end', jwt({ ...usual, exp: undefined }), { knowledge }, { text: 'Wait.' }],
    ['ended', jwt({ ...usual, exp: seconds - 1 }), { knowledge }, { text: leakedWords.expired }],
    ['nobody’s', 'abc', {}, { text: leakedWords.opaque }],
  ])('%s', (_name, token, more, expected) => {
    expect(inspect(token, more).leaked).toEqual(expected);
  });
});

describe('a token that holds a secret of its connection', () => {
  it('is shown without it', () => {
    const secret = 'Purple walrus&7';
    const claims = {
      ...usual,
      sub: secret,
      note: encodeURIComponent(secret),
      more: [JSON.stringify({ [secret]: secret })],
    };
    const shown = JSON.stringify(inspect(fetched(jwt(claims)), { secrets: [secret] }));
    expect(shown).not.toMatch(/walrus/i);
    expect(shown).toContain('…');
  });
});

describe('life', () => {
  it('comes from the claims, moved onto the local clock', () => {
    const skewed = fetched(jwt(usual), { details: { clockSkew: '120000' }, expiresAt: NOW + 44 * minute });
    expect(inspect(skewed).life).toEqual({
      from: { at: NOW - 16 * minute, source: 'iat' },
      to: { at: NOW + 44 * minute, source: 'exp' },
    });
  });

  it('tells a later beginning and an assumed end apart', () => {
    const early = fetched(jwt({ ...usual, nbf: seconds + 300 }));
    expect(inspect(early).life.notBefore).toEqual({ at: NOW + 5 * minute, source: 'nbf' });
    const assumed = fetched('opaque', { expiresAt: NOW + minute, expirySource: 'assumed' });
    expect(inspect(assumed).life).toEqual({
      from: { at: NOW - 14 * minute, source: 'received' },
      reuse: { at: NOW + minute, source: 'default' },
    });
  });

  it('says which figure comes from the answer', () => {
    const token = fetched('opaque', { expiresAt: NOW + minute, expirySource: 'expires_in' });
    expect(inspect(token).life).toEqual({
      from: { at: NOW - 14 * minute, source: 'received' },
      to: { at: NOW + minute, source: 'expires_in' },
    });
  });
});

it.each(['toString', 'constructor', '__proto__', 'hasOwnProperty'])('a form %s has the advice for any form', (form) => {
  const knowledge = { claims: {}, missingGrant: { '': 'Ask.' }, leaked: { '': 'Wait.' } };
  const token = fetched(jwt({ ...usual, access: [] }), { scopes: ['repository:a:pull'] });
  const { leaked, grants } = inspect(token, { knowledge, form });
  expect([leaked?.text, grants?.[0]?.hint]).toEqual(['Wait.', 'Ask.']);
});

describe('the proof line', () => {
  const proof = (...[token, more]: Parameters<typeof inspect>) =>
    inspect(token, more)
      .proof.map((piece) => ('text' in piece ? piece.text : '@'))
      .join('');

  it.each<[string, Token | string, string, Partial<InspectionInput>?]>([
    ['fetched', fetched(jwt(usual)), `access token · JWT RS256 · fetched from ${HOST} at @ · signature not verified`],
    [
      'accepted',
      fetched(jwt(usual)),
      `access token · JWT RS256 · fetched from ${HOST} at @ · accepted by ${HOST} at @ · signature not verified`,
      { accepted: { host: HOST, at: NOW } },
    ],
    [
      'fetched from a token server elsewhere',
      fetched(jwt(usual), { details: { realm: 'https://auth.example.net:8443/token', service: HOST } }),
      'access token · JWT RS256 · fetched from auth.example.net:8443 at @ · signature not verified',
    ],
    ['unsigned', fetched(jwt(usual, {})), `access token · JWT · fetched from ${HOST} at @ · signature not verified`],
    [
      'pasted refresh token',
      jwt({ grant_type: 'refresh_token' }),
      'refresh token · JWT RS256 · pasted · signature not verified',
    ],
    ['none', jwt({}, { alg: 'none' }), 'token · JWT none · pasted · not signed'],
    ['opaque', 'x', 'token · opaque · pasted · not verified'],
    [
      'Basic',
      fetched('x', { scheme: 'Basic', details: {} }),
      `user name and password · entered by you, used for ${HOST} since @`,
    ],
  ])('%s', (_name, token, expected, more = {}) => {
    expect(proof(token, more)).toBe(expected);
  });
});

describe('an inspection', () => {
  it('is plain data', () => {
    const found = inspect(fetched(jwt(usual)), { account: 'dana' });
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });

  it('never holds the token, whatever is in it', () => {
    const hostile = fc.dictionary(
      fc.constantFrom('sub', 'aud', 'access', 'iss', 'exp', 'nbf', 'grant_type', 'x'),
      fc.oneof(
        fc.jsonValue(),
        fc.constant([{ type: 'repository', name: 'SELF', actions: ['SELF'] }]),
        fc.constant('SELF'),
      ),
    );
    fc.assert(
      fc.property(hostile, (claims) => {
        const inner = jwt(claims);
        const outer = jwt(JSON.parse(JSON.stringify(claims).replaceAll('SELF', inner)) as object);
        for (const token of [outer, fetched(outer, { expirySource: 'none' })]) {
          const text = JSON.stringify(inspect(token));
          expect(text).not.toContain(outer);
          expect(text).not.toContain(inner);
        }
      }),
    );
  });

  it('never throws, and always has something to say', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(inspect(value).answers[0].text).not.toBe('');
      }),
    );
  });
});
