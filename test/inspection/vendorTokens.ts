import { fakeJwt } from '../auth/jwtFixture.js';
import { NOW, seconds } from './inspectionFixture.js';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const uuid = '9f3c2a1e-5b7d-4c86-a0d2-7e61f4b8c935';
const times = (ago: number, left: number) => ({ iat: seconds - ago, nbf: seconds - ago, exp: seconds + left });
const pull = (name: string, more: object = {}) => ({ type: 'repository', name, actions: ['pull'], ...more });

const limits = { parameters: { pull_limit: '100', pull_limit_interval: '21600' } };
const hub = { aud: 'registry.docker.io', iss: 'auth.docker.io', jti: 'dckr_jti_Fake0Fake1Fake2', ...times(60, 240) };
const gitlab = {
  aud: 'container_registry',
  iss: 'gitlab-issuer',
  jti: uuid,
  ...times(60, 840),
  access: [
    pull('team/app', {
      actions: ['push', 'pull'],
      meta: { project_path: 'team/app', project_id: 7, root_namespace_id: 3 },
    }),
  ],
};
const harbor = { iss: 'harbor-token-issuer', aud: 'harbor-registry', jti: 'FakeFakeFake', ...times(60, 1740) };
const quay = { iss: 'quay', aud: 'quay.io', ...times(60, 3540) };
const roots = { 'com.apostille.roots': { 'team/app': '$disabled' }, 'com.apostille.root': '$disabled' };
const acr = { aud: 'contosoregistry.azurecr.io', iss: 'Azure Container Registry', version: '1.0', rid: uuid };
const entra = {
  iss: `https://sts.windows.net/${uuid}/`,
  ...times(300, 86_000),
  appid: '04b07795-8ddb-461a-bbee-02f9e1bf7b46',
  oid: uuid,
  tid: uuid,
  ver: '1.0',
};
const ecrPassword = base64(
  JSON.stringify({
    payload: 'FakeFakeFake',
    datakey: 'FakeFakeFake',
    version: '2',
    type: 'DATA_KEY',
    expiration: seconds + 11 * 3600,
  }),
);
const google = {
  iss: 'https://accounts.google.com',
  azp: '32555940559.apps.googleusercontent.com',
  aud: '32555940559.apps.googleusercontent.com',
  sub: '114500000000000000000',
  ...times(60, 3540),
};
const magento = { iat: seconds - 60, exp: seconds + 3540 };
const hs256 = { alg: 'HS256', typ: 'JWT' };
const magentoHeader = { kid: '1', alg: 'HS256' };

/** One token of each type that people meet, in the form of its maker, with fake values. */
export const vendorTokens = {
  'Docker Hub, user': fakeJwt({ ...hub, sub: uuid, access: [pull('dana/app', limits)] }),
  'Docker Hub, anonymous': fakeJwt({ ...hub, sub: '', access: [pull('library/alpine', limits)] }),
  'Docker Hub, organization': fakeJwt({
    ...hub,
    sub: 'contoso',
    access: [pull('contoso/app', { actions: ['pull', 'push'] })],
  }),
  'Docker Hub, personal access token': 'dckr_pat_FakeFakeFakeFakeFakeFake123',
  'Docker Hub, organization access token': 'dckr_oat_FakeFakeFakeFakeFakeFake123',
  'GHCR, anonymous': base64('v1:team/app:1790000000000000000'),
  'GHCR, personal access token in base64': base64('ghp_Fake0Fake1Fake2Fake3Fake4Fake5Fake6Fa'),
  'GHCR, user and token in base64': base64('dana:ghp_Fake0Fake1Fake2Fake3Fake4Fake5Fake6Fa'),
  'GitHub, job': 'ghs_Fake0Fake1Fake2Fake3Fake4Fake5Fake6Fa',
  'GitHub, application': 'gho_Fake0Fake1Fake2Fake3Fake4Fake5Fake6Fa',
  'GitLab, personal': fakeJwt({ ...gitlab, sub: 'dana', auth_type: 'personal_access_token' }),
  'GitLab, deploy token': fakeJwt({ ...gitlab, sub: null, auth_type: 'deploy_token' }),
  'GitLab, job': fakeJwt({ ...gitlab, sub: 'dana', auth_type: 'build' }),
  'GitLab, before 14': fakeJwt({ ...gitlab, iss: 'omnibus-gitlab-issuer', sub: 'dana' }),
  'GitLab, job token': `glcbt-${fakeJwt({
    iss: 'gitlab.com',
    aud: 'gitlab-authz-token',
    sub: 'gid://gitlab/Ci::Build/1234',
    version: '0.1.0',
    jti: uuid,
    ...times(60, 3540),
  })}`,
  'GitLab, old job token': 'glcbt-64_FakeFakeFakeFake1234',
  'GitLab, personal access token': 'glpat-FakeFakeFakeFake1234',
  'Harbor, administrator of a project': fakeJwt({
    ...harbor,
    sub: 'dana',
    access: [pull('team/app', { actions: ['pull', 'push', 'delete', '*'] })],
  }),
  'Harbor, robot': fakeJwt({ ...harbor, sub: 'robot$team+ci', access: [pull('team/app')] }),
  'Harbor, anonymous': fakeJwt({ ...harbor, access: [] }),
  'Harbor, old robot': fakeJwt({
    iss: 'harbor-token-defaultIssuer',
    ...times(60, 30 * 86_400),
    id: 7,
    pid: 3,
    access: [{ Resource: '/project/3/repository', Action: 'push', Effect: '' }],
  }),
  'Quay, user': fakeJwt({
    ...quay,
    sub: 'dana',
    access: [pull('team/app', { actions: ['push', 'pull'] })],
    context: { version: 2, entity_kind: 'user', entity_reference: uuid, kind: 'user', user: 'dana', ...roots },
  }),
  'Quay, robot': fakeJwt({
    ...quay,
    sub: 'team+ci',
    access: [pull('team/app')],
    context: { version: 2, entity_kind: 'robot', entity_reference: 'team+ci', kind: 'user', user: 'team+ci', ...roots },
  }),
  'Quay, OAuth': fakeJwt({
    ...quay,
    sub: 'dana',
    access: [pull('team/app')],
    context: { version: 2, entity_kind: 'oauthtoken', entity_reference: uuid, kind: 'oauth', user: 'dana', ...roots },
  }),
  'Quay, application': fakeJwt({
    ...quay,
    sub: 'dana',
    access: [pull('team/app')],
    context: { version: 2, entity_kind: 'appspecifictoken', entity_reference: uuid, kind: 'user', user: 'dana' },
  }),
  'Quay, access token': fakeJwt({
    ...quay,
    sub: '(anonymous)',
    access: [pull('team/app')],
    context: { version: 2, entity_kind: 'token', entity_reference: 'FAKECODE0123456789', kind: 'token' },
  }),
  'Quay, anonymous': fakeJwt({
    ...quay,
    sub: '(anonymous)',
    access: [pull('team/app', { actions: [] })],
    context: { version: 2, entity_kind: 'anonymous', kind: 'anonymous', ...roots },
  }),
  'ACR, access': fakeJwt({
    ...acr,
    ...times(900, 3600),
    sub: 'dana@contoso.example',
    grant_type: 'access_token',
    access: [pull('samples/*')],
    roles: [],
  }),
  'ACR, refresh': fakeJwt({
    ...acr,
    ...times(900, 10_800),
    sub: 'dana@contoso.example',
    grant_type: 'refresh_token',
    appid: entra.appid,
    tenant: uuid,
    permissions: { Actions: ['read', 'write'], NotActions: null },
    roles: [],
  }),
  'ACR, catalogue': fakeJwt({
    ...acr,
    ...times(900, 3600),
    sub: 'dana@contoso.example',
    grant_type: 'access_token',
    access: [{ type: 'registry', name: 'catalog', actions: ['*'] }],
  }),
  'Entra, person': fakeJwt({
    ...entra,
    aud: 'https://management.azure.com',
    upn: 'dana@contoso.example',
    unique_name: 'dana@contoso.example',
    scp: 'user_impersonation',
    idtyp: 'user',
    sub: 'FakeFakeFakeFake',
  }),
  'Entra, application': fakeJwt({
    ...entra,
    aud: 'https://containerregistry.azure.net',
    idtyp: 'app',
    sub: uuid,
  }),
  'ECR, password': ecrPassword,
  'ECR, Basic': base64(`AWS:${ecrPassword}`),
  'ECR Public, bearer': base64(
    JSON.stringify({ payload: 'Fake', datakey: 'Fake', version: '3', type: 'DATA_KEY', expiration: seconds + 7200 }),
  ),
  'AWS, access key ID': 'AKIAIOSFODNN7EXAMPLE',
  'Google, access': 'ya29.a0FakeFakeFakeFakeFakeFakeFakeFakeFakeFake',
  'Google, ID token': fakeJwt({ ...google, email: 'dana@example.org', email_verified: true, hd: 'example.org' }),
  'Artifactory, identity': fakeJwt({
    sub: 'jffe@000/users/dana',
    scp: 'applied-permissions/user',
    aud: ['jfrt@*'],
    iss: 'jffe@000',
    iat: seconds - 86_400,
    jti: uuid,
  }),
  'Artifactory, bearer': fakeJwt({
    sub: 'jfrt@01fake/users/dana',
    scp: 'member-of-groups:readers api:*',
    aud: 'jfrt@01fake',
    iss: 'jfrt@01fake',
    ...times(60, 3540),
    jti: uuid,
  }),
  'Artifactory, reference': base64('reftkn:01:1790000000:FakeFakeFakeFake'),
  Nexus: 'DockerToken.01234567-89ab-cdef-0123-456789abcdef',
  'Gitea, user': fakeJwt({ UserID: 5, Scope: '', ActionsUserTaskID: 0, exp: seconds + 86_400, nbf: seconds }, hs256),
  'Gitea, anonymous': fakeJwt({ UserID: -1, exp: seconds + 86_400, nbf: seconds }, hs256),
  'Forgejo, task': fakeJwt({ UserID: -2, ActionsUserTaskID: 9, exp: seconds + 3600, nbf: seconds }, hs256),
  'Gitea, access token': '0123456789abcdef0123456789abcdef01234567',
  'zot, ends of its own': fakeJwt({
    iss: 'auth.example.com',
    aud: 'zot.example.com',
    sub: 'dana',
    ...times(60, 3540),
    access: [pull('team/app', { exp: seconds + 600 })],
  }),
  'zot, API key': 'zak_0123456789abcdef0123456789abcdef',
  'IBM, IAM': fakeJwt({
    iam_id: 'IBMid-5500000FAK',
    id: 'IBMid-5500000FAK',
    realmid: 'IBMid',
    sub: 'dana@example.org',
    account: { valid: true, bss: 'fake' },
    ...times(60, 3540),
    iss: 'https://iam.cloud.ibm.com/identity',
    grant_type: 'urn:ibm:params:oauth:grant-type:apikey',
    scope: 'ibm openid',
    client_id: 'default',
  }),
  'DigitalOcean, API token': `dop_v1_${'0123456789abcdef'.repeat(4)}`,
  'DigitalOcean, application': `doo_v1_${'0123456789abcdef'.repeat(4)}`,
  'Alibaba, anonymous': fakeJwt({
    iss: 'dockerauth.aliyuncs.com',
    aud: 'registry.aliyuncs.com:cn-hangzhou:26842',
    sub: '',
    ...times(60, 540),
    access: [pull('team/app')],
  }),
  'Alibaba, user': fakeJwt({
    iss: 'dockerauth.aliyuncs.com',
    aud: 'registry.aliyuncs.com:cn-hangzhou:26842',
    sub: 'dana@1234567890',
    ...times(60, 540),
    access: [pull('team/app')],
  }),
  'Cloudsmith, OIDC': fakeJwt({
    iss: 'https://token.actions.githubusercontent.com',
    aud: 'api://cloudsmith',
    sub: 'repo:team/app:ref:refs/heads/main',
    ...times(60, 300),
  }),
  'Magento, admin user': fakeJwt({ uid: 1, utypid: 2, ...magento }, magentoHeader),
  'Magento, customer': fakeJwt({ uid: 42, utypid: 3, ...magento }, magentoHeader),
  'Magento, integration': 'abcdefghijklmnop0123456789abcdef',
  'Kubernetes, service account': fakeJwt({
    aud: ['https://kubernetes.default.svc.cluster.local'],
    ...times(60, 3540),
    iss: 'https://kubernetes.default.svc.cluster.local',
    'kubernetes.io': { namespace: 'ci', serviceaccount: { name: 'builder', uid: uuid } },
    sub: 'system:serviceaccount:ci:builder',
  }),
  'Kubernetes, old service account': fakeJwt({
    iss: 'kubernetes/serviceaccount',
    'kubernetes.io/serviceaccount/namespace': 'ci',
    'kubernetes.io/serviceaccount/secret.name': 'builder-token-fake1',
    'kubernetes.io/serviceaccount/service-account.name': 'builder',
    sub: 'system:serviceaccount:ci:builder',
  }),
} as const;

/** When they are read. */
export const vendorTime = NOW;
