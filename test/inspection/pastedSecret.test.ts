import { expect, it } from 'vitest';
import { pastedCredential } from '../../src/inspection/pastedSecret.js';
import { issuerOfToken, opaqueForms } from '../../src/registries/tokenKnowledge.js';
import { fakeJwt } from '../auth/jwtFixture.js';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const jwt = fakeJwt({ sub: 'dana' });
const refresh = fakeJwt({ grant_type: 'refresh_token', aud: 'one.azurecr.io' });
const ecr = base64('{"payload":"q7Zk2Lw9Xc4Vb1Nm8Rt5","datakey":"x","version":"2"}');
const robot = fakeJwt({ iss: 'harbor-token-defaultIssuer', id: 7, pid: 1 });
const issuer = 'https://sts.windows.net/00000000-0000-4000-8000-000000000001/';
const entra = fakeJwt({ iss: issuer, aud: 'https://management.azure.com/' });
const graph = fakeJwt({ iss: issuer, aud: 'https://graph.microsoft.com' });
const google = fakeJwt({ iss: 'https://accounts.google.com', sub: '1' });
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
  ['a password of Amazon ECR', { value: ecr }, { type: 'password', username: 'AWS', password: ecr }],
  [
    'a password of Amazon ECR without its user',
    { value: ecr, user: '' },
    { type: 'password', username: 'AWS', password: ecr },
  ],
  ['the pair of Amazon ECR', { value: `AWS:${ecr}` }, { type: 'password', username: 'AWS', password: ecr }],
  ['that pair in base64', { value: base64(`AWS:${ecr}`) }, { type: 'password', username: 'AWS', password: ecr }],
  [
    'a job token of GitLab',
    { value: `glcbt-${jwt}` },
    { type: 'password', username: 'gitlab-ci-token', password: `glcbt-${jwt}` },
  ],
  [
    'a token of a GitHub job',
    { value: personal.replace('ghp', 'ghs') },
    { type: 'password', username: 'x-access-token', password: personal.replace('ghp', 'ghs') },
  ],
  ['a personal access token in base64', { value: base64(personal) }, { type: 'bearer', token: base64(personal) }],
  ['a secret of an old robot of Harbor', { value: robot }, { type: 'password', username: '', password: robot }],
  ['a token of Microsoft Entra', { value: entra }, { type: 'foreign-tokens', accessToken: entra }],
  ['a token of Microsoft Entra for another API', { value: graph }, { type: 'bearer', token: graph }],
  ['an ID token of Google', { value: google }, { type: 'bearer', token: google }],
  ['JSON in base64', { value: base64('{"version":"2","x":"y"}') }, { type: 'bearer' }],
  ['bytes in base64', { value: base64('\u0001:\u0002abcdef') }, { type: 'bearer' }],
])('%s', (_, secret, credential) => {
  expect(pastedCredential(secret, opaqueForms, issuerOfToken(secret.value)?.credential)).toMatchObject(credential);
});
