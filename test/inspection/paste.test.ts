import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findTokens } from '../../src/inspection/paste.js';

const encode = (text: string) => Buffer.from(text).toString('base64url');
const jwt = `${encode('{"alg":"RS256","kid":"ABCD:EFGH"}')}.${encode('{"iss":"auth.example.com","sub":"dana"}')}.${'s'.repeat(90)}`;
const other = `${encode('{"alg":"HS256"}')}.${encode('{"sub":"kim"}')}.c2ln`;
const opaque = 'gl-0123456789abcdef';
const basic = (text: string) => Buffer.from(text).toString('base64');
const wrap = (text: string, width: number, by = '\n') => text.match(new RegExp(`.{1,${width}}`, 'g'))?.join(by) ?? '';

const SIZE = 1024 * 1024;
const worst = [
  'eyJ',
  'a.',
  'token:',
  '{"a":',
  'eyJaaaa\n',
  'eyJaaaa ',
  'authorization: bearer ',
  '"token" ',
  ' ',
  'password=a ',
  '{"token":"ghp_Fake0Fake1Fake2Fake3Fake4Fake5Fake6Fa"},',
  'user: a password: Abc12345 host: a.b\n',
  'https://a:b@c ',
  '://',
  'https://',
  '"',
  "'",
  '\\"',
  '\\\\',
  '%22',
  '&quot;',
  '<token>',
  '<a b="',
  '</token>',
  'machine a login b ',
  'curl -u a:b ',
  'login -p "',
  '\u001b[0m',
  '\u200b',
  '“',
  '[',
  '{',
  '[{',
  '{a:',
  "{a:'",
  '{"a":"',
  'eyJhbGciOiJSUzI1NiJ9.',
  'eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.',
  'eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.abc ',
  'a',
  'A0',
  '=',
  '= ',
  '=3D',
  '\n',
  'a\n',
  'a:',
  'a: ',
  'key  ',
  '\t',
  'data: ',
  'kind: Secret data: token: ',
  'bearer aaaaaaaaaaaaaaaa ',
  'ghp_',
  'glpat-',
  '.',
  '-',
  '_',
  '--token ',
  'a.b.',
  '//a/:_a=',
  'name="a" value="',
  '(',
  'x=>',
  'Zm9v',
  'ZXlK',
  'eyJ0b2tlbiI6ImEifQ== ',
  '^"',
  '`',
  '|',
  ';',
  'echo a | docker login ',
  'GET https://a.b/ ',
];

describe('findTokens', () => {
  it.each<[string, string, [value: string, label: string][]]>([
    ['nothing', '', []],
    ['prose', 'There is no token here, sorry.', []],
    ['bare JWT', jwt, [[jwt, 'in the text: JWT from auth.example.com']]],
    ['bare JWT with blanks around', `\n  ${jwt} \r\n`, [[jwt, 'in the text: JWT from auth.example.com']]],
    ['quoted JWT', `"${jwt}",`, [[jwt, 'in the text: JWT from auth.example.com']]],
    ['Bearer in front', `Bearer ${jwt}`, [[jwt, 'header: JWT from auth.example.com']]],
    ['bare opaque', ` ${opaque}\n`, [[opaque, 'the whole text: opaque, 19 characters']]],
    ['opaque with Bearer', `bearer ${opaque}`, [[opaque, 'header: opaque, 19 characters']]],
    ['a word', 'authentication', []],
    ['short', 'abc', []],
    [
      'header',
      `GET /v2/ HTTP/1.1\r\nAuthorization: Bearer ${opaque}\r\nAccept: */*`,
      [[opaque, 'header: opaque, 19 characters']],
    ],
    [
      'curl',
      `curl -sH 'Authorization: Bearer ${jwt}' https://x.example/v2/`,
      [[jwt, 'header: JWT from auth.example.com, for x.example']],
    ],
    ['curl with a variable', `curl -H "Authorization: Bearer $TOKEN" https://x.example/v2/`, []],
    [
      'Basic header',
      `authorization: Basic ${basic(`dana:${opaque}`)}`,
      [[opaque, 'header: user name dana and password']],
    ],
    [
      'header in JSON',
      JSON.stringify({ headers: { Authorization: `Bearer ${opaque}` } }),
      [[opaque, 'header: opaque, 19 characters']],
    ],
    [
      'token answer',
      JSON.stringify({ token: jwt, access_token: jwt, refresh_token: opaque, expires_in: 300 }),
      [
        [jwt, 'token in the JSON: JWT from auth.example.com'],
        [opaque, 'refresh_token in the JSON: opaque, 19 characters'],
      ],
    ],
    [
      'answer below its headers',
      `HTTP/1.1 200 OK\n\n{"accessToken": "${jwt}"}\n`,
      [[jwt, 'accessToken in the JSON: JWT from auth.example.com']],
    ],
    [
      'docker config',
      JSON.stringify({
        auths: {
          'quay.example.com': { auth: basic(`dana:${opaque}`) },
          'https://a.example/v1/': { auth: basic('0000:'), identitytoken: jwt },
        },
      }),
      [
        [opaque, 'auth in the JSON: user name dana and password for quay.example.com'],
        [jwt, 'identitytoken in the JSON: JWT from auth.example.com, for a.example'],
      ],
    ],
    [
      'YAML',
      `registry:\n  access_token: ${opaque}\n  user: dana`,
      [[opaque, 'after access_token: opaque, 19 characters']],
    ],
    ['YAML, quoted', `token: '${jwt}' # mine`, [[jwt, 'after token: JWT from auth.example.com']]],
    [
      'YAML, folded',
      `token: >-\n  ${wrap(jwt, 60, '\n  ')}\nnext: 1`,
      [[jwt, 'after token: JWT from auth.example.com']],
    ],
    [
      'environment file',
      `export ACR_TOKEN="${opaque}"\nUSER=dana`,
      [[opaque, 'after ACR_TOKEN: opaque, 19 characters']],
    ],
    [
      'address',
      `https://x.example/cb?state=1&access_token=${encodeURIComponent('ab+cd/ef==')}&x=2`,
      [['ab+cd/ef==', 'access_token in the URL: opaque, 10 characters']],
    ],
    ['address with broken escape', `https://x.example/?token=%zz0123456`, []],
    ['wrapped at a width', wrap(jwt, 64), [[jwt, 'in the text: JWT from auth.example.com']]],
    [
      'wrapped in a mail',
      `Here it is:\r\n${wrap(jwt, 72, '\r\n')}\r\n\r\nBest, Dana`,
      [[jwt, 'in the text: JWT from auth.example.com']],
    ],
    ['wrapped at the dots', jwt.replaceAll('.', '.\n'), [[jwt, 'in the text: JWT from auth.example.com']]],
    ['a word on the next line', `${other}\ndone`, [[other, 'in the text: JWT']]],
    [
      'two',
      `${jwt}\n${other}`,
      [
        [jwt, 'in the text: JWT from auth.example.com'],
        [other, 'in the text: JWT'],
      ],
    ],
    ['the same twice', `${other} ${other}`, [[other, 'in the text: JWT']]],
    [
      'padded and standard alphabet',
      `${encode('{"a":1}')}.${basic('{"a":"~~~"}')}.c2ln`,
      [[`${encode('{"a":1}')}.${basic('{"a":"~~~"}')}.c2ln`, 'in the text: JWT']],
    ],
    [
      'encrypted',
      `${encode('{"enc":"A256GCM"}')}.a.b.c.d`,
      [[`${encode('{"enc":"A256GCM"}')}.a.b.c.d`, 'in the text: encrypted JWT']],
    ],
    [
      'damaged',
      `${encode('{"alg":"x"}')}.abc.c2ln`,
      [[`${encode('{"alg":"x"}')}.abc.c2ln`, 'in the text: damaged JWT']],
    ],
    ['placeholders', 'token: <your token>\nTOKEN=${TOKEN_VALUE}\nauth: required\naccess_token: ********abc', []],
    ['masked', '{"token":"eyJhbGci..."}', []],
  ])('%s', (_name, text, expected) => {
    expect(findTokens(text).map(({ value, label }) => [value, label])).toEqual(expected);
  });

  const signed = `${encode('{"alg":"HS256"}')}.${encode('{"sub":"kim"}')}.${'s'.repeat(43)}`;
  const torn = (at: number, by = ' ') => `${signed.slice(0, at)}${by}${signed.slice(at)}`;

  it.each<[string, string, string, readonly string[]]>([
    ['nothing', jwt, jwt, []],
    ['Bearer', `Bearer ${jwt}`, jwt, ['prefix']],
    ['Bearer of an opaque one', `bearer ${opaque}`, opaque, ['prefix']],
    ['Bearer in quotes', ` "Bearer ${jwt}"`, jwt, ['prefix']],
    ['Bearer in a header, where it belongs', `Authorization: Bearer ${jwt}`, jwt, []],
    ['Bearer behind other words', `use Bearer ${jwt}`, jwt, []],
    ['Bearer, and lines', `Bearer ${wrap(jwt, 64)}`, jwt, ['prefix', 'lines']],
    ['lines', wrap(jwt, 64), jwt, ['lines']],
    ['a blank in the header', torn(9), signed, ['blanks']],
    ['a blank in the claims', torn(30, '\t'), signed, ['blanks']],
    ['a blank before a dot', torn(signed.indexOf('.')), signed, ['blanks']],
    ['a blank in the signature', torn(signed.length - 8), signed, ['blanks']],
    ['blanks everywhere, and Bearer', `Bearer ${wrap(signed, 7, ' ')}`, signed, ['prefix', 'blanks']],
    ['a word behind it', `${signed} thanks`, signed, []],
    ['something behind it that may be of it', `${other} abcd`, other, ['cut']],
  ])('says what was taken off: %s', (_name, text, value, cleaned) => {
    expect(findTokens(text)).toEqual([{ value, label: expect.any(String) as string, cleaned }]);
  });

  it('keeps a label harmless when the issuer is a token itself', () => {
    const nested = `${encode('{"alg":"x"}')}.${encode(JSON.stringify({ iss: jwt }))}.c2ln`;
    expect(findTokens(nested)[0]?.label).toBe('in the text: JWT from •••');
  });

  it('takes nothing from a text that is too long, where the last token would be cut', () => {
    expect(findTokens(`${jwt}${' '.repeat(1024 * 1024)}`)).toEqual([]);
  });

  it('takes time in proportion to the length of the text', () => {
    for (const unit of worst) {
      const started = performance.now();
      findTokens(unit.repeat(SIZE / unit.length));
      // About a hundred milliseconds on a quiet machine; a text that took quadratic time would take minutes.
      expect(performance.now() - started, unit).toBeLessThan(5000);
    }
  });

  it('never throws, and no label holds its token', () => {
    const around = fc.constantFrom('token: ', '{"token":"', 'Authorization: Basic ', 'eyJ', '?token=', '"}', '\n', '.');
    const text = fc.array(fc.oneof(around, fc.string({ unit: 'binary' }), fc.base64String()), { maxLength: 8 });
    fc.assert(
      fc.property(text, (parts) => {
        for (const { value, label } of findTokens(parts.join(''))) {
          expect(value).not.toBe('');
          expect(value.length > 12 && label.includes(value)).toBe(false);
        }
      }),
    );
  });
});
