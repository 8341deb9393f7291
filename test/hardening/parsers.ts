// What reads texts of strangers: what it may be given, and how it may end.
import { parseChallenges, pickChallenge } from '../../src/auth/challenge.js';
import { isAuthError } from '../../src/auth/errors.js';
import { decodeToken } from '../../src/auth/jwt.js';
import { formatScope, mergeScopes, missingScopes, parseScope } from '../../src/auth/scope.js';
import { serviceErrorOf } from '../../src/auth/serviceError.js';
import { parseTokenResponse } from '../../src/auth/token.js';
import { linkTarget } from '../../src/distribution/linkHeader.js';
import { explainChallenge } from '../../src/inspection/challengeExplanation.js';
import { inspectToken } from '../../src/inspection/inspection.js';
import { findTokens } from '../../src/inspection/paste.js';
import { findChallenges } from '../../src/inspection/pastedChallenge.js';
import { challengeKnowledge } from '../../src/registries/index.js';
import { opaqueForms } from '../../src/registries/tokenKnowledge.js';
import { same } from '../../src/text/message.js';
import { redactText } from '../../src/text/redact.js';

export interface Parser {
  readonly name: string;
  /** Gives a text to the parser; throws only what it must not throw. */
  readonly read: (text: string) => void;
  /** Good texts, to be damaged. */
  readonly seeds: readonly [string, ...string[]];
  /** Pieces that damage is made of. */
  readonly pieces: readonly [string, ...string[]];
  /** Texts that grow and are hard to read, by `size` characters at most; what is longer than the parser's limit is refused at once. */
  readonly hard: readonly ((size: number) => string)[];
  /** Characters: the larger of the two sizes whose times are compared, within the parser's limit. */
  readonly large: number;
}

const encode = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const jwt = (claims: unknown): string => `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}.c2ln`;
const usual = { iss: 'a', sub: 'dana', aud: 'r', exp: 1_900_000_000, iat: 1_800_000_000, nbf: 1_800_000_000 };
const access = [{ type: 'repository', name: 'team/app', actions: ['pull', 'push'] }];
const fill =
  (piece: string) =>
  (size: number): string =>
    piece.repeat(Math.ceil(size / piece.length)).slice(0, size);

export const parsers: readonly Parser[] = [
  {
    name: 'challenge',
    read: (text) => {
      pickChallenge(parseChallenges(text));
    },
    seeds: [
      'Bearer realm="https://auth.example.com/token",service="registry.example.com",scope="repository:a/b:pull,push"',
      'Basic realm="r", Bearer realm="https://a/t", error="invalid_token"',
      'Negotiate abc==, NTLM, Digest realm="x", nonce="y\\"z", qop="auth,auth-int"',
    ],
    pieces: [
      '"',
      '\\',
      ',',
      '=',
      ' ',
      '\t',
      'Bearer ',
      'Basic ',
      'realm=',
      'realm="',
      '\u0000',
      '\r\n',
      '\u00e9',
      '\ud800',
      ';',
      "'",
    ],
    hard: [
      fill(','),
      fill('"'),
      fill('a='),
      fill('a b, '),
      fill('\\'),
      (size) => `Bearer realm="${fill('\\"')(size - 14)}`,
      fill('Bearer realm="a",'),
      fill(' '),
    ],
    large: 16_000,
  },
  {
    name: 'scope',
    read: (text) => {
      formatScope(parseScope(text));
      missingScopes(mergeScopes([text]), [text]);
    },
    seeds: [
      'repository:team/app:pull,push',
      'repository(plugin):a:*',
      'registry:catalog:*',
      'aws',
      'repository:host:5000/a:pull registry:catalog:*',
    ],
    pieces: [
      ':',
      ',',
      ' ',
      '*',
      '(',
      ')',
      '/',
      'repository',
      '\u0000',
      '\n',
      '\ud83d',
      'pull',
      '__proto__',
      'constructor',
    ],
    hard: [
      fill(':'),
      fill(','),
      fill('repository:a:pull '),
      fill('a:b:c,'),
      (size) => `repository:a:${fill('x,')(size - 13)}`,
      fill('('),
    ],
    large: 20_000,
  },
  {
    name: 'link',
    read: (text) => {
      linkTarget(text, 'next');
    },
    seeds: [
      '</v2/_catalog?last=b&n=2>; rel="next"',
      '<https://a/first>; rel="first"; title="a, \\"b\\"; c", <https://a/next>; rel="prev next"',
    ],
    pieces: ['<', '>', ';', ',', '"', '\\', '=', ' ', '\t', 'rel=', 'rel="', 'next', '\u0000', '\r\n', '\ud800'],
    hard: [
      fill('<'),
      fill('<>;'),
      fill('<a>; rel=prev, '),
      fill(' '),
      fill('"'),
      (size) => `<a>${fill(' ')(size - 3)}`,
      (size) => `<a>${fill(';')(size - 3)}`,
      (size) => `<a>${fill('; a')(size - 3)}`,
      (size) => `<a>; rel="${fill('\\"')(size - 10)}`,
      (size) => `<a>; rel="${fill('prev ')(size - 10)}`,
      (size) => `<a>; rel=${fill(' ')(size - 9)}`,
    ],
    large: 60_000,
  },
  {
    name: 'token answer',
    read: (text) => {
      let body: unknown;
      try {
        body = JSON.parse(text);
      } catch {
        serviceErrorOf({ text, headers: {} }, [], ['planted']);
        return;
      }
      try {
        parseTokenResponse(body, ['repository:a:pull'], 1_800_000_000_000);
      } catch (error) {
        if (!isAuthError(error) || error.code !== 'bad-response') {
          throw error;
        }
      }
      serviceErrorOf({ text, headers: {} }, [], ['planted']);
    },
    seeds: [
      JSON.stringify({
        token: 'opaque',
        access_token: 'opaque',
        expires_in: 300,
        issued_at: '2026-01-01T00:00:00Z',
        scope: 'repository:a:pull',
      }),
      JSON.stringify({ token: jwt({ ...usual, access }), refresh_token: 'r' }),
      JSON.stringify({ errors: [{ code: 'DENIED', message: 'requested access is denied', detail: [{ a: 1 }] }] }),
    ],
    pieces: [
      '{',
      '}',
      '[',
      ']',
      '"',
      ',',
      ':',
      'null',
      '1e999',
      '-0',
      '\\u0000',
      '"token"',
      '"expires_in"',
      'NaN',
      '\u2028',
      '""',
      '__proto__',
    ],
    hard: [
      (size) => JSON.stringify({ token: fill('x')(size) }),
      (size) => JSON.stringify({ token: 'x', scope: fill('repository:a:pull ')(size) }),
      (size) =>
        JSON.stringify({ token: jwt({ ...usual, access: Array.from({ length: size / 80 }, () => access[0]) }) }),
      (size) => JSON.stringify({ errors: [{ code: 'X', message: fill('eyJ-')(size) }] }),
      fill('['),
    ],
    large: 40_000,
  },
  {
    name: 'JWT',
    read: (text) => {
      decodeToken(text);
      inspectToken({ token: text, now: 1_800_000_000_000, host: 'registry.example.com' });
    },
    seeds: [
      jwt({ ...usual, access }),
      jwt({ roles: { a: [1, 2.5e300, null, true] } }),
      jwt({}).replace(/[^.]*$/, ''),
      'a.b.c.d.e',
      'dG9rZW4=',
    ],
    pieces: ['.', '=', '-', '_', '+', '/', ' ', '\n', 'eyJ', 'e30', 'bnVsbA', '\u0000', '\ud800', '..', 'W10', 'MTIz'],
    hard: [
      (size) => jwt({ ...usual, access: Array.from({ length: size / 100 }, () => access[0]) }),
      (size) => `${encode({ alg: 'none' })}.${encode('['.repeat(size / 2))}.`,
      (size) => `${encode({ alg: 'none' })}.${encode(`{${'"a":1,'.repeat(size / 9)}"a":1}`)}.`,
      (size) => `${encode({ alg: 'none' })}.${encode({ text: fill('\u202e')(size / 4) })}.`,
      (size) => `${encode({ alg: 'none' })}.${encode({ text: fill('eyJ-')(size / 2) })}.`,
      fill('.'),
      fill('='),
      fill(' '),
    ],
    large: 100_000,
  },
  {
    name: 'pasted text',
    read: (text) => {
      findTokens(text);
    },
    seeds: [
      `Authorization: Bearer ${jwt(usual)}`,
      `{"token":"${jwt(usual)}"}`,
      `curl -H "Authorization: Bearer ${jwt(usual)}" https://registry.example.com/v2/`,
      `export TOKEN='${jwt(usual)}'`,
    ],
    pieces: ['"', "'", ' ', '\n', '=', ':', 'Bearer ', 'token', 'eyJ', '{', '}', '\\', '\u0000', '$'],
    hard: [fill('eyJ-'), fill('Bearer '), fill('token='), fill('"token":"'), fill('a.'), fill('TOKEN_')],
    large: 100_000,
  },
  {
    name: 'pasted challenge',
    read: (text) => {
      for (const found of findChallenges(text)) {
        explainChallenge(found, challengeKnowledge(opaqueForms), same);
      }
    },
    seeds: [
      '> Host: r.example.com\n< HTTP/1.1 401 Unauthorized\n< www-authenticate: Bearer realm="https://auth.example.com/token",service="r",scope="repository:team/app:pull"',
      '{"headers":{"Www-Authenticate":["Bearer realm=\\"/v2/auth\\",error=\\"invalid_token\\""]}}',
      'WWW-Authenticate: Negotiate\nWWW-Authenticate: Basic realm="x"',
    ],
    pieces: [
      '"',
      '\\"',
      ',',
      ' ',
      '\n',
      '=',
      'Bearer ',
      'realm="',
      'WWW-Authenticate: ',
      'Host: ',
      '\u0000',
      '\u202e',
      '0040: ',
    ],
    hard: [
      fill('Bearer realm=a,'),
      fill('WWW-Authenticate: a,'),
      fill('Bearer realm="'),
      fill('Host: a.b '),
      fill(', > a'),
    ],
    large: 100_000,
  },
  {
    name: 'service text',
    read: (text) => {
      redactText(text, ['planted-secret', 'another+/=']);
    },
    seeds: [
      'Authorization: Basic ZGFuYTpwYXNzd29yZA==',
      `the token ${jwt(usual)} was refused`,
      'Bearer realm="x"',
      'planted-secret',
    ],
    pieces: [
      'eyJ',
      'Bearer ',
      'Basic ',
      'Authorization:',
      '.',
      '-',
      '=',
      ' ',
      '\n',
      '%70',
      '&amp;',
      'planted',
      '\u0000',
    ],
    hard: [
      fill('eyJ-'),
      fill('eyJaaaaaaaa.'),
      fill('Bearer '),
      fill('Basic a'),
      fill('Authorization: '),
      (size) => `Bearer ${fill('a')(size)}`,
      (size) => `Bearer${fill(' ')(size)}`,
    ],
    large: 100_000,
  },
];
