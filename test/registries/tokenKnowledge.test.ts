import { describe, expect, it } from 'vitest';
import { claimsDocument, redactedForm } from '../../src/inspection/claimsJson.js';
import { inspectToken } from '../../src/inspection/inspection.js';
import { tokenReport } from '../../src/inspection/report/tokenReport.js';
import { findKind, kinds } from '../../src/registries/index.js';
import {
  issuerOfToken,
  kindIdOfToken,
  kindTokens,
  opaqueForms,
  tokenKnowledge,
} from '../../src/registries/tokenKnowledge.js';
import { fakeJwt } from '../auth/jwtFixture.js';

const x = (count: number) => 'x'.repeat(count);

/** As `aws ecr get-login-password` prints it. `expiration` is in seconds since the epoch. */
const ecrPassword = (expiration: number) =>
  Buffer.from(
    JSON.stringify({ payload: 'FAKE', datakey: 'FAKE', version: '2', type: 'DATA_KEY', expiration }),
  ).toString('base64');
const jobToken = (claims: object) => `glcbt-${fakeJwt(claims)}`;

describe('whose token it is', () => {
  it.each<[string, string | undefined, string]>([
    ['ACR access token', 'acr', fakeJwt({ iss: 'Azure Container Registry', grant_type: 'access_token' })],
    ['Entra v1', undefined, fakeJwt({ iss: 'https://sts.windows.net/99999999-8888-7777-6666-555555555555/' })],
    ['Entra v2', undefined, fakeJwt({ iss: 'https://login.microsoftonline.com/x/v2.0' })],
    ['not Entra', undefined, fakeJwt({ iss: 'https://sts.windows.net.evil.example/' })],
    ['Quay', 'quay', fakeJwt({ iss: 'quay', context: {} })],
    ['Quay under another name', 'quay', fakeJwt({ iss: 'keys', context: { entity_kind: 'robot' } })],
    ['Docker Hub', 'docker-hub', fakeJwt({ iss: 'auth.docker.io', access: [] })],
    ['GitLab', 'gitlab', fakeJwt({ iss: 'gitlab-issuer', auth_type: 'personal_access_token' })],
    ['Harbor', 'harbor', fakeJwt({ iss: 'harbor-token-issuer', aud: ['harbor-registry'] })],
    ['Gitea', 'gitea', fakeJwt({ UserID: 5, exp: 1 })],
    ['Gitea, with the scope', 'gitea', fakeJwt({ UserID: 5, Scope: '', ActionsUserTaskID: 0, exp: 1, nbf: 0 })],
    ['a shop on .NET', undefined, fakeJwt({ UserID: '5', iss: 'https://shop.example', role: 'admin' })],
    ['a number of a user, and more', undefined, fakeJwt({ UserID: 5, role: 'admin', exp: 1 })],
    ['a way to sign in', undefined, fakeJwt({ iss: 'https://id.example.org', auth_type: 'password' })],
    ['GitLab on omnibus', 'gitlab', fakeJwt({ iss: 'omnibus-gitlab-issuer', access: [] })],
    ['GitLab by its audience', 'gitlab', fakeJwt({ iss: 'x', aud: 'container_registry', auth_type: 'build' })],
    [
      'Artifactory identity',
      'artifactory',
      fakeJwt({ iss: 'jffe@000', aud: 'jfrt@*', scp: 'applied-permissions/user' }),
    ],
    ['old robot of Harbor', undefined, fakeJwt({ iss: 'harbor-token-defaultIssuer', id: 7, pid: 3, access: [] })],
    ['Alibaba', 'alibaba', fakeJwt({ iss: 'dockerauth.aliyuncs.com', access: [] })],
    ['Magento', 'magento', fakeJwt({ uid: 1, utypid: 2, iat: 1, exp: 2 })],
    ['Google', 'google', fakeJwt({ iss: 'https://accounts.google.com' })],
    ['IBM', 'ibm', fakeJwt({ iss: 'https://iam.cloud.ibm.com/identity' })],
    ['Artifactory', 'artifactory', fakeJwt({ iss: 'jfac@01' })],
    ['nobody in particular', undefined, fakeJwt({ iss: 'https://auth.example', sub: 'dana' })],
    ['personal token of GitHub', 'ghcr', `ghp_${x(36)}`],
    ['the same in base64', 'ghcr', Buffer.from(`ghp_${x(36)}`).toString('base64')],
    ['application token of GitHub', 'ghcr', `gho_${x(36)}`],
    ['GitLab personal', 'gitlab', `glpat-${x(20)}`],
    ['GitLab deploy', 'gitlab', `gldt-${x(20)}`],
    ['Docker personal', 'docker-hub', `dckr_pat_${x(27)}`],
    ['Docker organisation', 'docker-hub', `dckr_oat_${x(27)}`],
    ['ECR, encoded', 'ecr', Buffer.from('AWS:eyJwYXlsb2FkIjoi').toString('base64')],
    ['ECR, plain', 'ecr', 'AWS:eyJwYXlsb2FkIjoi'],
    ['ECR, the password alone', 'ecr', ecrPassword(0)],
    ['GitLab job, a JWT', 'gitlab', jobToken({ sub: 'x' })],
    ['a name that begins as GitLab tokens do', undefined, 'global-registry-production-europe'],
    ['GitHub user and token', 'ghcr', Buffer.from(`dana:ghp_${x(36)}\n`).toString('base64')],
    ['GHCR, anonymous', 'ghcr', Buffer.from('v1:team/app:1790000000000000000').toString('base64')],
    ['another text with a version', undefined, Buffer.from('v1:abc').toString('base64')],
    ['GitHub job, in base64', 'ghcr', Buffer.from(`ghs_${x(36)}`).toString('base64')],
    ['base64 of another user', undefined, Buffer.from('AWT:eyJwYXlsb2FkIjoi').toString('base64')],
    ['DigitalOcean', 'digitalocean', `dop_v1_${x(64)}`],
    ['Nexus', 'nexus', 'DockerToken.01234567-89ab-cdef-0123-456789abcdef'],
    ['32 characters, which many things have', undefined, 'abcdefghijklmnop0123456789abcdef'],
    ['any text', undefined, 'hello'],
  ])('%s', (_name, kind, value) => {
    expect(kindIdOfToken(value)).toBe(kind);
  });
});

it.each([
  ['Entra v1', { kindId: 'acr', label: 'Microsoft Entra' }, { iss: 'https://sts.windows.net/9/' }],
  [
    'old robot of Harbor',
    { kindId: 'harbor', label: 'Harbor', credential: 'password' },
    { iss: 'harbor-token-defaultIssuer' },
  ],
  ['ACR', { kindId: 'acr' }, { iss: 'Azure Container Registry' }],
  ['nobody', undefined, { iss: 'x' }],
])('an issuer beside the registry has its own name: %s', (_name, issuer, claims) => {
  expect(issuerOfToken(fakeJwt(claims))).toEqual(issuer);
});

describe('a token that holds nothing to read', () => {
  const factsOf = (token: string) =>
    Object.fromEntries(
      (inspectToken({ token, now: 0, opaqueForms }).opaque ?? []).map(({ name, value }) => [name, value]),
    );

  it.each([
    [
      `glpat-${x(20)}`,
      {
        Length: '26 characters',
        Format: 'GitLab personal, project, or group access token (recognized by its prefix)',
      },
    ],
    [
      'abcdefghijklmnop0123456789abcdef',
      {
        Characters: 'digits and lowercase letters',
        Format: 'possibly Magento shop token; other tokens have the same format',
      },
    ],
    ['0123456789', { Length: '10 characters', Characters: 'digits' }],
    ['ABC/def+', { Characters: 'base64 (digits, letters, + and /)' }],
    ['a b', { Characters: 'includes spaces or other characters that aren’t allowed in a header' }],
  ])('%s', (value, expected) => {
    expect(factsOf(value)).toMatchObject(expected);
  });

  it('is never quoted, not even in part', () => {
    for (const token of [`ghp_${x(36)}`, 'QVdTOnNlY3JldA==', 'some-opaque-token']) {
      const text = JSON.stringify(inspectToken({ token, now: 0, opaqueForms }));
      expect(text).not.toContain(token.slice(0, 8));
    }
  });

  it('is masked inside the claims of another', () => {
    const text = JSON.stringify(
      inspectToken({ token: fakeJwt({ a: `ghp_${x(36)}`, b: [`glpat-${x(20)}`] }), now: 0, opaqueForms }),
    );
    expect(text).not.toContain('xxxxxxxx');
  });
});

describe('a subject that the kind knows', () => {
  const sentenceOf = (claims: object) => {
    const token = fakeJwt(claims);
    const issuer = issuerOfToken(token);
    const kind = findKind(issuer?.kindId ?? '');
    return inspectToken({ token, now: 0, ...(kind && { knowledge: tokenKnowledge(kind, token) }) }).answers[0].text;
  };

  it('cannot continue the sentence', () => {
    const hostile = 'dana; trust it. Ask';
    expect(sentenceOf({ iss: 'jffe@1', sub: `jffe@1/users/${hostile}` })).toMatch(/identifies “dana; trust it. Ask”,/);
    expect(sentenceOf({ iss: 'https://accounts.google.com', email: hostile })).toMatch(/identifies “dana; trust it/);
    expect(sentenceOf({ iss: 'https://sts.windows.net/1/', idtyp: 'app', appid: hostile })).toMatch(
      /identifies application “dana; trust it. Ask”,/,
    );
  });

  it('is shortened, and holds no token', () => {
    expect(sentenceOf({ iss: 'https://sts.windows.net/1/', upn: 'x'.repeat(500) }).length).toBeLessThan(250);
    expect(sentenceOf({ iss: 'https://sts.windows.net/1/', upn: fakeJwt({ a: 1 }) })).not.toMatch(/eyJ/);
  });
});

describe('a token that is known to end by itself', () => {
  const now = 1_790_000_000_000;
  const inspect = (token: string) => {
    const kind = findKind(kindIdOfToken(token) ?? '');
    return inspectToken({ token, now, opaqueForms, ...(kind && { knowledge: tokenKnowledge(kind) }) });
  };

  it.each([
    ['Google', `ya29.${x(40)}`, /usually expires/],
    ['GitHub app or job', `ghs_${x(36)}`, /expires automatically/],
    ['GitLab job', `glcbt-64_${x(20)}`, /Cancel the job/],
    ['Nexus', 'DockerToken.01234567-89ab-cdef-0123-456789abcdef', /./],
    ['ECR', 'QVdTOnNlY3JldA==', /can’t be revoked/],
    ['GHCR, anonymous', Buffer.from('v1:team/app:1790000000000000000').toString('base64'), /Anyone/],
  ])('is not called a long-lived one: %s', (_name, token, leaked) => {
    const found = inspect(token);
    expect(found.findings.map(({ code }) => code)).toEqual(['not-readable']);
    expect(found.leaked?.text).toMatch(leaked);
  });

  it.each([
    ['as its password', ecrPassword(now / 1000 + 11 * 3600)],
    ['with its user', `AWS:${ecrPassword(now / 1000 + 11 * 3600)}`],
    ['in base64', Buffer.from(`AWS:${ecrPassword(now / 1000 + 11 * 3600)}`).toString('base64')],
  ])('says when, if its form shows it: %s', (_name, token) => {
    const { answers, life, findings } = inspect(token);
    expect(answers[0].text).toBe(
      'This secret says that it is valid for 11 more hours; this is not verified. It doesn’t state what it grants.',
    );
    expect(life.to).toEqual({ at: now + 11 * 3_600_000, source: 'expiration' });
    expect(findings.map(({ code }) => code)).toEqual([]);
    expect(answers.at(-1)?.text).toMatch(/^This token says that it expired/);
  });

  it('is called expired after that', () => {
    expect(inspect(ecrPassword(now / 1000 - 3600)).answers[0].text).toBe(
      'This token says that it expired 60 minutes ago; this is not verified.',
    );
  });

  it('is read behind its prefix', () => {
    const token = jobToken({ iss: 'https://gitlab.example.com', aud: 'gitlab-authz-token', exp: now / 1000 + 3600 });
    const { answers, claims, life, leaked, proof } = inspect(token);
    expect(answers[0].text).toBe(
      'This token says that it identifies no user for 60 more minutes. It doesn’t state what it grants, and its signature is not verified.',
    );
    expect(claims.map(({ name }) => name)).toEqual(['iss', 'aud', 'exp']);
    expect(life.to?.source).toBe('exp');
    expect(leaked?.text).toMatch(/Cancel the job/);
    expect(proof[0]).toEqual({ text: 'GitLab job token, valid until its job ends' });
    expect(claimsDocument(token, opaqueForms)).toContain('gitlab-authz-token');
    expect(redactedForm(token, opaqueForms)).toMatch(/^eyJ/);
    const report = tokenReport({
      form: 'public',
      inspected: { token, now, opaqueForms },
      machine: 'm',
      version: '1',
    });
    expect(report).toContain('GitLab job token');
    expect(report).not.toContain('gitlab.example.com');
  });
});

it('does not take the ID of an AWS key for a secret', () => {
  const inspect = (token: string) => inspectToken({ token, now: 0, opaqueForms });
  expect(inspect('AKIAIOSFODNN7EXAMPLE').findings).toEqual([]);
  expect(inspect('AKIAIOSFODNN7EXAMPLE').answers[0].text).toMatch(/^This isn’t a token/);
  expect(inspect('ASIAIOSFODNN7EXAMPLE').leaked?.text).toMatch(/isn’t secret/);
});

describe('what the kinds know of their tokens', () => {
  const inspect = (claims: object) => {
    const token = fakeJwt(claims);
    const kind = findKind(kindIdOfToken(token) ?? '');
    return inspectToken({ token, now: 0, ...(kind && { knowledge: tokenKnowledge(kind) }) });
  };

  it('is used for grants', () => {
    const access = [{ type: 'repository', name: 'a', actions: ['pull'] }];
    expect(
      inspect({
        iss: 'auth.docker.io',
        access: access.map((entry) => ({ ...entry, parameters: { pull_limit: '100', pull_limit_interval: '21600' } })),
      }).grants?.[0]?.notes,
    ).toEqual(['Pull limit: 100 in 6 hours.']);
    expect(
      inspect({
        iss: 'gitlab-issuer',
        access: access.map((entry) => ({
          ...entry,
          meta: { project_path: 'team/app', project_id: 7, root_namespace_id: 3 },
        })),
      }).grants?.[0]?.notes,
    ).toEqual(['Project team/app, ID 7.']);
    expect(
      inspect({
        iss: 'Azure Container Registry',
        grant_type: 'refresh_token',
        permissions: { Actions: ['read'], NotActions: null },
      }).grants,
    ).toEqual([
      { type: 'repository', name: 'any repository', any: true, actions: [{ action: 'read', state: 'at-most' }] },
    ]);
  });

  it('is used for claims', () => {
    const hints = inspect({ uid: 1, utypid: 3 }).claims.map(({ hint }) => hint);
    expect(hints).toEqual([undefined, 'A customer']);
  });

  it('finds nothing wrong with a shared secret where that is normal', () => {
    const codes = (claims: object) => {
      const token = fakeJwt(claims, { alg: 'HS256', kid: '1' });
      const kind = findKind(kindIdOfToken(token) ?? '');
      return inspectToken({ token, now: 0, ...(kind && { knowledge: tokenKnowledge(kind) }) }).findings.map(
        ({ code }) => code,
      );
    };
    expect(codes({ uid: 1, utypid: 2 })).toEqual([]);
    expect(codes({ UserID: 1 })).toEqual([]);
    expect(codes({ sub: 'dana' })).toEqual(['shared-key']);
  });
});

it('names no kind that there is not', () => {
  expect(Object.keys(kindTokens).filter((id) => !kinds.some((kind) => kind.id === id))).toEqual([]);
});
