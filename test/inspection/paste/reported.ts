/**
 * Inputs that people paste, by the shapes of public bug reports and manuals. Every value is made up; only the shape is
 * of the source. None of them is a row of cases/inspect.md parts A to D.
 *
 * `expected`: each secret whole and exact, in the order of the text, each value once.
 * - `user`: the text names the user whose password the value is. Absent for a token that needs no user, and for the
 *   marker `<token>` of credential helpers, which names nobody.
 * - `host`: as the text writes it (an alias such as index.docker.io stays), small letters, with its port if that is not
 *   443. Of a request it is the host that the request goes to. A token answer alone names no host.
 * - An escaped value (percent, JSON, XML, shell, base64 of a field that is defined as base64) is expected decoded.
 * `debatable`: experts could differ; says about what.
 */
import { Buffer } from 'node:buffer';

export interface ReportedSecret {
  readonly value: string;
  readonly user?: string;
  readonly host?: string;
}

export interface ReportedInput {
  readonly name: string;
  /** Where the shape is from: "docker/cli issue 1234", "podman-login(1)". */
  readonly source: string;
  readonly text: string;
  readonly expected: readonly ReportedSecret[];
  readonly debatable?: string;
}

// --- Values -------------------------------------------------------------------------------------------------------

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
const base64url = (text: string): string => Buffer.from(text, 'utf8').toString('base64url');
const lines = (...all: readonly string[]): string => all.join('\n');
const json = (value: unknown, indent?: number): string => JSON.stringify(value, undefined, indent);

const signatureLengths: Readonly<Record<string, number>> = {
  ...{ RS256: 256, RS384: 256, RS512: 256, PS256: 256, PS384: 256, PS512: 256 },
  ...{ ES256: 64, ES384: 96, ES512: 132, EdDSA: 64, HS256: 32, HS384: 48, HS512: 64 },
};

/** A JWT whose three parts are of real form; the signature has the length of its `alg` (RSA: 2048 bits) and is fake. */
export function jwt(
  claims: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, unknown>> = { alg: 'RS256', typ: 'JWT', kid: 'FAKE:KEY0' },
  signatureBytes: number = signatureLengths[String(header.alg)] ?? 32,
): string {
  const signature = Buffer.from(Array.from({ length: signatureBytes }, (_, at) => (at * 73 + 17) % 256));
  return `${base64url(json(header))}.${base64url(json(claims))}.${signature.toString('base64url')}`;
}

/** Letters and digits that say what they are: Fake0Fake1Fake2… */
const fake = (length: number, from = 0): string =>
  Array.from({ length: Math.ceil(length / 5) }, (_, at) => `Fake${(at + from) % 10}`)
    .join('')
    .slice(0, length);
const FAKE = (length: number, from = 0): string => fake(length, from).toUpperCase();
/** Hexadecimal digits: fa4e0fa4e1… */
const hex = (length: number, from = 0): string => fake(length, from).toLowerCase().replaceAll('k', '4');

const times = { iat: 1784620800, nbf: 1784620800, exp: 1784621100 };
const hub = jwt({
  iss: 'auth.docker.io',
  aud: 'registry.docker.io',
  sub: '00000000-fa4e-4fa4-8fa4-fa4e00000001',
  ...times,
  jti: 'dckr_jti_fake0',
  access: [{ type: 'repository', name: 'team/app', actions: ['pull'] }],
});
const harbor = jwt({
  iss: 'harbor-token-issuer',
  aud: 'harbor-registry',
  sub: 'robot$team+ci',
  ...times,
  jti: 'fake0fake1',
  access: [{ type: 'repository', name: 'team/app', actions: ['pull', 'push'] }],
});
const es256 = jwt(
  { iss: 'auth.example.com', aud: 'registry.example.com', sub: 'dana', ...times },
  { alg: 'ES256', typ: 'JWT' },
);
const hs256 = jwt({ iss: 'auth.example.com', sub: 'kim', ...times }, { alg: 'HS256', typ: 'JWT' });
const gitlabJwt = jwt({
  iss: 'gitlab-jwt-fake',
  aud: 'container_registry',
  sub: 'dana',
  auth_type: 'gitlab_or_ldap',
  ...times,
});
const acrRefresh = jwt({
  ...{ jti: '00000000-fa4e-4fa4-8fa4-fa4e00000002', sub: 'dana@example.com', aud: 'example.azurecr.io' },
  ...{ version: '1.0', rid: 'fa4e0fa4e1fa4e2fa4e3fa4e4fa4e5fa', grant_type: 'refresh_token' },
  ...{ iss: 'Azure Container Registry', iat: 1784620800, nbf: 1784620800, exp: 1784631600 },
});
const entra = jwt({
  ...{
    aud: 'https://management.core.windows.net/',
    iss: 'https://sts.windows.net/00000000-fa4e-4fa4-8fa4-fa4e00000003/',
  },
  ...{ ...times, upn: 'dana@example.com', ver: '1.0' },
});
const ibm = jwt(
  {
    iam_id: 'IBMid-FAKE0FAKE1',
    id: 'IBMid-FAKE0FAKE1',
    iss: 'https://iam.cloud.ibm.com/identity',
    sub: 'dana@example.com',
    ...times,
  },
  { kid: '20260701fake', alg: 'RS256' },
);
const serviceAccount = jwt(
  {
    ...{ aud: ['https://kubernetes.default.svc'], iss: 'https://kubernetes.default.svc', ...times },
    ...{
      'kubernetes.io': {
        namespace: 'team',
        serviceaccount: { name: 'ci', uid: '00000000-fa4e-4fa4-8fa4-fa4e00000004' },
      },
    },
    sub: 'system:serviceaccount:team:ci',
  },
  { alg: 'RS256', kid: 'FAKEkidFAKEkidFAKEkid' },
);
const actionsOidc = jwt({
  nameid: 'dddddddd-fa4e-4fa4-8fa4-dddddddddddd',
  scp: 'Actions.GenericRead:fake',
  iss: 'https://vstoken.actions.githubusercontent.com',
  ...times,
});

const ghp = `ghp_${fake(36)}`;
const ghpOther = `ghp_${fake(36, 5)}`;
const gho = `gho_${fake(36, 1)}`;
const ghs = `ghs_${fake(36, 2)}`;
const githubPat = `github_pat_11${FAKE(20)}_${fake(59)}`;
const glpat = `glpat-${fake(20)}`;
/** GitLab's routable form: payload, version, length and checksum with dots between. */
const glpatRoutable = `glpat-${fake(27)}.01.0z1fake0f`;
const gldt = `gldt-${fake(20, 3)}`;
const dckrPat = `dckr_pat_${fake(27)}`;
const dckrOat = `dckr_oat_${fake(32)}`;
const dop = `dop_v1_${hex(64)}`;
const ya29 = `ya29.a0Fake_${fake(150)}-${fake(40)}_`;
const quayRobot = FAKE(64);
const quayOauth = fake(40);
const harborRobot = fake(32);
const npm = `npm_${fake(36)}`;
const pypi = `pypi-AgEIcHlwaS5vcmc${fake(140)}`;
const artifactoryKey = `AKCp8${fake(68)}`;
const ibmKey = `${fake(20)}_${fake(22)}-`;
const nvapi = `nvapi-${fake(64)}`;
const acrAdmin = `${fake(42)}+ACR${fake(6)}`;
const vaultToken = `hvs.CAESI${fake(86)}`;
const ecrPassword = base64(
  json({
    payload: `${fake(240)}==`,
    datakey: `AQEBAHh${fake(120)}=`,
    version: '2',
    type: 'DATA_KEY',
    expiration: 1784664000,
  }),
);
const ecrHost = '123456789012.dkr.ecr.eu-central-1.amazonaws.com';
/** A password that is of no known form, with the signs that shells, YAML and URLs care about. */
const odd = 'Fak3 (p@ss):w/rd#1';
const plain = 'Fake-pass-0815';

const serviceAccountKey = json(
  {
    ...{ type: 'service_account', project_id: 'fake-project', private_key_id: hex(40) },
    private_key: `-----BEGIN PRIVATE KEY-----\n${
      base64(fake(600))
        .match(/.{1,64}/g)
        ?.join('\n') ?? ''
    }\n-----END PRIVATE KEY-----\n`,
    ...{ client_email: 'ci@fake-project.iam.gserviceaccount.com', client_id: '100000000000000000001' },
    ...{ auth_uri: 'https://accounts.google.com/o/oauth2/auth', token_uri: 'https://oauth2.googleapis.com/token' },
    universe_domain: 'googleapis.com',
  },
  2,
);

// --- What tools do to a text --------------------------------------------------------------------------------------

const wrap = (text: string, width: number, by = '\n'): string =>
  text.match(new RegExp(`.{1,${width}}`, 'gs'))?.join(by) ?? '';

/** The dump of curl --trace-ascii: at most 64 characters a line, each line after its offset. */
function traceAscii(head: string): string {
  const rows: string[] = [`=> Send header, ${head.length} bytes (0x${head.length.toString(16)})`];
  let at = 0;
  for (const line of head.split('\r\n').slice(0, -1)) {
    for (let from = 0; from === 0 || from < line.length; from += 64) {
      rows.push(`${(at + from).toString(16).padStart(4, '0')}: ${line.slice(from, from + 64)}`);
    }
    at += line.length + 2;
  }
  return rows.join('\n');
}

/** Quoted-printable (RFC 2045 section 6.7): `=` is escaped, lines end softly before column 76. */
const quotedPrintable = (text: string): string =>
  wrap(text.replaceAll('=', '=3D'), 72, '=\r\n').replace(/=(=\r\n)3D|=3(=\r\n)D/g, '$1$2=3D');

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

// --- Traces of tools ----------------------------------------------------------------------------------------------

const traces: readonly ReportedInput[] = [
  {
    name: 'ctr --http-dump: each line of the request behind a log level',
    source: 'containerd/containerd issue 9907',
    text: lines(
      'DEBU[0000] resolving                                     host=harbor.example.com',
      'DEBU[0000] HEAD /v2/team/app/manifests/1.4 HTTP/1.1',
      'DEBU[0000] Host: harbor.example.com',
      'DEBU[0000] Accept: application/vnd.oci.image.index.v1+json, */*',
      `DEBU[0000] Authorization: Bearer ${harbor}`,
      'DEBU[0000] User-Agent: containerd/v2.1.4',
      'DEBU[0000] HTTP/1.1 200 OK',
      `DEBU[0000] Docker-Content-Digest: sha256:${hex(64)}`,
    ),
    expected: [{ value: harbor, host: 'harbor.example.com' }],
  },
  {
    name: 'podman --log-level=debug: the command line in parentheses, a port',
    source: 'containers/podman issue 14144',
    text: lines(
      'INFO[0000] podman filtering at log level debug',
      `DEBU[0000] Called login.PersistentPreRunE(podman login -u dana -p ${plain} registry.example.com:8443 --tls-verify=false -v --log-level=debug)`,
      'DEBU[0000] Merged system config "/usr/share/containers/containers.conf"',
      'Error: authenticating creds for "registry.example.com:8443": pinging container registry registry.example.com:8443: StatusCode: 404',
    ),
    expected: [{ value: plain, user: 'dana', host: 'registry.example.com:8443' }],
  },
  {
    name: 'podman --log-level=debug: the password right before the closing parenthesis',
    source: 'containers/podman issue 14144',
    text: `DEBU[0000] Called login.PersistentPreRunE(podman --log-level=debug login registry.example.com -u dana -p ${glpat})`,
    expected: [{ value: glpat, user: 'dana', host: 'registry.example.com' }],
  },
  {
    name: 'podman login with a token for a user that the registry ignores',
    source: 'containers/podman issue 2092',
    text: lines(
      `$ sudo podman login -p ${serviceAccount} -u unused image-registry.example.com`,
      'Authenticating with existing credentials...',
      'Login Succeeded!',
    ),
    expected: [{ value: serviceAccount, user: 'unused', host: 'image-registry.example.com' }],
  },
  {
    name: 'helm registry login to ECR, with its warning',
    source: 'helm/helm issue 7280',
    text: lines(
      `$ helm registry login -u AWS -p ${ecrPassword} https://${ecrHost}`,
      'WARNING! Using --password via the CLI is insecure. Use --password-stdin.',
      `Error: open /etc/docker/certs.d/${ecrHost}: permission denied`,
    ),
    expected: [{ value: ecrPassword, user: 'AWS', host: ecrHost }],
  },
  {
    name: 'helmfile lists the arguments of a failed command, one a line, with their sizes',
    source: 'helmfile/helmfile issue 1274',
    text: lines(
      'in ./helmfile.yaml: command "/usr/local/bin/helm" exited with non-zero status:',
      '',
      'PATH:',
      '  /usr/local/bin/helm',
      '',
      'ARGS:',
      '  0: helm (4 bytes)',
      '  1: registry (8 bytes)',
      '  2: login (5 bytes)',
      '  3: registry.example.com (20 bytes)',
      '  4: --username (10 bytes)',
      '  5: dana (4 bytes)',
      '  6: --password (10 bytes)',
      `  7: ${glpat} (${glpat.length} bytes)`,
      '',
      'ERROR:',
      '  exit status 1',
    ),
    expected: [{ value: glpat }],
    debatable: 'The token is beyond doubt; a reader that does not know this list need not name user and host.',
  },
  {
    name: 'curl --trace-ascii: the header wrapped at 64, each line behind an offset',
    source: 'curl(1) --trace-ascii, docs/examples/debug.c',
    text: lines(
      '== Info: Connected to registry.example.com (192.0.2.10) port 5000',
      traceAscii(
        `GET /v2/_catalog HTTP/1.1\r\nHost: registry.example.com:5000\r\nUser-Agent: curl/8.14.1\r\nAccept: */*\r\nAuthorization: Bearer ${es256}\r\n\r\n`,
      ),
      '<= Recv header, 17 bytes (0x11)',
      '0000: HTTP/1.1 200 OK',
    ),
    expected: [{ value: es256, host: 'registry.example.com:5000' }],
  },
  {
    name: 'wget -d: Basic between its marks',
    source: 'wget(1) --debug',
    text: lines(
      '---request begin---',
      'GET /v2/ HTTP/1.1',
      'Host: registry.example.com',
      'User-Agent: Wget/1.25.0',
      'Accept: */*',
      `Authorization: Basic ${base64(`dana:${plain}`)}`,
      'Connection: Keep-Alive',
      '',
      '---request end---',
      'HTTP request sent, awaiting response...',
    ),
    expected: [{ value: plain, user: 'dana', host: 'registry.example.com' }],
  },
  {
    name: 'Python http.client: the bytes that were sent, line ends as escapes',
    source: 'Python manual, http.client set_debuglevel; golemfactory/clay pull 4065',
    text: lines(
      String.raw`send: b'GET /v2/team/app/tags/list HTTP/1.1\r\nHost: registry.example.com\r\nUser-Agent: python-requests/2.32.4\r\nAuthorization: Bearer ${es256}\r\nAccept: */*\r\n\r\n'`,
      String.raw`reply: 'HTTP/1.1 200 OK\r\n'`,
      'header: Content-Type: application/json',
    ),
    expected: [{ value: es256, host: 'registry.example.com' }],
  },
  {
    name: 'Go prints an http.Header: lists in square brackets',
    source: 'dragonflyoss/dragonfly issue 2769 (other verb)',
    text: `level=info msg="start download" url=https://registry.example.com/v2/team/app/blobs/sha256:${hex(64)} header=map[Accept:[*/*] Authorization:[Bearer ${gitlabJwt}] User-Agent:[containerd/2.1.4]]`,
    expected: [{ value: gitlabJwt, host: 'registry.example.com' }],
  },
  {
    name: 'Go %+v of a Docker config: password and auth are the same secret',
    source: 'testcontainers/testcontainers-go pull 3721',
    text: `XXX: too many requests: {AuthConfigs:map[registry.example.com:5000:{Auth:${base64(`dana:${dckrPat}`)} Email: IdentityToken: Password:${dckrPat} RegistryToken: ServerAddress: Username:dana}] HTTPHeaders:map[] PsFormat: CredentialsStore: CredentialHelpers:map[]}`,
    expected: [{ value: dckrPat, user: 'dana', host: 'registry.example.com:5000' }],
  },
  {
    name: 'Go %#v of an AuthConfig that holds an identity token',
    source: 'docker/docker api types AuthConfig',
    text: `auth := registry.AuthConfig{Username:"", Password:"", Auth:"", Email:"", ServerAddress:"example.azurecr.io", IdentityToken:"${acrRefresh}", RegistryToken:""}`,
    expected: [{ value: acrRefresh, host: 'example.azurecr.io' }],
  },
  {
    name: 'CRI log of a pull, AuthConfig without quotes and with a comma before the brace',
    source: 'containerd/cri issue 960 (before the password was removed)',
    text: `time="2026-07-21T09:12:44.123456789Z" level=info msg="PullImage \\"registry.example.com/team/app:0.6\\" with auth config &AuthConfig{Username:kim,Password:${plain},Auth:,ServerAddress:,IdentityToken:,RegistryToken:,}"`,
    expected: [{ value: plain, user: 'kim' }],
    debatable: 'The host is that of the image; ServerAddress is empty, so a reader may leave it out.',
  },
  {
    name: 'Java toString of an AuthConfig, then the same as JSON',
    source: 'spotify/docker-maven-plugin issue 245',
    text: lines(
      `[DEBUG] Auth Config AuthConfig{username=dana, password=${plain}, email=dana@example.com, serverAddress=https://registry.example.com/v2/}`,
      `[DEBUG] Registry Config Json ${json({ 'https://registry.example.com/v2/': { serveraddress: 'https://registry.example.com/v2/', password: plain, auth: '', email: 'dana@example.com', username: 'dana' } })}`,
    ),
    expected: [{ value: plain, user: 'dana', host: 'registry.example.com' }],
  },
  {
    name: 'Java toString of a token answer, and a Kotlin data class',
    source: 'docker-java/docker-java issue 1125 (kind)',
    text: `2026-07-21 09:12:44.443 [main] DEBUG c.e.TokenClient - TokenResponse{token=${hs256}, scope=repository:team/app:pull, expiresIn=300} -> Session(token=${ghs}, expiresIn=3600)`,
    expected: [{ value: hs256 }, { value: ghs }],
  },
  {
    name: 'Java settings in single quotes, one a line',
    source: 'testcontainers/testcontainers-java issue 1912',
    text: lines(
      '[main] INFO  o.t.d.DockerClientProviderStrategy - Found Docker environment. Resolved:',
      '    dockerHost=unix:///var/run/docker.sock',
      "    apiVersion='{UNKNOWN_VERSION}'",
      "    registryUrl='https://index.docker.io/v1/'",
      "    registryUsername='dana'",
      `    registryPassword='${plain}'`,
      "    registryEmail='dana@example.com'",
    ),
    expected: [{ value: plain, user: 'dana', host: 'index.docker.io' }],
  },
  {
    name: 'Rust Debug of a token',
    source: 'oras-project/rust-oci-client issue 254',
    text: `2026-07-21T09:12:44.101Z DEBUG oci_client::client: Succesfully authorized for image 'Reference { registry: "ghcr.io", repository: "team/app", tag: Some("1.4") }' token=Token { token: "${ghs}" }`,
    expected: [{ value: ghs }],
    debatable: 'The host is that of the image reference beside it; the token alone is no wrong answer.',
  },
  {
    name: 'Ruby hash of docker-api, rockets',
    source: 'upserve/docker-api pull 485',
    text: `D, [2026-07-21T09:12:44] DEBUG -- : {"username"=>"dana", "password"=>"${dckrPat}", "email"=>"dana@example.com", "serveraddress"=>"https://index.docker.io/v1/"}`,
    expected: [{ value: dckrPat, user: 'dana', host: 'index.docker.io' }],
  },
  {
    name: 'PHP print_r and var_dump of a token answer',
    source: 'PHP manual, print_r and var_dump',
    text: lines(
      'Array',
      '(',
      `    [access_token] => ${es256}`,
      '    [token_type] => bearer',
      '    [expires_in] => 300',
      ')',
      'array(2) {',
      '  ["refresh_token"]=>',
      `  string(${glpat.length}) "${glpat}"`,
      '  ["scope"]=>',
      '  string(4) "pull"',
      '}',
    ),
    expected: [{ value: es256 }, { value: glpat }],
  },
  {
    name: 'JSON lines, two answers',
    source: 'jsonlines.org; docker run --log-driver json-file',
    text: lines(
      json({ time: '2026-07-21T09:12:44Z', level: 'debug', msg: 'token', token: hs256 }),
      json({ time: '2026-07-21T09:12:45Z', level: 'debug', msg: 'token', token: es256 }),
    ),
    expected: [{ value: hs256 }, { value: es256 }],
  },
  {
    name: 'log line that ends in the middle of its JSON, behind the token',
    source: 'moby/moby log driver: lines are cut at 16 KiB',
    text: `{"level":"debug","msg":"answer","body":"{\\"token\\":\\"${ghs}\\",\\"expires_at\\":\\"2026-07-21T1`,
    expected: [{ value: ghs }],
  },
  {
    name: 'process list with a login',
    source: 'NVIDIA/cluster-readiness-engine issue 147',
    text: lines(
      'USER   PID %CPU %MEM    VSZ   RSS TTY  STAT START  TIME COMMAND',
      `ci    4242  0.0  0.1 721348 24680 ?    Sl   09:12  0:00 helm registry login registry.example.com:5000 --username=kim --password=${harborRobot}`,
      'ci    4250  0.0  0.0  11772  2104 ?    R+   09:12  0:00 ps aux',
    ),
    expected: [{ value: harborRobot, user: 'kim', host: 'registry.example.com:5000' }],
  },
];

// --- Browsers and clients -----------------------------------------------------------------------------------------

const clients: readonly ReportedInput[] = [
  {
    name: 'copy as cURL (cmd): Basic and a session cookie',
    source: 'Chrome DevTools, Copy as cURL (cmd)',
    text: lines(
      'curl ^"https://harbor.example.com/api/v2.0/projects?page=1^&page_size=15^" ^',
      '  -H ^"accept: application/json^" ^',
      `  -H ^"authorization: Basic ${base64(`robot$team+ci:${harborRobot}`)}^" ^`,
      `  -b ^"sid=${hex(32)}; _gorilla_csrf=${base64(fake(60))}^" ^`,
      `  -H ^"x-harbor-csrf-token: ${base64(fake(64, 3))}^"`,
    ),
    expected: [{ value: harborRobot, user: 'robot$team+ci', host: 'harbor.example.com' }],
    debatable: 'A session cookie signs in too, and a CSRF token is called a token; neither is a registry credential.',
  },
  {
    name: 'copy as PowerShell: session with a cookie, then the header',
    source: 'Chrome DevTools, Copy as PowerShell',
    text: lines(
      '$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession',
      `$session.Cookies.Add((New-Object System.Net.Cookie("session", "${hex(40)}", "/", "quay.example.com")))`,
      'Invoke-WebRequest -UseBasicParsing -Uri "https://quay.example.com/api/v1/repository?public=false" `',
      '-WebSession $session `',
      '-Headers @{',
      '  "accept"="application/json"',
      `  "authorization"="Bearer ${quayOauth}"`,
      '  "sec-fetch-mode"="cors"',
      '}',
    ),
    expected: [{ value: quayOauth, host: 'quay.example.com' }],
    debatable: 'The cookie of the session is a secret too, but no token for a registry.',
  },
  {
    name: 'HAR: a form that renews, with its answer as escaped JSON',
    source: 'cloudflare/har-sanitizer pull 25, issue 17',
    text: json(
      {
        log: {
          entries: [
            {
              request: {
                method: 'POST',
                url: 'https://auth.example.com/token',
                headers: [{ name: 'content-type', value: 'application/x-www-form-urlencoded' }],
                postData: {
                  mimeType: 'application/x-www-form-urlencoded',
                  text: `grant_type=refresh_token&refresh_token=${encodeURIComponent(acrRefresh)}&service=registry.example.com&client_id=docker`,
                  params: [
                    { name: 'grant_type', value: 'refresh_token' },
                    { name: 'refresh_token', value: acrRefresh },
                    { name: 'client_id', value: 'docker' },
                  ],
                },
              },
              response: {
                status: 200,
                content: { mimeType: 'application/json', text: json({ access_token: es256, expires_in: 300 }) },
              },
            },
          ],
        },
      },
      2,
    ),
    expected: [{ value: acrRefresh, host: 'auth.example.com' }, { value: es256 }],
    debatable: 'Whether the address of the token server, or the service, is the host of these tokens.',
  },
  {
    name: 'HAR: answer kept as base64',
    source: 'HAR 1.2, content.encoding',
    text: json({
      response: {
        status: 200,
        headers: [{ name: 'content-type', value: 'application/json' }],
        content: {
          size: 900,
          mimeType: 'application/json',
          text: base64(json({ token: harbor, expires_in: 1800 })),
          encoding: 'base64',
        },
      },
    }),
    expected: [{ value: harbor }],
  },
  {
    name: 'Postman collection: basic auth as key and value',
    source: 'Postman collection format 2.1, auth',
    text: json(
      {
        item: [
          {
            name: 'tags',
            request: {
              auth: {
                type: 'basic',
                basic: [
                  { key: 'password', value: dckrOat, type: 'string' },
                  { key: 'username', value: 'team', type: 'string' },
                ],
              },
              method: 'GET',
              url: {
                raw: 'https://registry.example.com/v2/team/app/tags/list',
                protocol: 'https',
                host: ['registry', 'example', 'com'],
              },
            },
          },
        ],
      },
      2,
    ),
    expected: [{ value: dckrOat, user: 'team' }],
    debatable: 'The host is in another object of the same request; without it the answer is not wrong.',
  },
  {
    name: 'Postman environment: names of its own',
    source: 'Postman environment export',
    text: json(
      {
        id: '00000000-fa4e-4fa4-8fa4-fa4e00000005',
        name: 'staging',
        values: [
          { key: 'baseUrl', value: 'https://gitlab.example.com', type: 'default', enabled: true },
          { key: 'registry_token', value: glpatRoutable, type: 'secret', enabled: true },
          { key: 'project_id', value: '42', type: 'default', enabled: true },
        ],
        _postman_variable_scope: 'environment',
      },
      2,
    ),
    expected: [{ value: glpatRoutable }],
  },
  {
    name: 'Insomnia export: bearer and basic',
    source: 'Kong/insomnia export format 4',
    text: json({
      _type: 'export',
      __export_format: 4,
      resources: [
        {
          _type: 'request',
          url: 'https://registry.example.com/v2/',
          authentication: { type: 'bearer', token: es256, prefix: '' },
        },
        {
          _type: 'request',
          url: 'https://harbor.example.com/v2/',
          authentication: { type: 'basic', username: 'kim', password: plain },
        },
      ],
    }),
    expected: [
      { value: es256, host: 'registry.example.com' },
      { value: plain, user: 'kim', host: 'harbor.example.com' },
    ],
  },
  {
    name: '.http file: Basic with the password in clear, which the client encodes',
    source: 'Huachao/vscode-restclient README, Basic Auth',
    text: lines(
      '### tags',
      'GET https://registry.example.com/v2/team/app/tags/list HTTP/1.1',
      `Authorization: Basic dana:${dckrPat}`,
      '',
      '### the same with a blank',
      'GET https://registry.example.com/v2/team/app/tags/list HTTP/1.1',
      `Authorization: Basic kim ${glpat}`,
    ),
    expected: [
      { value: dckrPat, user: 'dana', host: 'registry.example.com' },
      { value: glpat, user: 'kim', host: 'registry.example.com' },
    ],
  },
  {
    name: 'HTTPie command with a bearer',
    source: 'httpie manual, --auth-type',
    text: `$ https -A bearer -a ${ghp} ghcr.io/v2/team/app/tags/list n==10`,
    expected: [{ value: ghp, host: 'ghcr.io' }],
  },
  {
    name: 'header of Artifactory',
    source: 'JFrog manual, X-JFrog-Art-Api',
    text: `curl -H 'X-JFrog-Art-Api: ${artifactoryKey}' -T app.tgz "https://artifactory.example.com/artifactory/generic-local/app.tgz"`,
    expected: [{ value: artifactoryKey }],
  },
  {
    name: 'header of the Docker engine: base64url of a login',
    source: 'docker/docs issue 10395, cdxgen/cdxgen issue 2124',
    text: lines(
      'POST /v1.47/images/create?fromImage=registry.example.com%2Fteam%2Fapp&tag=1.4 HTTP/1.1',
      'Host: docker',
      `X-Registry-Auth: ${base64url(json({ username: 'dana', password: 'Fake~pass?>0815', serveraddress: 'registry.example.com' }))}`,
    ),
    expected: [{ value: 'Fake~pass?>0815', user: 'dana', host: 'registry.example.com' }],
  },
  {
    name: 'header of the Docker engine: identity token, with padding',
    source: 'dotnet/Docker.DotNet pull 439; moby/moby API manual, Authentication',
    text: `X-Registry-Auth: ${base64(json({ identitytoken: hs256 }))
      .replaceAll('+', '-')
      .replaceAll('/', '_')}`,
    expected: [{ value: hs256 }],
  },
  {
    name: 'header of the Docker engine for builds: several hosts',
    source: 'moby/moby pull 15984, X-Registry-Config',
    text: `X-Registry-Config: ${base64url(json({ 'registry.example.com:5000': { username: 'dana', password: plain }, 'ghcr.io': { username: 'kim', password: ghp } }))}`,
    expected: [
      { value: plain, user: 'dana', host: 'registry.example.com:5000' },
      { value: ghp, user: 'kim', host: 'ghcr.io' },
    ],
  },
];

// --- Answers of services and their commands -----------------------------------------------------------------------

const answers: readonly ReportedInput[] = [
  {
    name: 'OAuth answer with a refresh token beside the access token',
    source: 'moby/moby issue 39718; distribution oauth specification',
    text: json(
      {
        access_token: es256,
        scope: 'repository:team/app:pull',
        expires_in: 300,
        issued_at: '2026-07-21T09:12:44Z',
        refresh_token: fake(64),
      },
      2,
    ),
    expected: [{ value: es256 }, { value: fake(64) }],
  },
  {
    name: 'Docker Hub: answer to a login, refresh token empty',
    source: 'Docker Hub API manual, /v2/users/login',
    text: json({ token: hub, refresh_token: '' }),
    expected: [{ value: hub }],
  },
  {
    name: 'Docker Hub: answer to a new access token',
    source: 'Docker Hub API manual, /v2/access-tokens',
    text: json(
      {
        ...{
          uuid: '00000000-fa4e-4fa4-8fa4-fa4e00000006',
          client_id: 'HUB',
          creator_ip: '192.0.2.7',
          creator_ua: 'docker',
        },
        ...{
          created_at: '2026-07-21T09:12:44Z',
          last_used: null,
          is_active: true,
          token: dckrPat,
          token_label: 'ci-push-job',
          scopes: ['repo:read'],
        },
      },
      2,
    ),
    expected: [{ value: dckrPat }],
  },
  {
    name: 'Harbor: answer to a new robot',
    source: 'goharbor/harbor issue 15268; Harbor API manual, /robots',
    text: json({
      creation_time: '2026-07-21T09:12:44.000Z',
      expiration_time: -1,
      expires_at: -1,
      id: 12,
      name: 'robot$team+ci',
      secret: harborRobot,
    }),
    expected: [{ value: harborRobot, user: 'robot$team+ci' }],
  },
  {
    name: 'Harbor before 2.2: a robot has a JWT',
    source: 'goharbor/harbor issue 13469',
    text: json({ name: 'robot$ci', token: harbor }),
    expected: [{ value: harbor, user: 'robot$ci' }],
  },
  {
    name: 'Quay: answer to a robot',
    source: 'Quay API manual, organization robots',
    text: json({
      name: 'team+ci',
      created: 'Tue, 21 Jul 2026 09:12:44 -0000',
      last_accessed: null,
      description: '',
      token: quayRobot,
      unstructured_metadata: {},
    }),
    expected: [{ value: quayRobot, user: 'team+ci' }],
  },
  {
    name: 'Quay: answer to an application-specific token; `token` is an object',
    source: 'Quay API manual, /user/apptoken',
    text: json({
      token: {
        ...{ uuid: '00000000-fa4e-4fa4-8fa4-fa4e00000007', title: 'laptop', last_accessed: null },
        ...{ created: 'Tue, 21 Jul 2026 09:12:44 -0000', expiration: null, token_code: FAKE(112) },
      },
    }),
    expected: [{ value: FAKE(112) }],
  },
  {
    name: 'GitLab: answer to a new deploy token',
    source: 'GitLab API manual, deploy tokens; gitlab-org/gitlab issue 211878',
    text: json({
      ...{ id: 7, name: 'ci', username: 'gitlab+deploy-token-7', expires_at: null, token: gldt },
      ...{ revoked: false, expired: false, scopes: ['read_registry', 'write_registry'] },
    }),
    expected: [{ value: gldt, user: 'gitlab+deploy-token-7' }],
  },
  {
    name: 'GitHub: answer to an app installation',
    source: 'GitHub API manual, installation access tokens; docker/login-action issue 983',
    text: json(
      {
        token: ghs,
        expires_at: '2026-07-21T10:12:44Z',
        permissions: { contents: 'read', packages: 'write' },
        repository_selection: 'selected',
      },
      2,
    ),
    expected: [{ value: ghs }],
  },
  {
    name: 'az acr login --expose-token --output tsv: columns',
    source: 'Azure/azure-cli pull 31091, issue 22511',
    text: `${acrRefresh}\texample.azurecr.io\t${acrRefresh}\t00000000-0000-0000-0000-000000000000`,
    expected: [{ value: acrRefresh }],
    debatable: 'Columns have no names; the token alone is no wrong answer.',
  },
  {
    name: 'az acr credential show: two passwords of one user',
    source: 'Azure/azure-cli issue 1884',
    text: json(
      {
        passwords: [
          { name: 'password', value: acrAdmin },
          { name: 'password2', value: `${fake(42, 4)}+ACR${fake(6)}` },
        ],
        username: 'example',
      },
      2,
    ),
    expected: [
      { value: acrAdmin, user: 'example' },
      { value: `${fake(42, 4)}+ACR${fake(6)}`, user: 'example' },
    ],
  },
  {
    name: 'az account get-access-token --output table',
    source: 'az account get-access-token manual, output formats',
    text: lines(
      `AccessToken${' '.repeat(entra.length - 11)}  ExpiresOn                   Expires_on    Subscription                          Tenant                                TokenType`,
      `${'-'.repeat(entra.length)}  --------------------------  ------------  ------------------------------------  ------------------------------------  -----------`,
      `${entra}  2026-07-21 10:12:44.000000  1784621564    00000000-fa4e-4fa4-8fa4-fa4e00000008  00000000-fa4e-4fa4-8fa4-fa4e00000003  Bearer`,
    ),
    expected: [{ value: entra }],
  },
  {
    name: 'Get-AzAccessToken | Format-List: wrapped at the width of the window, indented',
    source: 'Az.Accounts manual, Get-AzAccessToken',
    text: lines(
      'PS C:\\> Get-AzAccessToken | Format-List',
      '',
      `Token     : ${wrap(entra, 68, `\n${' '.repeat(12)}`)}`,
      'ExpiresOn : 21.07.2026 10:12:44 +00:00',
      'TenantId  : 00000000-fa4e-4fa4-8fa4-fa4e00000003',
      'UserId    : dana@example.com',
      'Type      : Bearer',
    ),
    expected: [{ value: entra }],
  },
  {
    name: 'gcloud prints a token, then logs in with a pipe',
    source: 'replicatedhq/ship issue 1054 (kind); Artifact Registry manual, access token',
    text: lines(
      '$ gcloud auth print-access-token',
      ya29,
      '$ gcloud auth print-access-token | docker login -u oauth2accesstoken --password-stdin https://europe-docker.pkg.dev',
      'Login Succeeded',
    ),
    expected: [{ value: ya29 }],
    debatable: 'The second command names user and host for another print of it; they may be added.',
  },
  {
    name: 'application default credentials of gcloud',
    source: 'Google Cloud manual, application default credentials',
    text: json(
      {
        ...{
          account: '',
          client_id: '100000000001-fake0fake1fake2.apps.googleusercontent.com',
          client_secret: `GOCSPX-${fake(28)}`,
        },
        ...{
          quota_project_id: 'fake-project',
          refresh_token: `1//0${fake(95)}`,
          type: 'authorized_user',
          universe_domain: 'googleapis.com',
        },
      },
      2,
    ),
    expected: [{ value: `GOCSPX-${fake(28)}` }, { value: `1//0${fake(95)}` }],
    debatable: 'The client secret of an installed application is public by design; the refresh token is the secret.',
  },
  {
    name: 'aws sts assume-role',
    source: 'AWS CLI manual, sts assume-role',
    text: json(
      {
        Credentials: {
          ...{ AccessKeyId: `ASIA${FAKE(16)}`, SecretAccessKey: `${fake(20)}/${fake(19)}` },
          ...{ SessionToken: `IQoJb3JpZ2luX2VjE${fake(300)}==`, Expiration: '2026-07-21T10:12:44+00:00' },
        },
        AssumedRoleUser: { AssumedRoleId: `AROA${FAKE(17)}:ci`, Arn: 'arn:aws:sts::123456789012:assumed-role/ci/ci' },
      },
      4,
    ),
    expected: [{ value: `${fake(20)}/${fake(19)}` }, { value: `IQoJb3JpZ2luX2VjE${fake(300)}==` }],
    debatable:
      'They sign requests and are no bearer tokens; an id of an access key is no secret. A reader may leave out the key.',
  },
  {
    name: 'cache of aws sso login',
    source: 'AWS CLI manual, sso cache',
    text: json({
      ...{
        startUrl: 'https://d-fake0fake1.awsapps.com/start',
        region: 'eu-central-1',
        accessToken: `aoaAAAAAG${fake(180)}`,
      },
      ...{
        expiresAt: '2026-07-21T17:12:44Z',
        clientId: fake(22),
        clientSecret: hs256,
        registrationExpiresAt: '2026-10-19T09:12:44Z',
      },
      refreshToken: `aorAAAAAG${fake(160)}`,
    }),
    expected: [{ value: `aoaAAAAAG${fake(180)}` }, { value: hs256 }, { value: `aorAAAAAG${fake(160)}` }],
    debatable: 'The client secret is only that of the registered client (it has the form of a JWT).',
  },
  {
    name: 'doctl registry docker-config: one token as user and as password',
    source: 'basecamp/kamal pull 91; doctl registry docker-config manual',
    text: json({ auths: { 'registry.digitalocean.com': { auth: base64(`${dop}:${dop}`) } } }),
    expected: [{ value: dop, host: 'registry.digitalocean.com' }],
    debatable: 'The user name is the token itself: to show it as a user would show the secret, so no user is named.',
  },
  {
    name: 'ibmcloud iam oauth-tokens',
    source: 'IBM Cloud CLI manual, iam oauth-tokens',
    text: `IAM token:  Bearer ${ibm}`,
    expected: [{ value: ibm }],
  },
  {
    name: 'ibmcloud iam api-key-create: a table of names and values; the id is no secret',
    source: 'IBM Cloud CLI manual, iam api-key-create',
    text: lines(
      'Creating API key ci under 00fa4e00fa4e00fa4e as dana@example.com...',
      'OK',
      'API key ci was created',
      '',
      'Keep the API key: it is shown once.',
      '',
      'ID            ApiKey-00000000-fa4e-4fa4-8fa4-fa4e00000009',
      'Name          ci',
      'Description   ',
      'Created At    2026-07-21T09:12+0000',
      `API Key       ${ibmKey}`,
      'Locked        false',
    ),
    expected: [{ value: ibmKey }],
  },
  {
    name: 'vault login: table; policies and lifetime are no tokens',
    source: 'Vault manual, vault login',
    text: lines(
      'Success! You are now authenticated.',
      '',
      'Key                  Value',
      '---                  -----',
      `token                ${vaultToken}`,
      `token_accessor       ${fake(24)}`,
      'token_duration       768h',
      'token_renewable      true',
      'token_policies       ["default" "registry-read"]',
      'identity_policies    []',
    ),
    expected: [{ value: vaultToken }],
    debatable: 'An accessor can only look up and revoke a token, so it is not counted.',
  },
  {
    name: 'vault kv get: table with a user below the password',
    source: 'Vault manual, vault kv get',
    text: lines(
      '====== Data ======',
      'Key         Value',
      '---         -----',
      `password    ${plain}`,
      'registry    registry.example.com:5000',
      'username    dana',
    ),
    expected: [{ value: plain, user: 'dana', host: 'registry.example.com:5000' }],
  },
  {
    name: 'gh auth status --show-token',
    source: 'cli/cli issue 5174, issue 6520',
    text: lines(
      'github.com',
      '  ✓ Logged in to github.com account dana (keyring)',
      '  - Active account: true',
      '  - Git operations protocol: https',
      `  - Token: ${gho}`,
      "  - Token scopes: 'gist', 'read:org', 'read:packages', 'repo'",
    ),
    expected: [{ value: gho }],
    debatable: 'GitHub needs no user for it, though dana is named; the host may be left out.',
  },
  {
    name: 'kubectl describe secret of a service account',
    source: 'Kubernetes manual, configure service accounts',
    text: lines(
      'Name:           ci-token',
      'Namespace:      team',
      'Annotations:    kubernetes.io/service-account.name: ci',
      'Type:           kubernetes.io/service-account-token',
      'Data',
      '====',
      'ca.crt:         1099 bytes',
      'namespace:      4 bytes',
      `token:          ${serviceAccount}`,
    ),
    expected: [{ value: serviceAccount }],
  },
];

// --- Answers of helpers -------------------------------------------------------------------------------------------

const helpers: readonly ReportedInput[] = [
  {
    name: 'docker-credential-gcloud get, asked with echo',
    source: 'GoogleCloudPlatform/docker-credential-gcr issue 15',
    text: lines(
      '$ echo https://europe-docker.pkg.dev | docker-credential-gcloud get',
      '{',
      `  "Secret": "${ya29}",`,
      '  "Username": "_dcgcloud_token"',
      '}',
    ),
    expected: [{ value: ya29, user: '_dcgcloud_token' }],
    debatable: 'The host is only in the question.',
  },
  {
    name: 'credential helper that gives an identity token',
    source: 'containers/image pull 1340; docker login manual, credential helper protocol',
    text: json({ ServerURL: 'example.azurecr.io', Username: '<token>', Secret: acrRefresh }),
    expected: [{ value: acrRefresh, host: 'example.azurecr.io' }],
  },
  {
    name: 'crane auth get after a login through a PowerShell pipe: a byte order mark became a question mark',
    source: 'google/go-containerregistry issue 1759',
    text: lines('PS C:\\> crane auth get registry.example.com', `{"Username":"dana","Secret":"?${dckrPat}"}`),
    expected: [{ value: `?${dckrPat}`, user: 'dana' }],
    debatable:
      'The stored secret has the question mark; the token that was meant has not. The form of the token is known.',
  },
  {
    name: 'git credential fill',
    source: 'netlify/netlify-credential-helper pull 1; git-credential(1)',
    text: lines(
      'protocol=https',
      'host=gitlab.example.com:8443',
      'username=oauth2',
      `password=${glpatRoutable}`,
      'password_expiry_utc=1784621100',
    ),
    expected: [{ value: glpatRoutable, user: 'oauth2', host: 'gitlab.example.com:8443' }],
  },
  {
    name: 'answer of a kubelet credential provider; `auth` is an object',
    source: 'kubernetes/website pull 37647; kubernetes/cloud-provider-gcp issue 226',
    text: json(
      {
        ...{
          kind: 'CredentialProviderResponse',
          apiVersion: 'credentialprovider.kubelet.k8s.io/v1',
          cacheKeyType: 'Registry',
          cacheDuration: '6h',
        },
        auth: {
          [ecrHost]: { username: 'AWS', password: ecrPassword },
          'registry.example.com:5000/team': { username: 'kim', password: plain },
        },
      },
      2,
    ),
    expected: [
      { value: ecrPassword, user: 'AWS', host: ecrHost },
      { value: plain, user: 'kim', host: 'registry.example.com:5000' },
    ],
  },
  {
    name: 'ExecCredential of aws eks get-token',
    source: 'Kubernetes manual, client-go credential plugins',
    text: json({
      ...{ kind: 'ExecCredential', apiVersion: 'client.authentication.k8s.io/v1', spec: { interactive: false } },
      status: {
        expirationTimestamp: '2026-07-21T09:26:44Z',
        token: `k8s-aws-v1.${base64url(`https://sts.eu-central-1.amazonaws.com/?Action=GetCallerIdentity&fake=${fake(120)}`)}`,
      },
    }),
    expected: [
      {
        value: `k8s-aws-v1.${base64url(`https://sts.eu-central-1.amazonaws.com/?Action=GetCallerIdentity&fake=${fake(120)}`)}`,
      },
    ],
  },
];

// --- Files --------------------------------------------------------------------------------------------------------

const dockerConfig = json({ auths: { 'registry.example.com:5000': { auth: base64(`dana:${plain}`) } } });

const files: readonly ReportedInput[] = [
  {
    name: 'auth.json of containers: keys with a path, most specific first',
    source: 'containers-auth.json(5)',
    text: json(
      {
        auths: {
          'quay.example.com/team/app': { auth: base64(`team+ci:${quayRobot}`) },
          'quay.example.com': { auth: base64(`dana:${plain}`) },
        },
      },
      2,
    ),
    expected: [
      { value: quayRobot, user: 'team+ci', host: 'quay.example.com' },
      { value: plain, user: 'dana', host: 'quay.example.com' },
    ],
  },
  {
    name: 'config.json with a trailing comma, which is no JSON',
    source: 'GoogleContainerTools/kaniko issue 124',
    text: lines(
      '{',
      '\t"auths": {',
      '\t\t"gitlab.example.com:4567": {',
      `\t\t\t"auth": "${base64(`dana:${glpat}`)}"`,
      '\t\t},',
      '\t},',
      '\t"HttpHeaders": {',
      '\t\t"User-Agent": "Docker-Client/27.0.3 (linux)"',
      '\t}',
      '}',
    ),
    expected: [{ value: glpat, user: 'dana', host: 'gitlab.example.com:4567' }],
  },
  {
    name: 'config.json with a registry token',
    source: 'docker/cli config file, registrytoken',
    text: json({ auths: { 'registry.example.com': { registrytoken: es256 } } }),
    expected: [{ value: es256, host: 'registry.example.com' }],
  },
  {
    name: 'config.json for Google: the password is a whole JSON key',
    source: 'GoogleContainerTools/jib issue 507',
    text: json({ auths: { 'https://eu.gcr.io': { auth: base64(`_json_key:${serviceAccountKey}`) } } }, 2),
    expected: [{ value: serviceAccountKey, user: '_json_key', host: 'eu.gcr.io' }],
  },
  {
    name: 'config.json for NVIDIA: a user that looks like a variable',
    source: 'NVIDIA/deepops pull 768',
    text: json({
      auths: { 'nvcr.io': { username: '$oauthtoken', password: nvapi, auth: base64(`$oauthtoken:${nvapi}`) } },
    }),
    expected: [{ value: nvapi, user: '$oauthtoken', host: 'nvcr.io' }],
  },
  {
    name: 'auth with a password that holds colons',
    source: 'RFC 7617 section 2; anchore/grype issue 254',
    text: json({ auths: { 'nexus.example.com:8083': { auth: base64('dana:Fake[0-<p#s(s~:08:15') } } }),
    expected: [{ value: 'Fake[0-<p#s(s~:08:15', user: 'dana', host: 'nexus.example.com:8083' }],
  },
  {
    name: 'GitLab CI variable with a config.json in single quotes',
    source: 'GitLab manual, DOCKER_AUTH_CONFIG',
    text: lines(
      'variables:',
      `  DOCKER_AUTH_CONFIG: '${dockerConfig}'`,
      'job:',
      '  image: registry.example.com:5000/team/app:1.4',
    ),
    expected: [{ value: plain, user: 'dana', host: 'registry.example.com:5000' }],
  },
  {
    name: 'variable with a config.json in base64',
    source: 'GoogleContainerTools/kaniko issue 3419 (kind)',
    text: `export DOCKER_CONFIG_B64=${base64(dockerConfig)}`,
    expected: [{ value: plain, user: 'dana', host: 'registry.example.com:5000' }],
  },
  {
    name: 'config.json written by echo, quotes escaped for the shell',
    source: 'GoogleContainerTools/kaniko issue 529',
    text: `echo "{\\"auths\\":{\\"registry.example.com\\":{\\"username\\":\\"dana\\",\\"password\\":\\"${glpat}\\"}}}" > /kaniko/.docker/config.json`,
    expected: [{ value: glpat, user: 'dana', host: 'registry.example.com' }],
  },
  {
    name: 'secret of Kubernetes with its last applied configuration: JSON in JSON, base64 twice',
    source: 'kubernetes/kubernetes issue 66162 (annotation); kubernetes/website issue 12433',
    text: json(
      {
        ...{ apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/dockerconfigjson' },
        metadata: {
          annotations: {
            'kubectl.kubernetes.io/last-applied-configuration': `${json({ apiVersion: 'v1', data: { '.dockerconfigjson': base64(dockerConfig) }, kind: 'Secret' })}\n`,
          },
          ...{
            name: 'regcred',
            namespace: 'team',
            resourceVersion: '4242',
            uid: '00000000-fa4e-4fa4-8fa4-fa4e00000014',
          },
        },
        data: { '.dockerconfigjson': base64(dockerConfig) },
      },
      2,
    ),
    expected: [{ value: plain, user: 'dana', host: 'registry.example.com:5000' }],
  },
  {
    name: 'secret of type basic-auth: each field in base64',
    source: 'Kubernetes manual, Basic authentication Secret; Argo CD repository secrets',
    text: lines(
      'apiVersion: v1',
      'kind: Secret',
      'metadata:',
      '  name: registry-login',
      'type: kubernetes.io/basic-auth',
      'data:',
      `  password: ${base64(harborRobot)}`,
      `  username: ${base64('robot$team+ci')}`,
    ),
    expected: [{ value: harborRobot, user: 'robot$team+ci' }],
  },
  {
    name: 'secret of Argo CD with a Helm registry, stringData',
    source: 'Argo CD manual, declarative setup, Helm OCI',
    text: lines(
      'apiVersion: v1',
      'kind: Secret',
      'metadata:',
      '  labels:',
      '    argocd.argoproj.io/secret-type: repository',
      'stringData:',
      '  type: helm',
      '  name: charts',
      '  enableOCI: "true"',
      '  url: registry.example.com/charts',
      '  username: dana',
      `  password: "${odd}"`,
    ),
    expected: [{ value: odd, user: 'dana', host: 'registry.example.com' }],
  },
  {
    name: 'config.toml of containerd: login of a host with a port',
    source: 'containerd/containerd issue 9907, issue 7043',
    text: lines(
      '[plugins."io.containerd.grpc.v1.cri".registry]',
      '  config_path = ""',
      '  [plugins."io.containerd.grpc.v1.cri".registry.configs."registry.example.com:5000".tls]',
      '    ca_file = "/etc/containerd/certs.d/registry.example.com/ca.crt"',
      '  [plugins."io.containerd.grpc.v1.cri".registry.configs."registry.example.com:5000".auth]',
      '    username = "dana"',
      `    password = "${plain}"`,
      '  [plugins."io.containerd.grpc.v1.cri".registry.mirrors."docker.io"]',
      '    endpoint = ["https://registry-1.docker.io"]',
    ),
    expected: [{ value: plain, user: 'dana', host: 'registry.example.com:5000' }],
  },
  {
    name: 'hosts.toml of containerd: header',
    source: 'kubernetes-sigs/kubespray issue 12575',
    text: lines(
      'server = "https://registry.example.com"',
      '',
      '[host."https://registry.example.com"]',
      '  capabilities = ["pull", "resolve"]',
      '  [host."https://registry.example.com".header]',
      `    authorization = "Basic ${base64(`dana:${plain}`)}"`,
    ),
    expected: [{ value: plain, user: 'dana', host: 'registry.example.com' }],
  },
  {
    name: 'registries.yaml of k3s: a user with a dollar sign',
    source: 'k3s-io/k3s issue 12736, issue 13793',
    text: lines(
      'mirrors:',
      '  docker.io:',
      '    endpoint:',
      '      - "https://hub.example.com/v2/dockerhub_proxy"',
      'configs:',
      '  "hub.example.com:5000":',
      '    auth:',
      '      username: robot$k3s',
      `      password: ${harborRobot}`,
      '    tls:',
      '      insecure_skip_verify: true',
    ),
    expected: [{ value: harborRobot, user: 'robot$k3s', host: 'hub.example.com:5000' }],
  },
  {
    name: 'registries.yaml of k3s: a token where base64 of a login belongs, and an identity token',
    source: 'k3s-io/k3s issue 12438',
    text: lines(
      'configs:',
      '  docker.io:',
      '    auth:',
      `      auth: ${dckrPat}`,
      '  example.azurecr.io:',
      '    auth:',
      `      identity_token: ${acrRefresh}`,
    ),
    expected: [
      { value: dckrPat, host: 'docker.io' },
      { value: acrRefresh, host: 'example.azurecr.io' },
    ],
  },
  {
    name: 'repositories.yaml of Helm',
    source: 'helm repo add manual; shini4i/argo-compare pull 151',
    text: lines(
      'apiVersion: ""',
      'generated: "0001-01-01T00:00:00Z"',
      'repositories:',
      '- caFile: ""',
      '  certFile: ""',
      '  insecure_skip_tls_verify: false',
      '  keyFile: ""',
      '  name: team',
      '  pass_credentials_all: false',
      `  password: ${glpat}`,
      '  url: https://gitlab.example.com/api/v4/projects/42/packages/helm/stable',
      '  username: dana',
    ),
    expected: [{ value: glpat, user: 'dana', host: 'gitlab.example.com' }],
  },
  {
    name: '.npmrc with a password in base64',
    source: 'raineorshine/npm-check-updates issue 556, denoland/deno issue 26033',
    text: lines(
      '@team:registry=https://npm.example.com/repository/npm/',
      '//npm.example.com/repository/npm/:username=dana',
      `//npm.example.com/repository/npm/:_password=${base64(plain)}`,
      '//npm.example.com/repository/npm/:email=dana@example.com',
      '//npm.example.com/repository/npm/:always-auth=true',
    ),
    expected: [{ value: plain, user: 'dana', host: 'npm.example.com' }],
  },
  {
    name: '.npmrc with _auth',
    source: 'sindresorhus/npm-keyword pull 16',
    text: lines(
      'registry=https://npm.example.com/api/npm',
      'email=dana@example.com',
      `_auth=${base64(`dana:${artifactoryKey}`)}`,
      'always-auth=true',
    ),
    expected: [{ value: artifactoryKey, user: 'dana', host: 'npm.example.com' }],
    debatable: 'The host is that of the registry of the file, which npm 6 and older used.',
  },
  {
    name: '.pypirc with two indexes',
    source: 'Python packaging manual, .pypirc',
    text: lines(
      '[distutils]',
      'index-servers =',
      '    pypi',
      '    internal',
      '',
      '[pypi]',
      'username = __token__',
      `password = ${pypi}`,
      '',
      '[internal]',
      'repository = https://pypi.example.com/legacy/',
      'username = dana',
      `password = ${plain}`,
    ),
    expected: [
      { value: pypi, user: '__token__' },
      { value: plain, user: 'dana', host: 'pypi.example.com' },
    ],
  },
  {
    name: 'pip.conf: an address with an escaped password',
    source: 'pypa/pip issue 5249, issue 5262',
    text: lines(
      '[global]',
      `index-url = https://dana:${encodeURIComponent('Fak3:p@ss/0815')}@pypi.example.com:8443/simple`,
      'timeout = 60',
    ),
    expected: [{ value: 'Fak3:p@ss/0815', user: 'dana', host: 'pypi.example.com:8443' }],
  },
  {
    name: 'NuGet.config',
    source: 'NuGet/docs.microsoft.com-nuget issue 1295',
    text: lines(
      '<?xml version="1.0" encoding="utf-8"?>',
      '<configuration>',
      '  <packageSources>',
      '    <add key="team" value="https://nuget.pkg.github.com/team/index.json" />',
      '  </packageSources>',
      '  <packageSourceCredentials>',
      '    <team>',
      '      <add key="Username" value="dana" />',
      `      <add key="ClearTextPassword" value="${ghp}" />`,
      '    </team>',
      '  </packageSourceCredentials>',
      '</configuration>',
    ),
    expected: [{ value: ghp, user: 'dana', host: 'nuget.pkg.github.com' }],
    debatable: 'The host is found by the name of the source only.',
  },
  {
    name: 'settings.xml of Maven: the id is the host, the password has an entity',
    source: 'GoogleContainerTools/jib issue 80, issue 545',
    text: lines(
      '<settings>',
      '  <servers>',
      '    <server>',
      '      <id>registry.example.com:5000</id>',
      '      <username>dana</username>',
      '      <password>Fake&amp;pass&lt;0815</password>',
      '    </server>',
      '  </servers>',
      '</settings>',
    ),
    expected: [{ value: 'Fake&pass<0815', user: 'dana', host: 'registry.example.com:5000' }],
  },
  {
    name: 'gradle.properties of GitHub Packages',
    source: 'GitHub manual, Gradle registry',
    text: lines('org.gradle.jvmargs=-Xmx2g', 'gpr.user=dana', `gpr.key=${ghp}`),
    expected: [{ value: ghp }],
    debatable: 'Names with a dot and `key`; a reader that knows the token by its form may leave out the user.',
  },
  {
    name: 'build.gradle.kts',
    source: 'Gradle manual, declaring repositories',
    text: lines(
      'maven {',
      '    url = uri("https://maven.pkg.github.com/team/app")',
      '    credentials {',
      '        username = "dana"',
      `        password = "${githubPat}"`,
      '    }',
      '}',
    ),
    expected: [{ value: githubPat, user: 'dana', host: 'maven.pkg.github.com' }],
  },
  {
    name: '.git-credentials: two hosts',
    source: 'microsoft/Git-Credential-Manager-for-Windows issue 854; git-credential-store(1)',
    text: lines(`https://dana:${ghp}@github.com`, `https://kim:${glpatRoutable}@gitlab.example.com%3a8443`),
    expected: [
      { value: ghp, user: 'dana', host: 'github.com' },
      { value: glpatRoutable, user: 'kim', host: 'gitlab.example.com:8443' },
    ],
  },
  {
    name: 'app.ini of Gitea and Forgejo',
    source: 'Gitea manual, config cheat sheet',
    text: lines(
      '[database]',
      'DB_TYPE = postgres',
      'HOST    = db.example.com:5432',
      'USER    = gitea',
      `PASSWD  = ${plain}`,
      '',
      '[security]',
      'INSTALL_LOCK   = true',
      `INTERNAL_TOKEN = ${jwt({ nbf: 1784620800 }, { alg: 'HS256', typ: 'JWT' })}`,
      '',
      '[oauth2]',
      `JWT_SECRET = ${fake(43)}`,
    ),
    expected: [
      { value: plain, user: 'gitea', host: 'db.example.com:5432' },
      { value: jwt({ nbf: 1784620800 }, { alg: 'HS256', typ: 'JWT' }) },
      { value: fake(43) },
    ],
    debatable:
      'A password of a database and a key that signs are secrets but no tokens; INTERNAL_TOKEN is beyond doubt.',
  },
  {
    name: 'provider block of Terraform',
    source: 'kreuzwerker/terraform-provider-docker issue 556',
    text: lines(
      'provider "docker" {',
      '  registry_auth {',
      '    address  = "registry.example.com:5000"',
      '    username = "dana"',
      `    password = "${plain}"`,
      '  }',
      '}',
    ),
    expected: [{ value: plain, user: 'dana', host: 'registry.example.com:5000' }],
  },
  {
    name: 'state of Terraform with an ECR token: one secret in two forms',
    source: 'hashicorp/terraform-provider-aws pull 12395',
    text: json(
      {
        mode: 'data',
        type: 'aws_ecr_authorization_token',
        name: 'token',
        instances: [
          {
            attributes: {
              ...{
                authorization_token: base64(`AWS:${ecrPassword}`),
                expires_at: '2026-07-21T21:12:44Z',
                id: 'eu-central-1',
              },
              ...{
                password: ecrPassword,
                proxy_endpoint: `https://${ecrHost}`,
                registry_id: '123456789012',
                user_name: 'AWS',
              },
            },
            sensitive_attributes: [],
          },
        ],
      },
      2,
    ),
    expected: [{ value: ecrPassword, user: 'AWS', host: ecrHost }],
  },
  {
    name: 'task of Ansible',
    source: 'community.docker manual, docker_login; ansible/ansible issue 19893',
    text: lines(
      '- name: login to docker registry',
      '  community.docker.docker_login:',
      '    registry_url: https://registry.example.com:5000',
      '    username: dana',
      `    password: '${plain}'`,
      '    reauthorize: true',
    ),
    expected: [{ value: plain, user: 'dana', host: 'registry.example.com:5000' }],
  },
  {
    name: 'environment of a compose file, as a list',
    source: 'Compose manual, environment',
    text: lines(
      'services:',
      '  mirror:',
      '    image: registry.example.com/tools/mirror:1.4',
      '    environment:',
      '      - TZ=Europe/Zurich',
      `      - REGISTRY_TOKEN=${quayOauth}`,
      '      - LOG_LEVEL=debug',
    ),
    expected: [{ value: quayOauth }],
  },
];

// --- Shells -------------------------------------------------------------------------------------------------------

const shells: readonly ReportedInput[] = [
  {
    name: 'Jenkins: three variables of one credential',
    source: 'Jenkins manual, credentials() in environment; Concordium/concordium-base pull 66',
    text: lines(
      'BUILD_NUMBER=42',
      `REGISTRY=dana:${plain}`,
      `REGISTRY_PSW=${plain}`,
      'REGISTRY_USR=dana',
      'WORKSPACE=/var/lib/jenkins/workspace/app',
    ),
    expected: [{ value: plain, user: 'dana' }],
    debatable: 'Where only the three names say that the value is a login; the user may be left out.',
  },
  {
    name: 'environment of a GitHub job: a token beside an address that has TOKEN in its name',
    source: 'GitHub manual, OpenID Connect in Actions; docker/login-action pull 1061',
    text: lines(
      'ACTIONS_CACHE_SERVICE_V2=True',
      `ACTIONS_ID_TOKEN_REQUEST_TOKEN=${actionsOidc}`,
      'ACTIONS_ID_TOKEN_REQUEST_URL=https://pipelines.example.com/fake0/00000000-fa4e-4fa4-8fa4-fa4e00000010/_apis/distributedtask/idtoken?api-version=2.0',
      'GITHUB_ACTOR=dana',
    ),
    expected: [{ value: actionsOidc }],
  },
  {
    name: 'fish: set with a blank',
    source: 'fish manual, set',
    text: lines(`set -gx GITHUB_TOKEN ${ghp}`, 'set -x PATH $HOME/bin $PATH'),
    expected: [{ value: ghp }],
  },
  {
    name: 'cmd and PowerShell variables',
    source: 'setx manual; about_Environment_Variables',
    text: lines(`set CR_PAT=${ghp}`, `setx QUAY_TOKEN "${quayOauth}"`, `$env:GITLAB_TOKEN = '${glpat}'`),
    expected: [{ value: ghp }, { value: quayOauth }, { value: glpat }],
  },
  {
    name: 'Dockerfile: ARG with a default, ENV of the old form',
    source: 'Dockerfile reference, ARG and ENV',
    text: lines('FROM node:22-alpine', `ARG NPM_TOKEN=${npm}`, `ENV GITHUB_TOKEN ${ghp}`, 'RUN npm ci'),
    expected: [{ value: npm }, { value: ghp }],
  },
  {
    name: 'docker run with variables',
    source: 'distribution/distribution issue 1143 (kind)',
    text: lines(
      'docker run -d --name mirror \\',
      '  -e REGISTRY_PROXY_REMOTEURL=https://registry-1.docker.io \\',
      '  -e REGISTRY_PROXY_USERNAME=dana \\',
      `  --env REGISTRY_PROXY_PASSWORD='${plain}' \\`,
      '  registry:3',
    ),
    expected: [{ value: plain, user: 'dana', host: 'registry-1.docker.io' }],
    debatable: 'User and host are joined by the common beginning of the names only.',
  },
  {
    name: 'kubectl create secret: a password in single quotes with signs of the shell',
    source: 'Kubernetes manual, pull an image from a private registry',
    text: lines(
      'kubectl create secret docker-registry regcred \\',
      '  --docker-server=https://registry.example.com:5000/v2/ \\',
      '  --docker-username=dana \\',
      "  --docker-password='Fa$e pa\"ss!0' \\",
      '  --docker-email=dana@example.com',
    ),
    expected: [{ value: 'Fa$e pa"ss!0', user: 'dana', host: 'registry.example.com:5000' }],
  },
  {
    name: 'flux create secret oci',
    source: 'Flux manual, flux create secret oci',
    text: `flux create secret oci ghcr-auth --url=ghcr.io --username=flux --password=${ghp}`,
    expected: [{ value: ghp, user: 'flux', host: 'ghcr.io' }],
  },
  {
    name: 'here-string for --password-stdin',
    source: 'bash(1), Here Strings; docker/cli issue 1569',
    text: `docker login ghcr.io -u dana --password-stdin <<< "${ghp}"`,
    expected: [{ value: ghp, user: 'dana', host: 'ghcr.io' }],
  },
  {
    name: 'printf into crane, a password of no known form',
    source: 'docker/cli issue 1569; crane auth login manual',
    text: `printf '%s' '${odd}' | crane auth login registry.example.com:5000 -u dana --password-stdin`,
    expected: [{ value: odd, user: 'dana', host: 'registry.example.com:5000' }],
  },
  {
    name: 'PowerShell credential',
    source: 'ConvertTo-SecureString manual',
    text: lines(
      `$secret = ConvertTo-SecureString "${plain}" -AsPlainText -Force`,
      '$login = New-Object System.Management.Automation.PSCredential("dana", $secret)',
      'Connect-Registry -Server registry.example.com -Credential $login',
    ),
    expected: [{ value: plain }],
    debatable: 'User and host follow in other commands; the secret alone is no wrong answer.',
  },
  {
    name: 'curl -u without a blank, then the address',
    source: 'curl(1) -u',
    text: `curl -sS -udana:${glpat} 'https://gitlab.example.com/jwt/auth?service=container_registry&scope=repository:team/app:pull'`,
    expected: [{ value: glpat, user: 'dana', host: 'gitlab.example.com' }],
  },
  {
    name: 'wget with user and password',
    source: 'SocialGouv/kontinuous issue 67',
    text: `wget --auth-no-challenge --user='robot$team+ci' --password='${harborRobot}' https://harbor.example.com/v2/team/app/manifests/1.4`,
    expected: [{ value: harborRobot, user: 'robot$team+ci', host: 'harbor.example.com' }],
  },
  {
    name: 'skopeo copy: logins for both sides, and a bearer',
    source: 'skopeo-copy(1)',
    text: lines(
      `skopeo copy --src-creds kim:${ghp} --dest-creds=dana:${plain} docker://ghcr.io/team/app:1.4 docker://registry.example.com:5000/team/app:1.4`,
      `skopeo inspect --registry-token ${es256} docker://registry.example.com/team/app`,
    ),
    expected: [
      { value: ghp, user: 'kim', host: 'ghcr.io' },
      { value: plain, user: 'dana', host: 'registry.example.com:5000' },
      { value: es256, host: 'registry.example.com' },
    ],
  },
  {
    name: 'oras with an identity token',
    source: 'oras manual, --identity-token',
    text: `oras pull --identity-token "${acrRefresh}" example.azurecr.io/team/app:1.4`,
    expected: [{ value: acrRefresh, host: 'example.azurecr.io' }],
  },
  {
    name: 'login with a host that comes first and a password in double quotes with an escape',
    source: 'portainer/portainer issue 8440, moghtech/komodo issue 1090',
    text: 'docker login registry.example.com --username dana@example.com --password "Fak(3?p)\\$w\\"08"',
    expected: [{ value: 'Fak(3?p)$w"08', user: 'dana@example.com', host: 'registry.example.com' }],
  },
];

// --- Addresses ----------------------------------------------------------------------------------------------------

const addresses: readonly ReportedInput[] = [
  {
    name: 'token as the user of an address',
    source: 'astral-sh/uv issue 10554, gitpython-developers/GitPython issue 1284',
    text: `DEBUG Searching for a compatible version, index https://${glpatRoutable}@pypi.example.com/pypi/simple`,
    expected: [{ value: glpatRoutable, host: 'pypi.example.com' }],
  },
  {
    name: 'token as the user, a fixed word as the password',
    source: 'dyad-sh/dyad issue 3502, gitpython-developers/GitPython issue 1284',
    text: lines(
      `origin  https://${gho}:x-oauth-basic@github.com/team/app.git (fetch)`,
      `origin  https://${gho}:x-oauth-basic@github.com/team/app.git (push)`,
    ),
    expected: [{ value: gho, host: 'github.com' }],
  },
  {
    name: 'token as the user, no password',
    source: 'pypa/pip issue 9973',
    text: `Looking in indexes: https://pypi.org/simple, https://${fake(32)}:@repo.example.com/simple`,
    expected: [{ value: fake(32), host: 'repo.example.com' }],
  },
  {
    name: 'error of git in quotes, job token',
    source: 'ajoberstar/gradle-git issue 177; semantic-release/gitlab issue 186',
    text: `fatal: unable to access 'https://gitlab-ci-token:glcbt-64_${fake(20)}@gitlab.example.com/team/app.git/': The requested URL returned error: 403`,
    expected: [{ value: `glcbt-64_${fake(20)}`, user: 'gitlab-ci-token', host: 'gitlab.example.com' }],
  },
  {
    name: 'fragment with two tokens',
    source: 'RFC 6749 section 4.2.2; twitchdev/issues issue 678',
    text: `https://app.example.com/callback#access_token=${encodeURIComponent(`${fake(43)}.${fake(43, 2)}`)}&expires_in=3599&id_token=${es256}&token_type=bearer&state=fake0`,
    expected: [{ value: `${fake(43)}.${fake(43, 2)}` }, { value: es256 }],
    debatable: 'app.example.com receives the tokens; nothing says where they are good.',
  },
  {
    name: 'the same, escaped for zsh',
    source: 'owncloud/web issue 2288',
    text: `Location: http://localhost:8300/oidc-callback.html\\#access_token\\=${quayOauth}\\&expires_in\\=3599\\&id_token\\=${hs256}\\&token_type\\=bearer`,
    expected: [{ value: quayOauth }, { value: hs256 }],
  },
];

// --- Prose and what surrounds it ----------------------------------------------------------------------------------

const prose: readonly ReportedInput[] = [
  {
    name: 'token with dots of its own at the end of a sentence',
    source: 'GitLab manual, routable tokens',
    text: `I made a new one for the registry, it is ${glpatRoutable}. Please delete the old one.`,
    expected: [{ value: glpatRoutable }],
  },
  {
    name: 'token in parentheses, then a comma',
    source: 'cli/cli issue 6277 (kind)',
    text: `With the fine-grained one (${githubPat}), and also with [${ghpOther}], I get denied.`,
    expected: [{ value: githubPat }, { value: ghpOther }],
  },
  {
    name: 'smart quotes and guillemets',
    source: 'artilleryio/artillery issue 1298 (signs outside of ASCII)',
    text: `Mein Token ist „${glpat}“, das von Kim «${ghp}» und das dritte “${dckrPat}”.`,
    expected: [{ value: glpat }, { value: ghp }, { value: dckrPat }],
  },
  {
    name: 'fence, bold and backticks of Markdown',
    source: 'GitHub Flavored Markdown',
    text: lines('Use this one:', '```console', `$ export TOKEN=${hs256}`, '```', `or **${glpat}** or \`${ghp}\`.`),
    expected: [{ value: hs256 }, { value: glpat }, { value: ghp }],
  },
  {
    name: 'link of Slack with a login in it',
    source: 'Slack API manual, mrkdwn links',
    text: `dana: try &lt;https://dana:${glpat}@gitlab.example.com/team/app.git|gitlab.example.com&gt; &amp; tell me`,
    expected: [{ value: glpat, user: 'dana', host: 'gitlab.example.com' }],
  },
  {
    name: 'chat with names, user and password on lines of their own',
    source: 'mikeizbicki/cmc-csci046 issue 481 (kind)',
    text: lines(
      '[09:12] Kim: here is the login',
      '[09:12] Kim: Registry: harbor.example.com',
      '[09:12] Kim: User: robot$team+ci',
      `[09:13] Kim: Token: ${harborRobot}`,
    ),
    expected: [{ value: harborRobot, user: 'robot$team+ci', host: 'harbor.example.com' }],
    debatable: 'User and host stand on lines of their own, each behind a name; the token alone is no wrong answer.',
  },
  {
    name: 'mail in quoted-printable: soft line ends in the token',
    source: 'RFC 2045 section 6.7',
    text: quotedPrintable(`Hi Kim, the answer was {"token":"${hs256}","note":"a=b"} and nothing else.`),
    expected: [{ value: hs256 }],
  },
  {
    name: 'answer in a mail, each line quoted',
    source: 'RFC 3676 section 4.5',
    text: lines('> Could you send me the token?', `> > Authorization: Bearer ${hs256}`, '> Thanks, Dana'),
    expected: [{ value: hs256 }],
  },
  {
    name: 'HTML source with entities',
    source: 'HTML standard, character references',
    text: `<pre class="answer">${escapeHtml(json({ token: es256, access_token: es256 }))}</pre><p>Authorization&#58; Bearer&#32;${glpat}&nbsp;</p>`,
    expected: [{ value: es256 }, { value: glpat }],
  },
  {
    name: 'zero-width spaces that a page put behind the dots',
    source: 'firefly-iii/firefly-iii issue 2225 (U+FEFF); Huachao/vscode-restclient issue 942',
    text: `\ufeffAuthorization: Bearer\u00a0${es256.replaceAll('.', '.\u200b')}\u200b`,
    expected: [{ value: es256 }],
  },
  {
    name: 'soft hyphens and a word joiner in an opaque token',
    source: 'cloudflare/workers-sdk pull 14002 (kind)',
    text: `${ghp.slice(0, 20)}\u00ad${ghp.slice(20, 30)}\u2060${ghp.slice(30)}`,
    expected: [{ value: ghp }],
  },
  {
    name: 'no line end behind the answer: the mark of zsh and its prompt',
    source: 'zsh manual, PROMPT_SP',
    text: lines(
      `dana@host ~ % curl -s https://auth.example.com/token | jq -j .token`,
      `${hs256}%                                        `,
      'dana@host ~ % ',
    ),
    expected: [{ value: hs256 }],
  },
  {
    name: 'no line end behind an opaque token: the prompt of PowerShell',
    source: 'about_Prompts',
    text: `PS C:\\Users\\dana> Write-Host -NoNewline $token\n${glpat}PS C:\\Users\\dana> `,
    expected: [{ value: glpat }],
    debatable: 'The form has 20 characters, but longer ones exist: PS could be of the token. The length decides.',
  },
  {
    name: 'SOAP with WS-Security',
    source: 'OASIS WS-Security UsernameToken Profile 1.1',
    text: lines(
      '<soap:Header><wsse:Security><wsse:UsernameToken>',
      '  <wsse:Username>dana</wsse:Username>',
      `  <wsse:Password Type="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText">${plain}</wsse:Password>`,
      `  <wsse:Nonce>${base64(fake(16))}</wsse:Nonce>`,
      '</wsse:UsernameToken></wsse:Security></soap:Header>',
    ),
    expected: [{ value: plain, user: 'dana' }],
  },
  {
    name: 'base64 of base64: an auth copied into a secret once more',
    source: 'codeship/codeship-tool-examples pull 29 (kind)',
    text: `auth: ${base64(base64(`dana:${plain}`))}`,
    expected: [{ value: plain, user: 'dana' }],
    debatable: 'One could also say that the value is a broken auth field without a colon and holds no login.',
  },
  {
    name: 'table of Markdown',
    source: 'GitHub Flavored Markdown, tables',
    text: lines(
      '| host | user | token |',
      '| --- | --- | --- |',
      `| ghcr.io | dana | ${ghp} |`,
      `| gitlab.example.com | kim | ${glpat} |`,
    ),
    expected: [{ value: ghp }, { value: glpat }],
    debatable: 'A person reads user and host from the row; a reader of text need not.',
  },
];

/** Inputs that hold a secret. */
export const withSecrets: readonly ReportedInput[] = [
  ...traces,
  ...clients,
  ...answers,
  ...helpers,
  ...files,
  ...shells,
  ...addresses,
  ...prose,
];

// --- Ordinary words, placeholders and masks are no tokens ---------------------------------------------------------

const none = (name: string, source: string, text: string, debatable?: string): ReportedInput => ({
  ...{ name, source, text, expected: [] },
  ...(debatable === undefined ? {} : { debatable }),
});

/** Inputs without a secret. */
export const noSecrets: readonly ReportedInput[] = [
  none(
    'crane -v hides its headers',
    'google/go-containerregistry pull 816',
    lines(
      '2026/07/21 09:12:44 --> GET https://index.docker.io/v2/',
      '2026/07/21 09:12:44 GET /v2/ HTTP/1.1',
      'Host: index.docker.io',
      'User-Agent: crane/0.20.6 go-containerregistry/0.20.6',
      'Authorization: <redacted>',
      '',
      '2026/07/21 09:12:45 <-- 401 https://index.docker.io/v2/ (120.5ms)',
      'Www-Authenticate: Bearer realm="https://auth.docker.io/token",service="registry.docker.io"',
      '2026/07/21 09:12:45 --> GET https://auth.docker.io/token?scope=repository%3Alibrary%2Fubuntu%3Apull&service=registry.docker.io [body redacted: basic token response contains credentials]',
    ),
  ),
  none(
    'oras --debug hides its headers',
    'oras manual, --debug',
    lines(
      '[2026-07-21T09:12:44.123456789+02:00][DEBUG][0]: Request #0',
      '> Request URL: "https://registry.example.com/v2/team/app/manifests/1.4"',
      '> Request method: "GET"',
      '> Request headers:',
      '   "Authorization": "*****"',
      '   "User-Agent": "oras/1.3.0"',
      '[2026-07-21T09:12:44.223456789+02:00][DEBUG][0]: Response #0',
      '   "Set-Cookie": "*****"',
    ),
  ),
  none(
    'skopeo --debug only says where it found credentials',
    'containers/skopeo issue 2054',
    lines(
      'DEBU[0000] Found credentials for registry.example.com in credential helper containers-auth.json in file /run/containers/1000/auth.json',
      'DEBU[0000] Looking for TLS certificates and private keys in /etc/docker/certs.d/registry.example.com',
      'DEBU[0000] GET https://registry.example.com/v2/',
      'DEBU[0000] Ping https://registry.example.com/v2/ status 401',
      'DEBU[0000] Increasing token expiration to: 60 seconds',
      'FATA[0001] Requesting bearer token: invalid status code from registry 403 (Forbidden)',
    ),
  ),
  none(
    'containerd logs a request without its authorization',
    'containerd/containerd pull 5040',
    lines(
      'DEBU[0000] do request host=registry-1.docker.io request.header.accept="application/vnd.oci.image.index.v1+json, */*" request.header.user-agent=containerd/v2.1.4 request.method=HEAD url="https://registry-1.docker.io/v2/library/alpine/manifests/latest"',
      'DEBU[0000] fetch response received response.header.www-authenticate="Bearer realm=\\"https://auth.docker.io/token\\",service=\\"registry.docker.io\\",scope=\\"repository:library/alpine:pull\\"" response.status="401 Unauthorized"',
      'DEBU[0000] Unauthorized header="Bearer realm=\\"https://auth.docker.io/token\\",service=\\"registry.docker.io\\"" host=registry-1.docker.io',
    ),
  ),
  none(
    'challenges with an error',
    'RFC 6750 section 3; devcontainers/cli pull 884; balena-io/open-balena issue 41',
    lines(
      'HTTP/2 401',
      'www-authenticate: Bearer realm="https://auth.example.com/token",service="registry.example.com",scope="repository:team/app:pull,push",error="invalid_token",error_description="The access token expired"',
      'www-authenticate: BASIC realm="Sonatype Nexus Repository Manager"',
      'www-authenticate →Bearer realm="https://api./auth/v1/token",service="registry2."',
    ),
  ),
  none(
    'errors in words',
    'evry-bergen/knative-workshop issue 22, k3s-io/k3s issue 11185, containerd/containerd issue 8612, containers/skopeo issue 1954',
    lines(
      'error pushing image: failed to push to destination eu.gcr.io/fake-project/app:latest: no token in bearer response:',
      '{"errors":[{"code":"UNAUTHORIZED","message":"Not Authorized."}]}',
      'failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://registry.example.com/token?scope=repository%3Ateam%2Fapp%3Apull: 403 Forbidden',
      'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
      'Error response from daemon: Get "https://ghcr.io/v2/": denied: denied',
    ),
  ),
  none(
    'OAuth errors and words beside names of tokens',
    'RFC 6749 section 5.2; cli/cli pull 6546',
    lines(
      '{"error":"invalid_grant","error_description":"refresh_token: expired or revoked","token_type":"bearer"}',
      'Token scopes: none found',
      'token type: installation',
      'password: incorrect',
      'The token expired: request another token, then sign in again.',
    ),
  ),
  none(
    'words of other languages',
    'localized prompts of git and of the Docker manuals',
    lines(
      'Token: abgelaufen',
      'Passwort: vergessen',
      'mot de passe : incorrect',
      'contraseña: obligatoria',
      'Пароль: неверный',
      '密码：错误',
    ),
  ),
  none(
    'login by hand',
    'docker login manual; containers/podman pull 10068',
    lines(
      '$ docker login registry.example.com:5000',
      'Username: dana',
      'Password: ',
      "WARNING! Your credentials are stored unencrypted in '/home/dana/.docker/config.json'.",
      'Configure a credential helper to remove this warning.',
      'Login Succeeded',
    ),
  ),
  none(
    'config.json with helpers only',
    'helm/helm pull 5597; docker/cli manual, credential stores',
    json(
      {
        auths: { 'registry.example.com:5000': {}, 'https://index.docker.io/v1/': {} },
        credsStore: 'osxkeychain',
        credHelpers: { [ecrHost]: 'ecr-login', 'gcr.io': 'gcloud' },
      },
      2,
    ),
  ),
  none(
    'list of a credential helper',
    'GoogleCloudPlatform/docker-credential-gcr issue 15',
    json({
      'https://eu.gcr.io': 'oauth2accesstoken',
      'https://gcr.io': 'oauth2accesstoken',
      'https://index.docker.io/v1/access-token': 'dana',
    }),
  ),
  none(
    'registries.conf',
    'containers-registries.conf(5)',
    lines(
      'unqualified-search-registries = ["registry.example.com", "docker.io"]',
      'credential-helpers = ["containers-auth.json"]',
      '[[registry]]',
      'prefix = "registry.example.com/team"',
      'location = "mirror.example.com:5000/team"',
      'insecure = false',
    ),
  ),
  none(
    'template of an ExternalSecret',
    'External Secrets manual, dockerconfigjson',
    lines(
      'target:',
      '  template:',
      '    type: kubernetes.io/dockerconfigjson',
      '    data:',
      '      .dockerconfigjson: \'{"auths":{"registry.example.com":{"username":"{{ .username }}","password":"{{ .password }}","auth":"{{ printf "%s:%s" .username .password | b64enc }}"}}}\'',
      'data:',
      '- secretKey: password',
      '  remoteRef:',
      '    key: registry/login',
      '    property: password',
    ),
  ),
  none(
    'workflow of GitHub with secrets by name',
    'docker/login-action issue 26, issue 62',
    lines(
      '- uses: docker/login-action@v3',
      '  with:',
      '    registry: ghcr.io',
      '    username: ${{ github.repository_owner }}',
      '    password: ${{ secrets.CR_PAT }}',
      '    token: ${{ steps.app.outputs.token }}',
    ),
  ),
  none(
    'log of GitHub with masks',
    'docker/login-action issue 62',
    lines(
      'Run docker/login-action@v3',
      '  with:',
      '    registry: ghcr.io',
      '    username: ***',
      '    password: ***',
      '    logout: true',
      '  env:',
      '    GITHUB_TOKEN: ***',
      'Logging into ghcr.io...',
    ),
  ),
  none(
    'pipeline of Jenkins and its masked output',
    'Concordium/concordium-base pull 66, jenkinsci/docker-workflow-plugin pull 324',
    lines(
      'sh \'echo "${CRED_PSW}" | docker login --username "${CRED_USR}" --password-stdin\'',
      '+ docker login -u **** -p ******** https://registry.example.com',
      '+ echo ****',
    ),
  ),
  none(
    'config.json from variables of GitLab',
    'GoogleContainerTools/kaniko issue 529, issue 1757',
    lines(
      '- echo "{\\"auths\\":{\\"$CI_REGISTRY\\":{\\"username\\":\\"$CI_REGISTRY_USER\\",\\"password\\":\\"$CI_REGISTRY_PASSWORD\\"}}}" > /kaniko/.docker/config.json',
      '- echo "{\\"auths\\":{\\"$CI_REGISTRY\\":{\\"auth\\":\\"$(echo -n ${CI_REGISTRY_USER}:${CI_REGISTRY_PASSWORD} | base64 | tr -d \'\\n\')\\"}}}" > config.json',
    ),
  ),
  none(
    'Terraform: references, and the words of a plan',
    'kreuzwerker/terraform-provider-docker issue 556, hashicorp/terraform-provider-aws pull 12395',
    lines(
      'registry_auth {',
      '  address  = data.aws_ecr_authorization_token.token.proxy_endpoint',
      '  username = data.aws_ecr_authorization_token.token.user_name',
      '  password = data.aws_ecr_authorization_token.token.password',
      '}',
      '      + authorization_token = (sensitive value)',
      '      + password            = (known after apply)',
    ),
  ),
  none(
    'Ansible: a variable, a vault and the words of no_log',
    'community.docker manual, docker_login; osism/ansible-collection-commons pull 798',
    lines(
      'username: "{{ docker_user }}"',
      'password: "{{ vault_docker_password }}"',
      '"password": "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER",',
      'registry_password: !vault |',
      '  $ANSIBLE_VAULT;1.1;AES256',
      `  ${hex(80)}`,
    ),
  ),
  none(
    'sealed and encrypted secrets',
    'bitnami-labs/sealed-secrets README; getsops/sops README',
    lines(
      'kind: SealedSecret',
      'spec:',
      '  encryptedData:',
      `    .dockerconfigjson: AgB+${fake(160)}/${fake(60)}==`,
      '---',
      'stringData:',
      `    password: ENC[AES256_GCM,data:${fake(20)}==,iv:${fake(43)}=,tag:${fake(22)}==,type:str]`,
    ),
    'They hold a secret, but nobody can use it without the key.',
  ),
  none(
    'shell: substitutions, tests and files',
    'distribution/distribution issue 1589, SocialGouv/kontinuous issue 67, Azure/azure-cli issue 22511',
    lines(
      'TOKEN=$(curl -s "https://auth.docker.io/token?service=registry.docker.io&scope=repository:library/alpine:pull" | jq -r .token)',
      'PASSWORD=`cat token.txt`',
      'if [ -z "$TOKEN" ]; then echo "TOKEN: not set" >&2; fi',
      ': "${REGISTRY_PASSWORD:?set it}"',
      'docker login -u dana --password-stdin < token.txt',
      'docker login -u _json_key -p "$(cat keyfile.json)" https://eu.gcr.io',
      'curl -u "$CI_REGISTRY_USER:$CI_REGISTRY_PASSWORD" -H "Authorization: Bearer ${TOKEN}" https://registry.example.com/v2/',
      'docker login -u %REGISTRY_USER% -p %REGISTRY_PASSWORD% registry.example.com',
      'docker login -u dana -p $env:CR_PAT ghcr.io',
    ),
  ),
  none(
    'source code that handles tokens',
    'sources of registry clients (kind)',
    lines(
      'const token: string = await getToken(registry, { refreshToken: stored.refreshToken });',
      'req.Header.Set("Authorization", "Bearer "+token)',
      'password = os.environ["REGISTRY_PASSWORD"]',
      'let auth = RegistryAuth::Basic(username.clone(), password.clone());',
      'IdentityToken string `toml:"identitytoken" json:"identitytoken"`',
      'headers={"Authorization": f"Bearer {token}"}',
    ),
  ),
  none(
    'placeholders of manuals and of reports',
    'openshift/origin issue 5517, k3s-io/k3s issue 4637, kubernetes-sigs/kubespray issue 12575, GoogleContainerTools/jib pull 83',
    lines(
      '.dockercfg: <very long key>',
      'token: <very long key>',
      'username: USERNAME',
      'password: PASSWORD',
      'auth: BASICAUTH',
      'authorization = "Basic base64username:password"',
      'PRIVATE-TOKEN: <your_access_token>',
      '<password>MY_AUTH_TOKEN</password>',
      'docker login -u XXX -p XXX registry.example.com',
      'password: xxxxx',
    ),
  ),
  none(
    'tokens that were shortened by hand',
    'cesanta/docker_auth issue 4, distribution/distribution issue 1589, issue 1203',
    lines(
      '{"token":"eyJ0.....yQ"}',
      '{"token":"eyJhbGciOiJFUzI1NiIsInR5c...',
      'Authorization: Bearer eyJhbGciOiJFUzI1NiIs…',
      'ghp_Fake…0815',
      'dckr_pat_xxx',
      'glpat-********************',
    ),
    'The cut JWTs are pieces of tokens; nothing true can be said of them, and they cannot be used.',
  ),
  none(
    'masked logs of Java clients',
    'testcontainers/testcontainers-java issue 3534, containerd/cri issue 960',
    lines(
      'Effective auth config [AuthConfig{username=dana, password=hidden non-blank value, auth=blank, email=null, registryAddress=index.docker.io, registryToken=blank}]',
      'with auth config &AuthConfig{Username:kim,Password:__REDACTED__,ServerAddress:,IdentityToken:,RegistryToken:,}',
      'registryUsername=null,registryPassword=<...>,registryEmail=<null>',
    ),
  ),
  none(
    'masks of gh, npm and pip',
    'cli/cli issue 6520; npm config manual; pypa/pip issue 5917',
    lines(
      `  - Token: gho_${'*'.repeat(36)}`,
      '//npm.example.com/:_authToken = (protected)',
      'Looking in indexes: https://pypi.org/simple, https://dana:****@pypi.example.com/simple/',
      'git ls-remote --heads https://[secure]@gitlab.example.com/team/app.git',
      'origin https://oauth2:[MASKED]@gitlab.example.com/team/app.git (fetch)',
    ),
  ),
  none(
    'variables in files of clients',
    'NuGet/docs.microsoft.com-nuget issue 1295, dotnet-project-file-analyzers issue 641, npm/cli issue 2183, Postman and Insomnia manuals',
    lines(
      '<add key="ClearTextPassword" value="%ContosoPassword%" />',
      '<add key="ClearTextPassword" value="{PAT}" />',
      '<password>${env.MAVEN_SERVER_PASSWORD}</password>',
      '_auth = ${ARTIFACTORY_BASE64}',
      '//npm.pkg.github.com/:_authToken=${NODE_AUTH_TOKEN}',
      '{"key":"token","value":"{{registry_token}}","type":"string"}',
      '"authentication":{"type":"bearer","token":"{{ _.token }}"}',
    ),
  ),
  none(
    'Kamal: names of secrets',
    'basecamp/kamal pull 91',
    lines(
      'registry:',
      '  server: registry.digitalocean.com',
      '  username:',
      '    - SECRET_REGISTRY_TOKEN',
      '  password:',
      '    - SECRET_REGISTRY_TOKEN',
    ),
  ),
  none(
    'OpenAPI: schemes and examples',
    'OpenAPI 3.1, Security Scheme Object',
    lines(
      'securitySchemes:',
      '  bearerAuth:',
      '    type: http',
      '    scheme: bearer',
      '    bearerFormat: JWT',
      'parameters:',
      '  - name: Authorization',
      '    in: header',
      '    example: Bearer <access_token>',
      'properties:',
      '  token:',
      '    type: string',
      '    description: The bearer token',
    ),
  ),
  none(
    'discovery document of OpenID',
    'OpenID Connect Discovery 1.0 section 4.2',
    json({
      ...{
        issuer: 'https://id.example.com',
        authorization_endpoint: 'https://id.example.com/authorize',
        token_endpoint: 'https://id.example.com/token',
      },
      ...{
        token_endpoint_auth_methods_supported: ['client_secret_basic'],
        id_token_signing_alg_values_supported: ['RS256'],
      },
      ...{ response_types_supported: ['id_token token'], userinfo_endpoint: 'https://id.example.com/userinfo' },
    }),
  ),
  none(
    'public keys of a token server',
    'RFC 7517 section 5',
    json({
      keys: [
        {
          kty: 'RSA',
          use: 'sig',
          alg: 'RS256',
          kid: 'FAKE:KEY0',
          n: Buffer.alloc(256, 'FakeKey').toString('base64url'),
          e: 'AQAB',
          x5t: base64url(fake(20)),
        },
      ],
    }),
  ),
  none(
    'registry with a token server: names only',
    'distribution/distribution issue 1143, sameersbn/docker-gitlab issue 754, cesanta/docker_auth issue 92',
    lines(
      '-e REGISTRY_AUTH=token \\',
      '-e REGISTRY_AUTH_TOKEN_REALM=https://auth.example.com:5001/auth \\',
      '-e REGISTRY_AUTH_TOKEN_SERVICE="Docker registry" \\',
      '-e REGISTRY_AUTH_TOKEN_ISSUER="Fake Registry Auth Service" \\',
      '-e REGISTRY_AUTH_TOKEN_ROOTCERTBUNDLE=/ssl/bundle.crt \\',
      'auth:',
      '  token:',
      '    realm: "https://auth.example.com/auth"',
      '    service: "Docker registry"',
      '    issuer: "Auth Service"',
      '    rootcertbundle: "/ssl/server.pem"',
    ),
  ),
  none(
    'log of a registry that got no token',
    'SUSE/Portus issue 396',
    lines(
      'time="2026-07-21T09:12:44Z" level=warning msg="error authorizing context: authorization token required" http.request.host="192.0.2.1:5000" http.request.id=00000000-fa4e-4fa4-8fa4-fa4e00000011 http.request.method=GET http.request.uri="/v2/" version=v3.0.0',
      'time="2026-07-21T09:12:45Z" level=error msg="token signed by untrusted key with ID: \\"FAKE:0FAK:E1FA:KE2F:AKE3:FAKE:4FAK:E5FA:KE6F:AKE7:FAKE:8FAK\\""',
    ),
  ),
  none(
    'names of images, digests, ids',
    'IBM/container-service-getting-started-wt issue 123; npm package-lock manual; ssh-keygen(1)',
    lines(
      `1: digest: sha256:${hex(64)} size: 525`,
      `registry.example.com:5000/team/app@sha256:${hex(64, 3)}`,
      'fa4e0fa4e1fa: Pushed',
      'id=00000000-fa4e-4fa4-8fa4-fa4e00000012',
      `npm ERR! integrity sha512-${Buffer.alloc(64, 'FakeHash').toString('base64')}`,
      `SHA256:${fake(43)} dana@host (ED25519)`,
    ),
  ),
  none(
    'history of git',
    'git-log(1)',
    lines(
      `commit ${hex(40)}`,
      'Author: Dana <dana@example.com>',
      'Date:   Tue Jul 21 09:12:44 2026 +0000',
      '',
      '    Refresh the token before it ends',
      '',
      `index ${hex(7)}..${hex(7, 3)} 100644`,
    ),
  ),
  none(
    'signed manifest of schema 1: parts of a JWS, but no JWT',
    'distribution/distribution issue 1896; image manifest version 2, schema 1',
    json({
      ...{ schemaVersion: 1, name: 'busybox', tag: 'latest', fsLayers: [{ blobSum: `sha256:${hex(64)}` }] },
      signatures: [
        {
          header: { jwk: { crv: 'P-256', kid: 'FAKE:KEY0', kty: 'EC', x: fake(43), y: fake(43, 2) }, alg: 'ES256' },
          signature: fake(86),
          protected: base64url(json({ formatLength: 4242, formatTail: 'Cn0', time: '2026-07-21T09:12:44Z' })),
        },
      ],
    }),
  ),
  none(
    'signed statement: base64 of JSON that is no secret',
    'in-toto attestation envelope; sigstore cosign download attestation',
    json({
      payloadType: 'application/vnd.in-toto+json',
      payload: base64(
        json({ _type: 'https://in-toto.io/Statement/v1', subject: [{ name: 'registry.example.com/team/app' }] }),
      ),
      signatures: [{ keyid: '', sig: base64(fake(70)) }],
    }),
  ),
  none(
    'headers about limits and scopes',
    'cli/cli issue 2155; Docker Hub manual, usage and limits',
    lines(
      'X-OAuth-Scopes: gist, read:org, repo',
      'X-OAuth-Client-Id: fa4e0fa4e1fa4e2fa4e3',
      'ratelimit-limit: 100;w=21600',
      'docker-ratelimit-source: 00000000-fa4e-4fa4-8fa4-fa4e00000013',
      'etag: "sha256:fa4e0fa4e1"',
      'access-control-allow-headers: Authorization, PRIVATE-TOKEN',
    ),
  ),
  none(
    'settings of git with a helper',
    'git-config(1); gitcredentials(7)',
    lines(
      '[credential]',
      '\thelper = store',
      '\tuseHttpPath = true',
      '[credential "https://gitlab.example.com"]',
      '\tusername = dana',
      '[url "https://gitlab.example.com/"]',
      '\tinsteadOf = git@gitlab.example.com:',
    ),
  ),
  // Debatable ones
  none(
    'encrypted password of Maven',
    'GoogleContainerTools/jib issue 592; Maven manual, password encryption',
    lines(
      '<server>',
      '  <id>registry.example.com</id>',
      '  <username>dana</username>',
      `  <password>{${base64(fake(32))}}</password>`,
      '</server>',
    ),
    'A stored password, but encrypted: no registry takes it.',
  ),
  none(
    'signed address of a blob in S3',
    'Amazon S3 manual, presigned URL; answer 307 of a registry',
    `location: https://fake-bucket.s3.eu-central-1.amazonaws.com/docker/registry/v2/blobs/sha256/fa/${hex(64)}/data?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA${FAKE(16)}%2F20260721%2Feu-central-1%2Fs3%2Faws4_request&X-Amz-Date=20260721T091244Z&X-Amz-Expires=1200&X-Amz-SignedHeaders=host&X-Amz-Signature=${hex(64, 2)}`,
    'The whole address is a short-lived permission for one object. No part of it is a token; the id of the key is public.',
  ),
  none(
    'signed address of a blob in Azure',
    'Azure Storage manual, service SAS; answer 307 of ACR',
    `location: https://fakeblobs.blob.core.windows.net/fa4e0fa4-e1fa-4e2f-a4e3-fa4e4fa4e5fa//docker/registry/v2/blobs/sha256/fa/${hex(64)}/data?se=2026-07-21T09%3A32%3A44Z&sig=${encodeURIComponent(base64(fake(32)))}&sp=r&spr=https&sr=b&sv=2018-03-28`,
    'A SAS is called a token by Azure, but it is good for one blob and only as an address.',
  ),
  none(
    'cookies and a CSRF token',
    'goharbor/harbor API; gorilla/csrf README',
    lines(
      `set-cookie: sid=${hex(32)}; Path=/; HttpOnly`,
      `set-cookie: _gorilla_csrf=${base64(fake(80))}; Path=/`,
      `x-harbor-csrf-token: ${base64(fake(64))}`,
      `<meta name="csrf-token" content="${base64(fake(64, 2))}">`,
    ),
    'A session cookie signs in, but it is no registry credential; a CSRF token proves nothing by itself.',
  ),
  none(
    'kubeconfig with a client key',
    'Kubernetes manual, kubeconfig',
    lines(
      'users:',
      '- name: admin',
      '  user:',
      `    client-certificate-data: ${base64(`-----BEGIN CERTIFICATE-----\n${base64(fake(300))}\n-----END CERTIFICATE-----\n`)}`,
      `    client-key-data: ${base64(`-----BEGIN EC PRIVATE KEY-----\n${base64(fake(120))}\n-----END EC PRIVATE KEY-----\n`)}`,
    ),
    'A private key is a secret, but it is never sent and is no token.',
  ),
  none(
    'key file of a Google service account by itself',
    'bazelbuild/rules_docker issue 1414',
    serviceAccountKey,
    'The whole file is the password of _json_key; by itself it is a private key. A reader may offer the whole text for _json_key.',
  ),
  none(
    'htpasswd',
    'helm/helm pull 5597; htpasswd(1)',
    `dana:$2y$05$${fake(53)}`,
    'A hash of a password: it cannot be used to sign in.',
  ),
  none(
    'code of a device login',
    'docker login manual, web-based login; RFC 8628',
    lines(
      'USING WEB-BASED LOGIN',
      'Your one-time device confirmation code is: FAKE-FAKE',
      'Press ENTER to open your browser or submit your device code here: https://login.docker.com/activate',
    ),
    'Good for minutes and once, and only together with the device that waits.',
  ),
  none(
    'sample of a manual: base64 of username:password',
    'GoogleContainerTools/kaniko issue 124, containerd/containerd issue 8186',
    json({ auths: { 'registry.example.com': { auth: base64('username:password') } } }),
    'By its form a login (username, password); by its words a placeholder.',
  ),
];

/** All collected inputs. */
export const reported: readonly ReportedInput[] = [...withSecrets, ...noSecrets];
