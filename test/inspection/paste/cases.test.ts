import { describe, expect, it } from 'vitest';
import { findTokens } from '../../../src/inspection/paste.js';
import { base64, ecr, ghp, glpat, hub, inOneLine, jwt, shop, unsigned, wrap } from './samples.js';

type Secret = string | { readonly value: string; readonly user?: string; readonly host?: string };
interface Row {
  readonly name: string;
  readonly text: string;
  readonly secrets: readonly Secret[];
}

const ya29 = 'ya29.a0FakeFake1Fake2Fake3Fake4Fake5Fake6';
const job = `glcbt-${hub}`;
const basic = base64(`dana:${ghp}`);
const config = JSON.stringify({ auths: { 'ghcr.io': { auth: basic } } });
const dana = (value: string, host?: string) => ({ value, user: 'dana', ...(host !== undefined && { host }) });

const named = (name: string, text: string, ...secrets: Secret[]): Row => ({ name, text, secrets });

const whole: readonly Row[] = [
  named('A1 HTTP/2 trace of curl', `* [HTTP/2] [1] [authorization: Bearer ${hub}]`, hub),
  named('A1 Copy as cURL (cmd)', `  -H ^"authorization: Bearer ${hub}^" ^`, hub),
  named('A1 both', `* [HTTP/2] [1] [authorization: Bearer ${hub}]\n> authorization: Bearer ${hub}\n`, hub),
  named('A1 Copy as cURL (cmd), opaque', `curl ^"https://x.example/v2/^" ^\n  -H ^"authorization: Bearer ${ghp}^"`, {
    value: ghp,
    host: 'x.example',
  }),
  named('A1 Basic in brackets', `[authorization: Basic ${base64('team+ci:ROBOT1234')}]`, {
    value: 'ROBOT1234',
    user: 'team+ci',
  }),
  named('A2 a path behind it', `GET /callback/${hub}/done HTTP/1.1`, hub),
  named('A3 curl, wrapped', `curl -H "Authorization: Bearer ${wrap(hub, 120)}" https://x/v2/`, hub),
  named('A3 JSON, wrapped', `{"token": "${wrap(hub, 80)}", "expires_in": 300}`, hub),
  named('A3 header, wrapped', `Authorization: Bearer ${wrap(hub, 76)}`, hub),
  named('A3 mail', `Hi,\nhere is the token that I got:\n${wrap(hub, 72)}\n\nBest regards\nDana`, hub),
  named('A3 YAML, folded', `token: >-\n  ${wrap(hub, 60, '\n  ')}\nnext: 1`, hub),
  named('A5 no signature', unsigned, unsigned),
  named('A5 no signature, in a header', `Authorization: Bearer ${unsigned}`, unsigned),
  named('A5 no signature, in JSON', JSON.stringify({ token: unsigned }), unsigned),
  named(
    'A7 containerd',
    'failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://x.azurecr.io/oauth2/token?scope=repository%3Ateam%2Fapp%3Apull&service=x.azurecr.io: 401 Unauthorized',
  ),
  named('A7 malformed', 'error: token: malformed, see https://x.example/docs'),
  named('A7 signature', 'invalid token: signature verification failed'),
  named('A7 required', 'id_token: required'),
  named('A7 redacted', 'token=REDACTED'),
  named('A7 undefined', '{"token":"undefined"}'),
  named('A7 address', 'token:https://auth.example/token'),
  named('A7 .http file', `GET https://x.example/v2/\nAuthorization: Bearer {{token}}\n\n@token = ${ghp}\n`, ghp),
  named('A7 template', 'Authorization: Bearer {access_token}'),
  named('A7 YOUR_TOKEN', 'curl -H "Authorization: Bearer YOUR_TOKEN" https://x.example/v2/'),
  named('A7 masked', 'token: [MASKED]'),
  named('A7 crossed out', 'token: XXXXXXXXXXXX'),
  named('A7 !{token}', 'Authorization: Bearer !{token}'),
  named('A7 prose', 'authorization: bearer authentication required'),
  named(
    'A8 password in an environment',
    'DOCKER_PASSWORD=dckr_pat_Fake0Fake1Fake2Fake3Fak',
    'dckr_pat_Fake0Fake1Fake2Fake3Fak',
  ),
  named('A8 PAT', `GITHUB_PAT=${ghp}`, ghp),
  named('A8 secret', 'QUAY_ROBOT_SECRET=FAKE0FAKE1FAKE2FAKE3', 'FAKE0FAKE1FAKE2FAKE3'),
  named('A8 npm', `//npm.pkg.github.com/:_authToken=${ghp}`, { value: ghp, host: 'npm.pkg.github.com' }),
  named('A9 escaped line end', `{"log":"token:\\n${hub}\\n"}`, hub),
  named('A9 escaped line end, a fragment', `"log":"token:\\n${hub}\\n"`, hub),
  named('A9 quoted-printable', `token=3D${hub}`, hub),
  named('B5 job token', `CI_JOB_TOKEN=${job}`, job),
  named('B5 job token in prose', `The job token is ${job} as of today.`, job),
  named(
    'D1 get-authorization-token',
    JSON.stringify({
      authorizationData: [
        {
          authorizationToken: base64(`AWS:${ecr}`),
          expiresAt: 1790040000.1,
          proxyEndpoint: 'https://123456789012.dkr.ecr.eu-west-1.amazonaws.com',
        },
      ],
    }),
    { value: ecr, user: 'AWS', host: '123456789012.dkr.ecr.eu-west-1.amazonaws.com' },
  ),
  named(
    'D1 ecr-public',
    JSON.stringify({
      authorizationData: { authorizationToken: base64(`AWS:${ecr}`), expiresAt: '2026-11-30T03:00:00+00:00' },
    }),
    { value: ecr, user: 'AWS' },
  ),
  named(
    'D1 output text',
    `AUTHORIZATIONDATA\t${base64(`AWS:${ecr}`)}\t1790040000.1\thttps://123456789012.dkr.ecr.eu-west-1.amazonaws.com`,
    base64(`AWS:${ecr}`),
  ),
  named(
    'D2 YAML',
    `apiVersion: v1\nkind: Secret\ndata:\n  .dockerconfigjson: ${base64(config)}\n`,
    dana(ghp, 'ghcr.io'),
  ),
  named(
    'D2 JSON',
    JSON.stringify({ kind: 'Secret', data: { '.dockerconfigjson': base64(config) } }),
    dana(ghp, 'ghcr.io'),
  ),
  named(
    'D2 .dockercfg',
    `data:\n  .dockercfg: ${base64(JSON.stringify({ 'ghcr.io': { auth: basic } }))}`,
    dana(ghp, 'ghcr.io'),
  ),
  named('D2 bare', base64(config), dana(ghp, 'ghcr.io')),
  named('D2 bare, wrapped', wrap(base64(config), 76), dana(ghp, 'ghcr.io')),
  named('D2 service account', `kind: Secret\ndata:\n  token: ${base64(hub)}\n`, hub),
  named(
    'D3 without auth',
    JSON.stringify({ auths: { 'registry.gitlab.com': { username: 'dana', password: glpat } } }),
    dana(glpat, 'registry.gitlab.com'),
  ),
  named(
    'D3 oauth2accesstoken',
    JSON.stringify({ auths: { 'europe-docker.pkg.dev': { username: 'oauth2accesstoken', password: ya29 } } }),
    { value: ya29, user: 'oauth2accesstoken', host: 'europe-docker.pkg.dev' },
  ),
  named(
    'D3 helper',
    JSON.stringify({ ServerURL: 'https://ghcr.io', Username: 'dana', Secret: ghp }),
    dana(ghp, 'ghcr.io'),
  ),
  named('D4 one line', `machine registry.gitlab.com login dana password ${glpat}`, dana(glpat, 'registry.gitlab.com')),
  named(
    'D4 lines',
    `machine registry.gitlab.com\n  login dana\n  password ${glpat}\n`,
    dana(glpat, 'registry.gitlab.com'),
  ),
  named(
    'D4 tabs',
    `machine\tregistry.gitlab.com\n\tpassword\t${glpat}\n\tlogin\tdana\n`,
    dana(glpat, 'registry.gitlab.com'),
  ),
  named('D4 default', `default login dana password ${glpat}`, dana(glpat)),
  named('D5 docker login -p', `docker login -u dana -p ${ghp} ghcr.io`, dana(ghp, 'ghcr.io')),
  named('D5 docker login --password', `docker login --username=dana --password=${ghp} ghcr.io`, dana(ghp, 'ghcr.io')),
  named(
    'D5 docker login, ordinary password',
    'docker login quay.example.com -u dana -p Harbor12345',
    dana('Harbor12345', 'quay.example.com'),
  ),
  named('D5 curl -u', `curl -u dana:${ghp} https://ghcr.io/token`, dana(ghp, 'ghcr.io')),
  named('D5 curl -u AWS', `curl -u AWS:${ecr} https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/v2/`, {
    value: ecr,
    user: 'AWS',
    host: '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
  }),
  named('D5 skopeo', `skopeo copy --src-creds=dana:${ghp} docker://ghcr.io/a/b dir:x`, dana(ghp, 'ghcr.io')),
  named('D5 --oauth2-bearer', `curl --oauth2-bearer ${ya29} https://x.example/`, ya29),
  named('D5 piped', `echo "${ghp}" | docker login ghcr.io -u dana --password-stdin`, dana(ghp, 'ghcr.io')),
  named('D5 URL', `https://oauth2:${glpat}@gitlab.com/team/app.git`, {
    value: glpat,
    user: 'oauth2',
    host: 'gitlab.com',
  }),
  named('D5 prose', `Here is my token ${ghp}`, ghp),
  named('D5 PRIVATE-TOKEN', `curl --header "PRIVATE-TOKEN: ${glpat}" "https://gitlab.example/api/v4/projects"`, glpat),
  named('D5 JOB-TOKEN', `JOB-TOKEN: ${job}`, job),
  named('D5 token scheme', `Authorization: token ${ghp}`, ghp),
  named('D5 CI_REGISTRY_PASSWORD', `CI_REGISTRY_PASSWORD=${job}`, job),
  named('D5 PowerShell', `Connect-Thing -Token "${ghp}"`, ghp),
  ...[
    'customer_token',
    'auth_token',
    'bearer_token',
    'gitlab_token',
    'api_token',
    'job_token',
    'authToken',
    'customerToken',
  ].map((name) => named(`D6 ${name}`, JSON.stringify({ [name]: 'Fake0Fake1Fake2' }), 'Fake0Fake1Fake2')),
  ...['_authToken', 'Token', 'AccessToken', 'IdentityToken', 'access-token'].map((name) =>
    named(`D6 ${name}`, `${name}: Fake0Fake1Fake2`, 'Fake0Fake1Fake2'),
  ),
  named('D6 Access Token', `Access Token: ${shop}`, shop),
  named('D6 GraphQL', JSON.stringify({ data: { generateCustomerTokenAsAdmin: { customer_token: shop } } }), shop),
  named('D6 token_type', '{"token_type":"Bearer_12345"}'),
  named('D6 csrf-token', 'csrf-token: Fake0Fake1Fake2'),
  named('D6 auth: basic', 'auth: basic'),
  named('D7 response', `<?xml version="1.0"?>\n<response>${shop}</response>`, shop),
  named('D7 SOAP', `<env:Body><ns1:xResponse><result>${shop}</result></ns1:xResponse></env:Body>`, shop),
  named('D7 a prompt behind it', `"${shop}"dana@host:~$ `, shop),
  named('D8 HAR', JSON.stringify({ headers: [{ name: 'Authorization', value: `Bearer ${ghp}` }] }), ghp),
  named('D8 HAR, Basic', JSON.stringify({ headers: [{ name: 'Authorization', value: `Basic ${basic}` }] }), dana(ghp)),
  named('D8 HAR, query', JSON.stringify({ queryString: [{ name: 'access_token', value: ghp }] }), ghp),
  named('D8 Postman', JSON.stringify({ values: [{ key: 'token', value: ghp, enabled: true }] }), ghp),
  named('D8 Postman, access_token', JSON.stringify([{ key: 'access_token', value: ghp }]), ghp),
  named('D9 colors', `\u001b[36m${hub}\u001b[0m`, hub),
  named('D9 colors without their first character', `token [36m${hub}[0m`, hub),
  named('D9 percent', `Bearer%20${hub}`, hub),
  named('D9 %22', `%22${hub}%22`, hub),
  named('D9 \\u0022', `\\u0022${hub}\\u0022`, hub),
  named('D9 \\t', `token\\t${hub}`, hub),
  named('D9 %3D', `token%3D${hub}`, hub),
  named('D9 a signed cookie', `connect.sid=s%3A${hub}.c2lnbmF0dXJlb2Z0aGVjb29raWU`, hub),
  named('D10 JSON in JSON', JSON.stringify({ body: JSON.stringify({ token: ghp }) }), ghp),
  named('D10 a fragment of it', `"body":"{\\"token\\":\\"${ghp}\\"}"`, ghp),
  named('D10 a header in it', `{\\"Authorization\\": \\"Bearer ${ghp}\\"}`, ghp),
  named('D10 Ruby', `{"Authorization"=>"Bearer ${ghp}"}`, ghp),
  named('D10 Ruby, token', `{"token"=>"Fake0Fake1Fake2"}`, 'Fake0Fake1Fake2'),
  named('D10 Go', `http.Header{"Authorization":[]string{"Bearer ${ghp}"}}`, ghp),
  named('D10 base64 of user and token as bearer', `Authorization: Bearer ${basic}`, basic),
  named(
    'D11 a password in UTF-8',
    JSON.stringify({ auths: { 'quay.example.com': { auth: base64('dana:pässwörd1') } } }),
    dana('pässwörd1', 'quay.example.com'),
  ),
  named(
    'several hosts',
    JSON.stringify({
      auths: {
        'a.example': { auth: base64('dana:one-Secret1') },
        'b.example:5000': { auth: base64('kim:two-Secret2') },
      },
    }),
    dana('one-Secret1', 'a.example'),
    { value: 'two-Secret2', user: 'kim', host: 'b.example:5000' },
  ),
  named('user and token', `dana:${ghp}`, dana(ghp)),
  named('robot and token', 'team+ci:FAKE0FAKE1FAKE2FAKE3', { value: 'FAKE0FAKE1FAKE2FAKE3', user: 'team+ci' }),
  named('user and token in base64', base64('dana:One-Secret1'), dana('One-Secret1')),
  named('image with a tag', 'team/app:v1.2.3-abc1234567'),
  named('digest', `sha256:${'a1'.repeat(32)}`),
  named('UUID', '550e8400-e29b-41d4-a716-446655440000'),
  named(
    'challenge',
    'WWW-Authenticate: Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/alpine:pull"',
  ),
  named(
    'Magento admin',
    jwt({ uid: 1, utypid: 2, iat: 1, exp: 2 }, { alg: 'HS256' }, 32),
    jwt({ uid: 1, utypid: 2, iat: 1, exp: 2 }, { alg: 'HS256' }, 32),
  ),
];

const plain = (secret: Secret) => (typeof secret === 'string' ? { value: secret } : secret);

describe('reported texts, each pasted from the clipboard and into the input box', () => {
  it.each(whole)('$name', ({ text, secrets }) => {
    for (const pasted of [text, inOneLine(text)]) {
      const found = findTokens(pasted).map(({ value, user, host }) => ({
        value,
        ...(user !== undefined && { user }),
        ...(host !== undefined && { host }),
      }));
      expect(found, pasted.slice(0, 200)).toMatchObject(secrets.map(plain));
      expect(found.length).toBe(secrets.length);
    }
  });
});
