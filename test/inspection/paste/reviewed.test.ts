import { describe, expect, it } from 'vitest';
import { findTokens } from '../../../src/inspection/paste.js';
import { base64, ghp, hub, inOneLine, wrap } from './samples.js';

type Row = readonly [text: string, ...secrets: (readonly [value: string, user?: string | undefined, host?: string])[]];

/** As the access tokens of Google are. */
const long = `ya29.a0${'Fake0Fake1Fake2Fake3'.repeat(9)}xY_z-0175`;

/** Texts that a second reader of this code tried. */
const rows: readonly Row[] = [
  // A parameter of a challenge ends in the sign that pads a token.
  ['WWW-Authenticate: Bearer authorization_uri="https://login.example.com/9f", error="invalid_token"'],
  ['Bearer resource_metadata="https://quay.example.com/.well-known"'],
  // What was left out can't be guessed.
  [`${hub.slice(0, 160)}...`],
  [`Authorization: Bearer ${hub.slice(0, 120)}...`],
  [`${hub}${hub}`, [hub]],
  // Forges take a token as user name.
  [`Authorization: Basic ${base64(`${ghp}:x-oauth-basic`)}`, [ghp]],
  [`{"auths":{"ghcr.io":{"auth":"${base64(`${ghp}:x-oauth-basic`)}"}}}`, [ghp, undefined, 'ghcr.io']],
  [`curl -u ${ghp}:x-oauth-basic https://api.github.com`, [ghp, undefined, 'api.github.com']],
  [`{"username":"${ghp}","password":"x-oauth-basic"}`, [ghp]],
  [`Authorization: Basic ${base64(`${ghp}:`)}`, [ghp]],
  [`machine github.com login ${ghp} password x-oauth-basic`, [ghp, undefined, 'github.com']],
  // A password without a user name is no token.
  ['REGISTRY_PASSWORD=Hunter2xyz9', ['Hunter2xyz9', '']],
  ['docker login -p Hunter2xyz9 reg.example.com', ['Hunter2xyz9', '', 'reg.example.com']],
  ['docker login -u Hunter2xyz9 -p Hunter2xyz9 reg.example.com', ['Hunter2xyz9', undefined, 'reg.example.com']],
  // Which host a login is for.
  [
    'skopeo copy --src-username dana --src-password P1abcde9 --dest-username bob --dest-password P2abcde9 docker://a.example.com/x docker://b.example.com/x',
    ['P1abcde9', 'dana', 'a.example.com'],
    ['P2abcde9', 'bob', 'b.example.com'],
  ],
  [
    'curl -x http://proxy.example.com:3128 -u dana:Pw1aaa9 https://reg.example.com/v2/',
    ['Pw1aaa9', 'dana', 'reg.example.com'],
  ],
  [
    'user: dana\npassword: P1abcde9\nhost: a.example.com\n\nuser: bob\npassword: P2abcde9\nhost: b.example.com',
    ['P1abcde9', 'dana', 'a.example.com'],
    ['P2abcde9', 'bob', 'b.example.com'],
  ],
  [
    'user=dana pass=P1abcde9 host=a.example.com; user=bob pass=P2abcde9 host=b.example.com',
    ['P1abcde9', 'dana', 'a.example.com'],
    ['P2abcde9', 'bob', 'b.example.com'],
  ],
  [
    'token: T1abcdef12345\nregistry: a.example.com\ntoken: T2abcdef12345\nregistry: b.example.com',
    ['T1abcdef12345', undefined, 'a.example.com'],
    ['T2abcdef12345', undefined, 'b.example.com'],
  ],
  [
    'proxy_host: proxy.example.com\nsmtp_host: smtp.example.com\nusername: dana\npassword: P1abcde9',
    ['P1abcde9', 'dana'],
  ],
  // Words, source code and help texts.
  ['  -p, --password string   Password or Personal Access Token (PAT)\n  -u, --username string   Username'],
  ['Username: dana\nPassword: \nError response from daemon: Get "https://reg.example.com/v2/": unauthorized'],
  ['Username: dana\nPassword: \nLogin Succeeded'],
  ['error: password: incorrect, account: locked, user: dana, server: reg.example.com'],
  ['username = "dana"\npassword = var.docker_password'],
  ['username = "oauth2accesstoken"\npassword = data.google_client_config.default.access_token'],
  ['const refreshToken: RefreshToken2'],
  ['token = process.env.GITHUB_TOKEN1'],
  ['AWS4-HMAC-SHA256 Credential=AKIAFAKE0FAKE1FAKE2F/20260101/eu-west-1/ecr/aws4_request, SignedHeaders=host'],
  ['PASSWORD_SECRET: arn:aws:secretsmanager:eu-west-1:123456789012:secret:x'],
  ['password: vault:secret/data/registry#password'],
  ['token: /var/run/secrets/token1'],
  ['secret: my-registry-secret-1'],
  ['apiKey: api_key_header1'],
  ['client-token: 550e8400-e29b-41d4-a716-446655440000'],
  ['token: 12345678'],
  ['/home/dana/.docker/config.json'],
  ['2026-01-01T00:00:00.000Z'],
  ['v1.2.3-alpha.4+build5678'],
  // Signs that a password can hold.
  ['REGISTRY_USER=dana\nREGISTRY_PASSWORD=S3cr$t&Tr!ck;x#9', ['S3cr$t&Tr!ck;x#9', 'dana']],
  ['REGISTRY_PASSWORD=abc&def12', ['abc&def12', '']],
  ['password = correct horse battery 9'],
  ['https://dana:p@ss9@reg.example.com/x', ['p@ss9', 'dana', 'reg.example.com']],
  ['https://dana@example.com:S3cret9@reg.example.com', ['S3cret9', 'dana@example.com', 'reg.example.com']],
  ['curl -d "user=dana&password=Pw1%26aa9&x=1" https://s.example', ['Pw1&aa9', 'dana']],
  // A long token on one line, and what follows it.
  [`GET /v2/ HTTP/1.1\nAuthorization: Bearer ${long}\nAccept: */*`, [long]],
  [`Authorization: Bearer ${long} thanks`, [long]],
  [`Authorization: Bearer ${long} 2026-11-30`, [long]],
  [`Authorization: Bearer ${wrap(long, 76)}\nAccept: */*`, [long]],
  [`curl -H "Authorization: Bearer ${wrap(long, 80)}" https://x.example/v2/`, [long, undefined, 'x.example']],
  // Variables of a container.
  ['env:\n- name: REG_PASSWORD\n  value: hunter22\n- name: REG_USER\n  value: dana', ['hunter22', 'dana']],
  ['env:\n- name: REG_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      name: s\n      key: password'],
  // Other spellings of options.
  ['curl -su dana:S3cret99 https://reg.example.com/v2/', ['S3cret99', 'dana', 'reg.example.com']],
  ['http -a dana:Pw1aaa9 GET https://reg.example.com/', ['Pw1aaa9', 'dana', 'reg.example.com']],
  ['**Password:** Pw1aaa99', ['Pw1aaa99', '']],
];

describe('reviewed texts', () => {
  it.each(rows.map(([text, ...secrets]) => ({ text, secrets })))('$text', ({ text, secrets }) => {
    for (const pasted of [text, inOneLine(text)]) {
      expect(findTokens(pasted).map(({ value, user, host }) => [value, user, host])).toEqual(
        secrets.map(([value, user, host]) => [value, user, host]),
      );
    }
  });

  it.each([
    ['a user name that holds the password', 'username: dana:Hunter2xyz9\npassword: Hunter2xyz9', 'Hunter2xyz9'],
    ['a host that holds a token', `host: ${ghp}.example.com\npassword: Hunter2xyz9`, ghp],
    ['a name that is a token', `${ghp}_password: Hunter2xyz9`, ghp],
  ])('a label is harmless for %s', (_name, text, secret) => {
    for (const { label } of findTokens(text)) {
      expect(label.toLowerCase()).not.toContain(secret.toLowerCase());
    }
  });

  it.each<[string, (index: number) => string]>([
    ['tokens', (index) => `ghp_Fake0Fake1Fake2Fake3Fake4F${String(index).padStart(6, '0')}\n`],
    ['named tokens', (index) => `token: abc${String(index)}defgh12345\n`],
    ['passwords', (index) => `password: Hx${String(index)}y9z\n`],
  ])('a mebibyte of different %s takes no quadratic time', (_name, write) => {
    let text = '';
    for (let index = 0; text.length < 1_000_000; index += 1) {
      text += write(index);
    }
    const started = performance.now();
    expect(findTokens(text).length).toBeGreaterThan(1000);
    expect(performance.now() - started).toBeLessThan(8000);
  });
});
