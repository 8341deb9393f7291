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
    ['other audience', fetched(jwt({ ...usual, aud: 'x.example' })), ['blocks Made for another service.']],
    ['less than asked', fetched(jwt(usual), { scopes: ['repository:team/app:push'] }), ['warning Less than asked.']],
    [
      'anonymous although signed in',
      fetched(jwt({ ...usual, sub: '' })),
      ['warning Not signed in.'],
      { account: 'dana' },
    ],
    ['clock', fetched(jwt(usual), { details: { clockSkew: '300000' } }), ['warning The clocks differ.']],
    ['expiry as text', jwt({ ...usual, exp: '1790004600' }), ['warning A time is no number.']],
    ['expiry in milliseconds', jwt({ ...usual, exp: NOW }), ['warning A time lies thousands of years ahead.']],
    ['issued in the future', jwt({ ...usual, iat: seconds + 300 }), ['warning Issued in the future.']],
    ['issued within the leeway', jwt({ ...usual, iat: seconds + 59 }), []],
    [
      'issued ahead, as the clock is',
      fetched(jwt({ ...usual, iat: seconds + 300 }), { details: { clockSkew: '300000' } }),
      ['warning The clocks differ.'],
    ],
    ['a day long', jwt({ ...usual, iat: seconds, exp: seconds + 86_400 }), []],
    ['longer than a day', jwt({ ...usual, iat: seconds, exp: seconds + 86_401 }), ['warning It lives long.']],
    [
      'longer than a day, by the answer that it came with',
      fetched('abcdefgh', { obtainedAt: NOW, expiresAt: NOW + 30 * 86_400_000, expirySource: 'expires_in' }),
      ['warning It lives long.', 'info Cannot be read.', 'info It may be the long-lived credential itself.'],
    ],
    [
      'a day, by the answer that it came with',
      fetched('abcdefgh', { obtainedAt: NOW, expiresAt: NOW + 86_400_000, expirySource: 'expires_in' }),
      ['info Cannot be read.', 'info It may be the long-lived credential itself.'],
    ],
    [
      'longer than a day by its claims, and less by the answer',
      fetched(jwt({ ...usual, exp: seconds + 2 * 86_400 }), { expiresAt: NOW + 60_000, expirySource: 'expires_in' }),
      ['warning It lives long.'],
    ],
    ['alg none', jwt(usual, { alg: 'none' }), ['warning Not signed.']],
    ['alg nOnE with a signature', jwt(usual, { alg: 'nOnE' }), ['warning Not signed.']],
    ['signature cut off', signedWith('RS256').replace(/[^.]*$/, ''), ['blocks No signature.']],
    ['signature damaged', `${signedWith('RS256')}%`, ['blocks A damaged signature.']],
    ['shared secret', signedWith('HS256'), ['warning Signed with a shared secret.']],
    [
      'shared secret, normal here',
      signedWith('HS256'),
      [],
      { knowledge: { claims: {}, missingGrant: {}, sharedKey: true } },
    ],
    ['no key named', jwt(usual, { alg: 'ES256' }), ['info No key is named.']],
    ['key by certificate', jwt(usual, { alg: 'ES256', x5c: ['MII'] }), []],
    ['its own key', signedWith('ES256', { jwk: { kty: 'EC' } }), ['info It brings its own key.']],
    [
      'a private key',
      signedWith('ES256', { jwk: { kty: 'EC', d: 'x' } }),
      ['warning It holds a private key.', 'info It brings its own key.'],
    ],
    ['an unusual type', signedWith('RS256', { typ: 'logout+jwt' }), ['info An unusual type.']],
    ['the type of access tokens', signedWith('RS256', { typ: 'at+JWT' }), []],
    [
      'critical extensions',
      signedWith('RS256', { crit: ['exp'] }),
      ['warning It has extensions that must be understood.'],
    ],
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
      ['info It names more than one repository.'],
    ],
    ['every name', jwt({ ...usual, access: access('repository:*:pull,*') }), ['warning It names every repository.']],
    [
      'entries in another form',
      jwt({
        ...usual,
        access: [...access('repository:b:pull'), 'repository:c:pull', { Type: 'repository', Name: 'd' }],
      }),
      ['info Not all grants can be read.'],
    ],
    ['two times as text', jwt({ ...usual, exp: '1', iat: '2' }), ['warning A time is no number.']],
    ['listing the catalogue', jwt({ ...usual, access: access('registry:catalog:*') }), []],
    [
      'signature of somebody else',
      jwt(usual),
      ['warning The signature does not match.'],
      { signature: { key: 'K', matches: false } },
    ],
    ['longer than it is read', `eyJ${'x'.repeat(MAXIMUM_TOKEN_LENGTH)}`, ['info Cannot be read.']],
    ['opaque', 'abcdefgh', ['info Cannot be read.', 'info It may be the long-lived credential itself.']],
    [
      'opaque, a known form',
      'lasting_1',
      ['warning It is a long-lived credential.', 'info Cannot be read.'],
      { opaqueForms: [{ looks: /^lasting_/, what: 'key', lasting: true }] },
    ],
    ['damaged', `${encode({ alg: 'RS256' })}.!.c2ln`, ['warning Cannot be read.']],
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
      ['info Large numbers.'],
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
      ['info Not all is shown.'],
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
      'With it, a client can pull from team/*, if the service reads * as a wildcard.',
    ],
    ['one time', jwt({ ...usual, exp: NOW }), 'Its exp looks like milliseconds, but clients will read it as seconds.'],
    [
      'two times',
      jwt({ ...usual, exp: NOW, iat: NOW }),
      'Its exp and iat look like milliseconds, but clients will read them as seconds.',
    ],
    [
      'two times as text',
      jwt({ ...usual, exp: '1', iat: '2' }),
      'Its exp and iat are not numbers of seconds, so when it ends or begins cannot be relied on.',
    ],
    [
      'a known form',
      'lasting_1',
      'It has the form of this: API key. Such a thing does not end with a session.',
      { opaqueForms: [{ looks: /^lasting_/, what: 'API key', lasting: true }] },
    ],
    [
      'signature of another key',
      jwt(usual),
      'Key K did not make it: the key is another one, or the token was changed.',
      { signature: { key: 'K', matches: false } },
    ],
    [
      'signature of none of several',
      jwt(usual),
      'None of the keys that were tried made it: the key is another one, or the token was changed.',
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
});
