// What a pasted token is called, and what is said of secrets for another purpose.
import { describe, expect, it } from 'vitest';
import { inspectToken } from '../../src/inspection/inspection.js';
import { pastedCredential } from '../../src/inspection/pastedSecret.js';
import { findKind } from '../../src/registries/index.js';
import { issuerOfToken, opaqueForms, tokenKnowledge } from '../../src/registries/tokenKnowledge.js';
import { access, fetched, inspect, jwt, NOW, seconds } from './inspectionFixture.js';

function pasted(token: string) {
  const issuer = issuerOfToken(token);
  const kind = issuer && findKind(issuer.kindId);
  const found = inspectToken({
    token,
    now: NOW,
    opaqueForms,
    ...(kind && { knowledge: tokenKnowledge(kind, token), maker: issuer.label ?? kind.label }),
  });
  const [type] = found.proof;
  return { ...found, type: type && 'text' in type ? type.text : '', titles: found.findings.map(({ title }) => title) };
}

const realm = { iss: 'https://sso.example/realms/one', sub: '9f3c2a1e', exp: seconds + 600 };
const hs512 = { alg: 'HS512', typ: 'JWT', kid: 'k' };
const job = { aud: 'sts.amazonaws.com', iat: seconds, exp: seconds + 300 };
const actions = 'https://token.actions.githubusercontent.com';
const gitlabJob = { iss: 'https://gitlab.com', project_path: 'team/app', pipeline_id: '7', job_id: '8', ...job };

describe('the type of a pasted token', () => {
  it.each([
    ['that nothing tells', jwt({ sub: 'dana' }), 'token'],
    ['opaque', 'q7Zk2Lw9Xc4Vb1Nm8Rt5', 'token'],
    ['by its header', jwt({ sub: 'dana' }, { alg: 'RS256', typ: 'at+jwt', kid: 'k' }), 'access token'],
    ['by its header, in full', jwt({}, { alg: 'RS256', typ: 'application/at+jwt', kid: 'k' }), 'access token'],
    ['by its grants', jwt({ sub: 'dana', access: access('repository:team/app:pull') }), 'access token'],
    ['by its issuer', jwt({ iss: 'auth.docker.io', sub: 'dana' }), 'access token'],
    ['by its claim typ', jwt({ ...realm, typ: 'Bearer' }), 'access token'],
    ['of a refresh token', jwt({ ...realm, typ: 'Refresh' }, hs512), 'refresh token'],
    ['of an offline token', jwt({ ...realm, typ: 'Offline' }, hs512), 'offline token'],
    ['of an ID token', jwt({ ...realm, typ: 'ID' }), 'ID token'],
    ['of a claim typ that is no type', jwt({ ...realm, typ: 'toString' }), 'token'],
    ['of a job of GitHub', jwt({ iss: actions, sub: 'repo:team/app:ref:refs/heads/main', ...job }), 'ID token'],
    ['of a job of an enterprise', jwt({ iss: `${actions}/contoso`, sub: 'repo:team/app', ...job }), 'ID token'],
    ['of a job of GitLab', jwt(gitlabJob), 'ID token'],
  ])('%s', (_name, token, type) => {
    expect(pasted(token).type).toBe(type);
  });

  it('is that of an access token if it was fetched as one, whatever its claim typ says', () => {
    const text = JSON.stringify(inspect(fetched(jwt({ ...realm, typ: 'Refresh' }))).proof);
    expect(text).toContain('access token');
  });

  it.each(['Refresh', 'Offline'])('of %s needs no key pair, and is a refresh token to sign in with', (typ) => {
    const token = jwt({ ...realm, typ }, hs512);
    expect(pasted(token).titles).toEqual([]);
    expect(pasted(token).answers[0].text).toMatch(/can get access tokens/);
    expect(pasted(token).leaked?.text).toMatch(/^A client can get access tokens/);
    expect(pastedCredential({ value: token }, opaqueForms).type).toBe('identity-token');
    expect(pasted(jwt({ ...realm, typ: 'Bearer' }, hs512)).titles).toEqual(['It is signed with a shared secret.']);
  });

  it.each([jwt({ iss: actions, sub: 'repo:team/app', ...job }), jwt(gitlabJob)])(
    'of an ID token of a job is none that a registry expects (%#)',
    (token) => {
      expect(pasted(token).titles).toEqual(['Not the token that a registry expects.']);
      expect(pasted(token).leaked?.text).toMatch(/^It can’t be revoked. It works until it expires/);
    },
  );
});

const random = 'FakeFakeFakeFake1234';

it.each([
  [`glrt-${random}`, 'GitLab runner token'],
  [`glrtr-${random}`, 'GitLab runner token'],
  [`glptt-${random}`, 'GitLab pipeline trigger token'],
  [`glft-${random}`, 'GitLab feed token'],
  [`glimt-${random}`, 'GitLab incoming email token'],
  [`gloas-${random}`, 'GitLab OAuth application secret'],
  [`glagent-${random}`, 'GitLab token, not for its registry'],
  [`ghr_${random}`, 'GitHub refresh token for an application'],
  [`dor_v1_${random}`, 'DigitalOcean refresh token for an application'],
  [`1//0${random}`, 'Google refresh token'],
])('a secret for another purpose is for no connection: %s', (secret, what) => {
  const { type, findings, leaked } = pasted(secret);
  expect(type).toBe(what);
  const [finding] = findings.filter(({ code }) => code === 'opaque-is-credential');
  expect(finding?.advice).toBe('Treat it like a password. Registries don’t accept it.');
  expect(leaked?.text).not.toMatch(/bearer tokens|15 minutes/i);
});
