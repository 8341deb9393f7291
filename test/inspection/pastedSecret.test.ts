import { expect, it } from 'vitest';
import { pastedCredential } from '../../src/inspection/pastedSecret.js';
import { opaqueForms } from '../../src/registries/tokenKnowledge.js';
import { fakeJwt } from '../auth/jwtFixture.js';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const jwt = fakeJwt({ sub: 'dana' });
const refresh = fakeJwt({ grant_type: 'refresh_token', aud: 'one.azurecr.io' });
const personal = 'ghp_Fake0Fake1Fake2Fake3Fake4Fake5Fake6Fa';

it.each<[string, Parameters<typeof pastedCredential>[0], object]>([
  ['a JWT', { value: jwt }, { type: 'bearer', token: jwt }],
  ['an opaque token', { value: 'q7Zk2Lw9Xc4Vb1Nm8Rt5' }, { type: 'bearer', token: 'q7Zk2Lw9Xc4Vb1Nm8Rt5' }],
  [
    'a JWT without a signature',
    { value: `${fakeJwt({ a: 'b:c' }).split('.').slice(0, 2).join('.')}.` },
    { type: 'bearer' },
  ],
  [
    'the password of a user',
    { value: 'hunter2', user: 'dana' },
    { type: 'password', username: 'dana', password: 'hunter2' },
  ],
  ['a JWT as password', { value: jwt, user: 'dana' }, { type: 'password', username: 'dana', password: jwt }],
  [
    'a password whose user is unknown',
    { value: 'hunter2', user: '' },
    { type: 'password', username: '', password: 'hunter2' },
  ],
  ['an identity token', { value: 'q7Zk2Lw9', use: 'refresh' }, { type: 'identity-token', refreshToken: 'q7Zk2Lw9' }],
  ['a refresh token by its claims', { value: refresh }, { type: 'identity-token', refreshToken: refresh }],
  ['a personal access token', { value: personal }, { type: 'password', username: '', password: personal }],
  ['a pair in base64', { value: base64('AWS:q7Zk2Lw9') }, { type: 'password', username: 'AWS', password: 'q7Zk2Lw9' }],
  ['JSON in base64', { value: base64('{"payload":"x","version":"2"}') }, { type: 'bearer' }],
  ['bytes in base64', { value: base64('\u0001:\u0002abcdef') }, { type: 'bearer' }],
])('%s', (_, secret, credential) => {
  expect(pastedCredential(secret, opaqueForms)).toMatchObject(credential);
});
