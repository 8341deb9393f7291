import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeToken } from '../../src/auth/jwt.js';
import { claimsDocument, claimText, redactedForm } from '../../src/inspection/claimsJson.js';
import { compareTokens } from '../../src/inspection/compare.js';
import { inspectToken } from '../../src/inspection/inspection.js';
import { findTokens } from '../../src/inspection/paste.js';
import { summaryText } from '../../src/inspection/report/summaryText.js';
import { tokenReport } from '../../src/inspection/report/tokenReport.js';
import { verifyWithKeys } from '../../src/inspection/signature/verifySignature.js';
import { opaqueForms } from '../../src/registries/tokenKnowledge.js';
import { jwtIn } from '../../src/text/jwtText.js';
import { mask, maskSecrets } from '../../src/text/masking.js';
import { isSecretName } from '../../src/text/secretNames.js';

const now = 1_790_000_000_000;
const encode = (text: string) => Buffer.from(text).toString('base64url');
const token = (claims: object, header: object = { alg: 'RS256', kid: 'k' }) =>
  `${encode(JSON.stringify(header))}.${encode(JSON.stringify(claims))}.c2ln`;

const secretNames = [
  ...['credential', 'credentials', 'secret', 'client_secret', 'client-secret', 'clientSecret', 'shared secret'],
  ...['password', 'Password', 'userPassword', 'passwd', 'pwd', 'pass', 'passphrase', 'passcode', 'pin', 'otp'],
  ...['token', 'tokens', 'access_token', 'refreshToken', 'id-token', 'identitytoken', 'session_token', 'token2'],
  ...['auth', 'basic_auth', 'authorization', 'Proxy-Authorization', 'bearer', 'cookie', 'jwt', 'client_assertion'],
  ...[
    'pass\u200bword',
    'p\u0430ssword',
    'p\u0430\u0455\u0455w\u043erd',
    'ｐａｓｓｗｏｒｄ',
    'p\u00e1ssw\u00f6rd',
    'secr\u03b5t',
  ],
  ...['t\u043eken', 'ap\u0456_key', 'p\u3164a\ufe0fssword', 'пароль', '密码', 'パスワード', 'Passwort', 'contraseña'],
  ...[`password${'\u200b'.repeat(200)}`, 'access\u00a0token', 'se\u00adcret'],
  ...['api_key', 'apikey', 'x-api-key', 'privateKey', 'secret_access_key', 'AWS_SECRET_ACCESS_KEY', 'signing.key'],
];

describe('a name', () => {
  it.each(secretNames)('that says that its value is a secret: %s', (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each([
    ...['', 'sub', 'kid', 'key', 'oauth', 'author', 'bypass', 'compass', 'pinned', 'keys', 'public_key', 'at_hash'],
    ...['auth_time', 'auth_type', 'token_type', 'tokenUse', 'pwd_exp', 'pwd_url', 'password_type', 'passwordVersion'],
    ...['access', 'access_key_id', 'secret_name', 'grant_type', 'credentialType', 'x5t#S256', 'jwks_uri'],
    ...['имя', 'тема', 'ключ', '名前', 'ｋｉｄ', 'Größe', 'αριθμός', 'passager', 'presenha_id'],
    '1'.repeat(200_000),
  ])('that does not: %s', (name) => {
    expect(isSecretName(name)).toBe(false);
  });
});

it.each(['п', '\u200b', 'a\u0301', 'password\u200b'])(
  'a long name of %j takes linear time',
  { timeout: 4_000 },
  (letter) => {
    expect(isSecretName(`${letter.repeat(200_000)}x`)).toBe(false);
  },
);

describe('a token inside a text', () => {
  const claims = encode('{"sub":"dana"}');
  it.each<[string, string, string]>([
    ['as usual', `${encode('{"alg":"x"}')}.${claims}.c2ln`, '•••'],
    ['line break behind the brace', `${encode('{\n"alg":"x"}')}.${claims}.c2ln`, '•••'],
    ['blank behind the brace', `${encode('{ "alg":"x"}')}.${claims}.c2ln`, '•••'],
    ['blanks before the brace', `${encode(' \n{ "alg":"x"}')}.${claims}.c2ln`, '•••'],
    ['an empty header', `${encode('{}')}.${claims}.c2ln`, 'e30.•••'],
    ['in a sentence', `see ${encode('\t{"alg":"x"}')}.${claims}.c2ln, twice`, 'see •••, twice'],
    ['after an equals sign', `t=${encode('\r\n{"alg":"x"}')}.${claims}.c2ln`, 't=•••'],
    ['after letters', `T${encode('{ "alg":"x"}')}.${claims}.c2ln`, 'T•••'],
    ['without a signature', `${encode('{"alg":"x"}')}.${claims}`, '•••'],
    ['wrapped', `${encode('{"alg":"x"}')}.${claims}`.replace(/(.{20})/g, '$1\r\n'), '•••'],
    ['torn apart', `${encode('{"alg":"x"}')}.${claims}.c2ln`.replace(/(.{9})/g, '$1 '), '•••'],
    ['a word that begins alike', 'eyJudeyJude eyJude.example ICAgICAgICAg.example', ''],
    ['hosts', 'transient-extensions.example.com Container-images.DockerRegistry.example', ''],
    ['a date', 'Created 2026-11-22T09:00:00.000Z\nDone.', ''],
  ])('%s', (_name, text, expected) => {
    expect(mask(text)).toBe(expected === '' ? text : expected);
  });

  it('comes out whole, and without what stands around it', () => {
    const inner = `${encode('{"alg":"x"}')}.${claims}.c2ln`;
    for (const text of [inner, `see ${inner}, twice`, `${inner}\nthanks`, inner.replaceAll('.', '.\n'), `t=${inner}`]) {
      expect(jwtIn(text)).toBe(inner);
    }
  });
});

const blanks = fc.string({ unit: fc.constantFrom(' ', '\t', '\n', '\r'), maxLength: 5 });
const word = fc.stringMatching(/^zq[a-z0-9]{9,14}zq$/);

/** What no text may hold, and a value that holds it. */
interface Planted {
  readonly secrets: readonly string[];
  readonly value: unknown;
}

const bare: fc.Arbitrary<Planted> = fc.oneof(
  word.map((value) => ({ secrets: [value], value })),
  fc.integer({ min: 7_310_000_000_000, max: 7_319_999_999_999 }).map((value) => ({ secrets: [String(value)], value })),
);
const shaped: fc.Arbitrary<Planted> = fc.oneof(
  bare,
  bare.map(({ secrets, value }) => ({ secrets, value: [value, { value }] })),
  bare.map(({ secrets, value }) => ({ secrets, value: { value, list: [[value]], [String(value)]: true } })),
);
const named = fc
  .tuple(fc.constantFrom(...secretNames), shaped)
  .map(([name, { secrets, value }]): Planted => ({ secrets, value: { [name]: value } }));
const nestedJwt = fc.tuple(blanks, blanks, blanks, blanks, word).map(([a, b, c, d, secret]): Planted => {
  const parts = [`${a}{${b}"alg":"RS256"}`, `${c}{${d}"sub":"${secret}"}`].map(encode);
  return { secrets: [secret, ...parts], value: [...parts, 'c2lnbmF0dXJl'].join('.') };
});
const inside = fc
  .tuple(
    nestedJwt,
    fc.constantFrom('', 'see ', '"', 'Bearer ', 'https://x.example/?t='),
    fc.constantFrom('', ', yes', '"'),
  )
  .map(([{ secrets, value }, before, after]): Planted => ({ secrets, value: `${before}${String(value)}${after}` }));

const deep = (planted: fc.Arbitrary<Planted>) =>
  fc
    .tuple(planted, fc.array(fc.constantFrom('list', 'object', 'access'), { maxLength: 6 }))
    .map(([{ secrets, value }, way]) => ({
      secrets,
      value: way.reduce<unknown>(
        (item, step) =>
          step === 'list'
            ? ['a', item]
            : step === 'object'
              ? { note: 1, inner: item }
              : [{ type: 'repository', name: 'team/app', actions: ['pull'], meta: item }],
        value,
      ),
    }));

/** Every text that is made of a token somewhere. */
async function textsOf(value: string): Promise<string[]> {
  const known = { claims: {}, missingGrant: {}, grantNotes: [{ from: 'meta', text: 'Project {inner}.' }] };
  const input = { token: value, now, opaqueForms, knowledge: known, host: 'registry.example.com' };
  const inspection = inspectToken(input);
  const decoded = decodeToken(value);
  const rows = (part: 'claims' | 'header') =>
    inspection[part].map((_row, index) => claimText(value, `${part}/${index}`, opaqueForms));
  const report = { inspected: input, machine: 'mine', version: '1' };
  const redacted = (redactedForm(value, opaqueForms) ?? '').split('.');
  return [
    JSON.stringify(inspection),
    summaryText(inspection, now),
    claimsDocument(value, opaqueForms) ?? '',
    ...rows('claims').map(String),
    ...rows('header').map(String),
    ...redacted.map((part) => Buffer.from(part, 'base64url').toString()),
    tokenReport({ form: 'colleague', ...report }),
    tokenReport({ form: 'public', ...report }),
    JSON.stringify(compareTokens({ ...input, token: token({ sub: 'dana' }) }, input)),
    JSON.stringify(compareTokens(input, { ...input, token: token({ sub: 'dana' }) })),
    JSON.stringify(decoded.format === 'jwt' ? decoded.notes : decoded.reason),
    ...findTokens(value).map(({ label }) => label),
    JSON.stringify(await verifyWithKeys(value, '{"kty":"oct","k":"YQ"}', { now })),
  ];
}

async function holdsNone(secrets: readonly string[], value: string): Promise<void> {
  const texts = await textsOf(value);
  const plain = texts.map((text) => text.replace(/\s+/g, ''));
  // Of a long one not even a piece.
  const pieces = secrets.flatMap((secret) =>
    secret.length > 24 ? [secret.slice(0, 16), secret.slice(-16)] : [secret],
  );
  expect(pieces.filter((piece) => [...texts, ...plain].some((text) => text.includes(piece)))).toEqual([]);
}

describe('a secret in a token is in no text made of it', () => {
  it('below a name that says so', async () => {
    await fc.assert(
      fc.asyncProperty(
        deep(named),
        fc.constantFrom('x', 'context', 'access', 'aud'),
        async ({ secrets, value }, at) => {
          await holdsNone(secrets, token({ sub: 'dana', [at]: value }));
          await holdsNone(secrets, token({ sub: 'dana' }, { alg: 'RS256', [at]: value }));
        },
      ),
    );
  });

  it('as a claim of such a name itself', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...secretNames), shaped, async (name, { secrets, value }) => {
        await holdsNone(secrets, token({ sub: 'dana', [name]: value }));
        await holdsNone(secrets, token({ sub: 'dana' }, { alg: 'RS256', [name]: value }));
      }),
    );
  });

  it('as another token', async () => {
    const places = ['sub', 'aud', 'iss', 'jti', 'access', 'grant_type', 'exp', 'x', 'alg', 'typ', 'kid', 'crit'];
    await fc.assert(
      fc.asyncProperty(fc.oneof(inside, deep(inside)), fc.constantFrom(...places), async ({ secrets, value }, at) => {
        const grant = [{ type: value, name: value, actions: [value], meta: { inner: value } }];
        await holdsNone(secrets, token({ sub: 'dana', [at]: value }));
        await holdsNone(secrets, token({ sub: 'dana' }, { alg: 'RS256', crit: [value], [at]: value }));
        await holdsNone(secrets, token({ [typeof value === 'string' ? value : 'x']: 1, access: grant }));
      }),
    );
  });

  it('in a URL, in JSON that is a text, and in a name with its value', async () => {
    const [secret, code] = ['zqhunter2zqzqzq', 'dmlzaWJsZS1zZWNyZXQtNg=='];
    const texts = [
      `https://dana:${secret}@host/x`,
      `https://${secret}@host`,
      `see postgres://dana:${secret}@host:5432/db now`,
      `//dana:p@${secret}@host/x`,
      `https://host/x?access_token=${secret}`,
      `https://host/x?a=b&client%5Fsecret=${secret}&c=d`,
      `https://host/#id_token=${secret}`,
      `/callback?p\u0430ssword=${secret}`,
      `https://host/login?next=https%3A%2F%2Fdana%3A${secret}%40host%2Fx`,
      `https://host/login?next=%2Fx%3Faccess_token%3D${secret}%26b`,
      `Server=db;Password=${secret};Database=x`,
      `token=${secret}`,
      JSON.stringify({ auths: { x: { auth: code } } }),
      ` [${JSON.stringify({ password: secret })}]`,
      `{"password":"${secret}","password":""}`,
      `{"password":"${secret}",}`,
      `{'token': '${secret}'`,
      JSON.stringify({ x: JSON.stringify({ y: JSON.stringify({ z: JSON.stringify({ u: `a?token=${secret}` }) }) }) }),
      JSON.stringify({ x: JSON.stringify([`https://dana:${secret}@host`]) }),
      JSON.stringify({ kty: 'oct', k: secret }),
      '['.repeat(100) + JSON.stringify({ token: secret }) + ']'.repeat(100),
    ];
    const values = [
      [{ name: 'PASSWORD', value: secret }],
      { Key: 'api-key', Value: secret },
      { value: [secret], key: 'p\u0430ssword' },
      { NAME: 'token', VALUES: { [secret]: secret } },
      [['Authorization', secret]],
      ['Authorization', `Basic ${secret}`],
      ['PASSWORD', `${secret}7`],
      ...texts,
    ];
    for (const value of values) {
      await holdsNone([secret, code], token({ sub: 'dana', x: value }));
      await holdsNone([secret, code], token({ x: { y: [value] } }, { alg: 'RS256', crit: [value], x: value }));
    }
    for (const text of texts) {
      const grant = [{ type: text, name: text, actions: [text], meta: { inner: text } }];
      await holdsNone(
        [secret, code],
        token({ sub: text, iss: text, aud: [text], jti: text, [text]: 1, access: grant }),
      );
    }
  });

  it('as a lasting credential by its looks', async () => {
    const secret = 'glpat-zq0123456789abcdefzq';
    await holdsNone(
      [secret],
      token({
        sub: secret,
        aud: secret,
        x: { y: [secret] },
        access: [{ type: 'repository', name: secret, actions: [] }],
      }),
    );
  });
});

it.each([
  'https://registry.example.com/v2/team/app?service=x&scope=repository:team/app:pull#top',
  'https://host:8443/@scope/name?n=100',
  'mailto:dana@example.com',
  '{"a": 1, "list": ["pull"], "big": 12345678901234567890}',
  '[Sign in] as dana@example.com; a=b',
  'grant_type=password&a=b',
])('of %s all is shown', (text) => {
  expect(mask(text)).toBe(text);
});

it('beside a secret in a text, the rest is shown', () => {
  expect(mask('https://dana:x@host/a?token=x&b=c')).toBe('https://•••@host/a?token=•••&b=c');
  expect(mask('Server=db;Password=x')).toBe('Server=db;Password=•••');
  const json = `{"a":{"b":12345678901234567890,"token":"x","list":["${'y'.repeat(100)}","\\n  z"]}}`;
  expect(JSON.parse(mask(json))).toEqual(JSON.parse(json.replace('"x"', '"•••"')));
  expect(mask(json)).toMatch(/^.*12345678901234567890.*$/);
});

it.each([[['pwd', 'mfa']], [['token', 'offline_access']], [['name', 'value']], [{ name: 'REGION', value: 'eu' }]])(
  'no pair with a secret: %j',
  (value) => expect(maskSecrets({ amr: value }, 'claims', []).hidden).toEqual([]),
);

it.each([
  ['://', '@'],
  ['https://', 'a'],
  ['%3a%2f%2f', 'a'],
  ['?a', '%'],
  ['?password=', '&'],
  ['{"a":', '['],
  ['{"a":"', '\\'],
  ['[{"password":1},', ' '],
  ['[', '"'],
])('a long text of %j and %j takes linear time', { timeout: 4_000 }, (one, other) => {
  for (const text of [one.repeat(200_000), `${one}${other}`.repeat(100_000), one + other.repeat(400_000)]) {
    mask(text);
    maskSecrets({ x: [text, { [text]: text }] }, '', []);
  }
});

it('of a private key nothing is shown but its public half', () => {
  const jwk = { kty: 'RSA', n: 'n', e: 'AQAB', d: 'a', p: 'b', oth: [{ r: 'c', d: 'd', t: 'e' }] };
  expect(maskSecrets({ jwk }, 'header', [])).toEqual({
    value: { jwk: { kty: 'RSA', n: 'n', e: 'AQAB', d: '•••', p: '•••', oth: ['•••'] } },
    hidden: ['header/0/3', 'header/0/4', 'header/0/5/0'],
  });
});

it('what is no text stays where nothing can be learned from it', () => {
  const value = { token: null, secret: true, password: '', credentials: [], auth: {} };
  expect(maskSecrets(value, 'claims', [])).toEqual({ value, hidden: [] });
});
