// Which user names are shown, and which are secrets.
import { describe, expect, it } from 'vitest';
import { accountOf, type Credential, isUsernameSecret, secretsOf } from '../../src/auth/credential.js';
import { opaqueForms } from '../../src/registries/tokenKnowledge.js';
import { isTokenLike } from '../../src/text/opaqueWords.js';
import { fakeJwt } from './jwtFixture.js';

const tokens = [
  'ghp_x7Kd92mQpLz8RtYv3Wn5Bc1Hf6Js4TgA0eUi',
  'ghp_0123456789abcdefghijABCDEFGHIJ012345',
  'github_pat_11ABCDEFG0x7Kd92mQpLz8_RtYv3Wn5Bc1Hf6Js4TgA0eUix7Kd92mQpLz8RtYv3Wn5Bc1Hf6Js4TgA',
  'gho_x7Kd92mQpLz8RtYv3Wn5Bc1Hf6Js4TgA0eUi',
  'Z2hwX3g3S2Q5Mm1RcEx6OFJ0WXYzV241QmMxSGY2SnM0VGdBMGVVaQ==',
  'glpat-x7Kd92mQpLz8RtYv3Wn5',
  'gldt-x7Kd92mQpLz8RtYv3Wn5',
  'glsoat-x7Kd92mQpLz8RtYv3Wn5',
  'dckr_pat_x7Kd92mQpLz8RtYv3Wn5Bc1Hf6J',
  'dckr_oat_x7Kd92mQpLz8RtYv3Wn5Bc1Hf6J',
  'dop_v1_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
  'zak_0123456789abcdef0123456789abcdef',
  'cmVmdGtuOjAxOjE3NjAwMDAwMDA6eDdLZDkybVFwTHo4UnRZdjNXbjVCYzFIZg',
  'AKCp8x7Kd92mQpLz8RtYv3Wn5Bc1Hf6Js4TgA0eUix7Kd92mQpLz8RtYv3Wn5Bc1Hf6Js4TgA',
  '0123456789abcdef0123456789abcdef01234567',
  'ghr_x7Kd92mQpLz8RtYv3Wn5Bc1Hf6Js4TgA0eUi',
  'Z2hvX3g3S2Q5Mm1RcEx6OFJ0WXYzV241QmMxSGY2SnM0VGdBMGVVaQ==',
  'ZGFuYTpnaHBfeDdLZDkybVFwTHo4UnRZdjNXbjVCYzFIZjZKczRUZ0EwZVVp',
  'doo_v1_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
  'dor_v1_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
  '1//0x7Kd92mQpLz8RtYv3Wn5-Bc1Hf6Js4TgA0eUi_x7Kd92mQpLz8',
  'glrt-x7Kd92mQpLz8RtYv3Wn5',
  'glptt-x7Kd92mQpLz8RtYv3Wn5',
  'glft-x7Kd92mQpLz8RtYv3Wn5',
  'glimt-x7Kd92mQpLz8RtYv3Wn5',
  'gloas-x7Kd92mQpLz8RtYv3Wn5Bc1Hf6Js4TgA',
  fakeJwt({ sub: 'dana' }),
];
const names = [
  ...['dana', 'dana.smith@example.com', 'team+ci', 'robot$team+ci-deployment', 'AWS', '_json_key', 'oauth2accesstoken'],
  ...['00000000-0000-0000-0000-000000000000', 'gitlab+deploy-token-1234567', 'gitlab-ci-token', '$oauthtoken'],
  ...['12345678|registry-service-account', 'iamapikey', 'iam-Profile-4d5e6f70-1234-4abc-9def-0123456789ab', 'x7Kd92mQ'],
  ...['svc_container_registry_production_reader', 'ci-build-and-push-images-to-registry-2026', 'cr_temp_user'],
  ...['4d5e6f70-1234-4abc-9def-0123456789ab', 'customer@1234567890123456', 'contoso-registry-reader-20261130', 'PLAIN'],
];

describe('a token as the user name', () => {
  it.each(tokens)('%s is a secret', (username) => {
    const credential: Credential = { type: 'password', username, password: 'x-oauth-basic' };
    expect(isUsernameSecret(credential)).toBe(true);
    expect(accountOf(credential)).toBeUndefined();
    expect(secretsOf(credential)).toContain(username);
  });

  it('is also one of a shop and of the server in front of it', () => {
    const [username = ''] = tokens;
    const gate = { username, password: 'x' };
    const login = { type: 'shop-login', role: 'admin', username: 'dana', password: 'planted' } as const;
    expect(secretsOf({ ...login, username, gate: { ...gate, username: 'web' } })).toContain(username);
    expect(secretsOf({ ...login, gate })).toContain(username);
    expect(accountOf({ ...login, username })).toBeUndefined();
  });

  it('has a format that the kinds know', () => {
    const unique = opaqueForms.filter(({ lasting, common }) => lasting && !common);
    expect(unique.filter(({ looks }) => !tokens.some((token) => looks.test(token)))).toEqual([]);
    expect(unique.length).toBeGreaterThan(8);
  });

  it.each([
    ['the password', 'admin', 'admin', undefined],
    ['a name with the password in it', 'dana:s3cret-walrus', 's3cret-walrus', undefined],
    ['a name with a letter of the password', 'dana', 'a', 'dana'],
  ])('%s is shown or not', (_, username, password, account) => {
    expect(accountOf({ type: 'password', username, password })).toBe(account);
  });

  it.each(names)('%s is the name of an account', (username) => {
    const credential: Credential = { type: 'password', username, password: 'planted-7f3a' };
    expect(isTokenLike(username)).toBe(false);
    expect(accountOf(credential)).toBe(username);
    expect(secretsOf(credential)).not.toContain(username);
  });
});

it('a user name that contains the password is shown nowhere', () => {
  expect(accountOf({ type: 'password', username: 'token:planted', password: 'planted' })).toBeUndefined();
  expect(accountOf({ type: 'password', username: 'dana', password: '' })).toBe('dana');
});
