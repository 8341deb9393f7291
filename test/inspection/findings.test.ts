import { describe, expect, it } from 'vitest';
import { MAXIMUM_TOKEN_LENGTH } from '../../src/auth/jwt.js';
import type { Token } from '../../src/auth/token.js';
import type { InspectionInput } from '../../src/inspection/reading.js';
import { fakeSignature } from '../auth/jwtFixture.js';
import { access, encode, fetched, inspect, jwt, NOW, seconds, usual } from './inspectionFixture.js';

describe('findings', () => {
  const signedWith = (alg: string, more: object = {}) => jwt(usual, { alg, kid: 'k', ...more });

  it.each<[string, Token | string, string[], Partial<InspectionInput>?]>([
    ['none', fetched(jwt(usual)), []],
    ['other audience', fetched(jwt({ ...usual, aud: 'x.example' })), ['blocks Issued for another service.']],
    [
      'not everything granted',
      fetched(jwt(usual), { scopes: ['repository:team/app:push'] }),
      ['warning Not everything was granted.'],
    ],
    ['no access', fetched(jwt({ ...usual, access: [] })), ['warning No access was granted.']],
    [
      'anonymous although signed in',
      fetched(jwt({ ...usual, sub: '' })),
      ['warning The token is anonymous.'],
      { account: 'dana' },
    ],
    ['clock', fetched(jwt(usual), { details: { clockSkew: '300000' } }), ['warning The clocks differ.']],
    ['expiry as text', jwt({ ...usual, exp: '1790004600' }), ['warning A time isn’t a number.']],
    ['expiry in milliseconds', jwt({ ...usual, exp: NOW }), ['warning A time is thousands of years ahead.']],
    ['issued in the future', jwt({ ...usual, iat: seconds + 300 }), ['warning Issued in the future.']],
    ['issued within the leeway', jwt({ ...usual, iat: seconds + 59 }), []],
    [
      'issued ahead, as the clock is',
      fetched(jwt({ ...usual, iat: seconds + 300 }), { details: { clockSkew: '300000' } }),
      ['warning The clocks differ.'],
    ],
    ['a day long', jwt({ ...usual, iat: seconds, exp: seconds + 86_400 }), []],
    ['longer than a day', jwt({ ...usual, iat: seconds, exp: seconds + 86_401 }), ['warning It is long-lived.']],
    [
      'longer than a day, by the answer that it came with',
      fetched('abcdefgh', { obtainedAt: NOW, expiresAt: NOW + 30 * 86_400_000, expirySource: 'expires_in' }),
      ['warning It is long-lived.', 'info It can’t be decoded.', 'info It might be a long-lived credential.'],
    ],
    [
      'a day, by the answer that it came with',
      fetched('abcdefgh', { obtainedAt: NOW, expiresAt: NOW + 86_400_000, expirySource: 'expires_in' }),
      ['info It can’t be decoded.', 'info It might be a long-lived credential.'],
    ],
    [
      'longer than a day by its claims, and less by the answer',
      fetched(jwt({ ...usual, exp: seconds + 2 * 86_400 }), { expiresAt: NOW + 60_000, expirySource: 'expires_in' }),
      ['warning It is long-lived.'],
    ],
    ['alg none', jwt(usual, { alg: 'none' }), ['warning It isn’t signed.']],
    ['alg nOnE with a signature', jwt(usual, { alg: 'nOnE' }), ['warning It isn’t signed.']],
    ['signature cut off', signedWith('RS256').replace(/[^.]*$/, ''), ['blocks The signature is missing.']],
    ['signature damaged', `${signedWith('RS256')}%`, ['blocks The signature is damaged.']],
    ['shared secret', signedWith('HS256'), ['warning It is signed with a shared secret.']],
    [
      'shared secret, normal here',
      signedWith('HS256'),
      [],
      { knowledge: { claims: {}, missingGrant: {}, sharedKey: true } },
    ],
    ['no key named', jwt(usual, { alg: 'ES256' }), ['info It names no signing key.']],
    ['key by certificate', jwt(usual, { alg: 'ES256', x5c: ['MII'] }), []],
    ['its own key', signedWith('ES256', { jwk: { kty: 'EC' } }), ['info It contains its own key.']],
    [
      'a private key',
      signedWith('ES256', { jwk: { kty: 'EC', d: 'x' } }),
      ['warning It contains a private key.', 'info It contains its own key.'],
    ],
    ['an unusual type', signedWith('RS256', { typ: 'logout+jwt' }), ['info It has an unusual type.']],
    ['the type of access tokens', signedWith('RS256', { typ: 'at+JWT' }), []],
    ['critical extensions', signedWith('RS256', { crit: ['exp'] }), ['warning It has critical extensions.']],
    [
      'everything granted',
      fetched(jwt({ ...usual, access: access('repository:team/app:*') })),
      ['warning It grants every action.'],
    ],
    [
      'everything granted, as asked',
      fetched(jwt({ ...usual, access: access('repository:team/app:*') }), { scopes: ['repository:team/app:*'] }),
      ['info It grants every action.'],
    ],
    [
      'every name below',
      jwt({ ...usual, access: access('repository:team/*:pull') }),
      ['info It covers more than one repository.'],
    ],
    ['every name', jwt({ ...usual, access: access('repository:*:pull,*') }), ['warning It covers every repository.']],
    [
      'entries in another form',
      jwt({
        ...usual,
        access: [...access('repository:b:pull'), 'repository:c:pull', { Type: 'repository', Name: 'd' }],
      }),
      ['info Not all grants can be read.'],
    ],
    ['two times as text', jwt({ ...usual, exp: '1', iat: '2' }), ['warning A time isn’t a number.']],
    ['listing the catalogue', jwt({ ...usual, access: access('registry:catalog:*') }), []],
    [
      'signature of somebody else',
      jwt(usual),
      ['warning The signature doesn’t match.'],
      { signature: { key: 'K', matches: false } },
    ],
    ['longer than it is read', `eyJ${'x'.repeat(MAXIMUM_TOKEN_LENGTH)}`, ['info It was not read.']],
    ['opaque', 'abcdefgh', ['info It can’t be decoded.', 'info It might be a long-lived credential.']],
    [
      'opaque, a known form',
      'lasting_1',
      ['warning It is a long-lived credential.', 'info It can’t be decoded.'],
      { opaqueForms: [{ looks: /^lasting_/, what: 'key', lasting: true }] },
    ],
    ['damaged', `${encode({ alg: 'RS256' })}.!.c2ln`, ['warning It can’t be decoded.']],
    ['pasted with a line break', jwt(usual).replace('.', '.\n'), ['info Not standards-compliant.']],
    ['padding', jwt(usual).replace('.', '==.'), ['info Not standards-compliant.']],
    [
      'duplicate names',
      `${encode({ alg: 'RS256', kid: 'k' })}.${Buffer.from('{"a":1,"a":2}').toString('base64url')}.${fakeSignature('RS256')}`,
      ['info Not standards-compliant.'],
    ],
    [
      'large numbers',
      `${encode({ alg: 'RS256', kid: 'k' })}.${Buffer.from('{"a":[12345678901234567890],"b":1.0}').toString('base64url')}.${fakeSignature('RS256')}`,
      ['info It contains large numbers.'],
    ],
    [
      'what was taken off',
      jwt(usual),
      ['info Corrected when it was pasted.', 'info Corrected when it was pasted.'],
      { cleaned: ['prefix', 'lines'] },
    ],
    [
      'too many rows',
      jwt(Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`c${i}`, i]))),
      ['info Not everything is shown.'],
    ],
  ])('%s', (_name, token, expected, more = {}) => {
    const { findings } = inspect(token, more);
    expect(findings.map(({ severity, title }) => `${severity} ${title}`)).toEqual(expected);
    expect(
      findings.filter(({ text, advice }) => text === '' || advice === '' || /\{\w+\}/.test(text + advice)),
    ).toEqual([]);
  });

  it.each<[string, Token | string, string, Partial<InspectionInput>?]>([
    [
      'everything granted',
      jwt({ ...usual, access: access('repository:team/app:*') }),
      'With it, a client can do everything with team/app.',
    ],
    [
      'every name below',
      jwt({ ...usual, access: access('repository:team/*:pull', 'repository:b:*') }),
      'With it, a client can do everything with b.',
    ],
    [
      'names below',
      jwt({ ...usual, access: access('repository:team/*:pull') }),
      'If quay.example.com treats * as a wildcard, a client can pull from team/*.',
    ],
    ['one time', jwt({ ...usual, exp: NOW }), 'Its exp looks like milliseconds. Clients will read it as seconds.'],
    [
      'two times',
      jwt({ ...usual, exp: NOW, iat: NOW }),
      'Its exp and iat look like milliseconds. Clients will read them as seconds.',
    ],
    [
      'two times as text',
      jwt({ ...usual, exp: '1', iat: '2' }),
      'Its exp and iat aren’t numbers of seconds, so clients can read its lifetime differently.',
    ],
    [
      'a known form',
      'lasting_1',
      'Recognized format: API key. Such a credential doesn’t expire with a session.',
      { opaqueForms: [{ looks: /^lasting_/, what: 'API key', lasting: true }] },
    ],
    [
      'signature of another key',
      jwt(usual),
      'It was not made with key K. Either this is the wrong key, or the token was changed.',
      { signature: { key: 'K', matches: false } },
    ],
    [
      'signature of none of several',
      jwt(usual),
      'It was made with none of the keys that were tried. Either they are the wrong keys, or the token was changed.',
      { signature: { matches: false } },
    ],
  ])('reads well: %s', (_name, token, expected, more = {}) => {
    expect(inspect(token, more).findings[0]?.text).toBe(expected);
  });

  it('says what to do as the kind knows it, where it does', () => {
    const knowledge = { claims: {}, missingGrant: { '': 'Ask {account} for a role.' } };
    const token = fetched(jwt(usual), { scopes: ['repository:team/app:push'] });
    expect(inspect(token, { knowledge }).findings[0]?.advice).toBe('Ask dana for a role.');
    expect(inspect(token).findings[0]?.advice).toMatch(/^Check the spelling/);
  });

  it('ends a sentence with the ellipsis of a name that was cut', () => {
    const name = `team/${'repository-'.repeat(12)}app`;
    const { answers, findings } = inspect(
      fetched(jwt({ ...usual, access: [] }), { scopes: [`repository:${name}:pull`] }),
    );
    const texts = [answers[0].text, findings[0]?.text];
    expect(texts).toEqual([
      expect.stringMatching(/^Signed in as dana, but .* granted no access to team\/\S+…$/),
      expect.stringMatching(/^\S+ will reject a request to pull from team\/\S+…$/),
    ]);
  });

  it('advises to sign in where nobody is signed in', () => {
    const token = fetched(jwt({ ...usual, sub: '', access: [] }));
    expect(inspect(token).findings[0]?.advice).toMatch(/^Sign in with an account that has access/);
    expect(inspect(token, { account: 'dana' }).findings[0]?.advice).toMatch(/^Check the spelling/);
  });
});
