import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newEvidence } from '../../src/auth/evidence.js';
import { redactText, redactUrl } from '../../src/auth/redact.js';
import { recordTrace } from '../../src/auth/trace.js';
import { fakeJwt } from './jwtFixture.js';

const laidOut = `${Buffer.from('{\n  "alg": "x"}').toString('base64url')}.e30.c2ln`;

describe('redactText', () => {
  it.each([
    ['a known secret', 'wrong: hunter2!', ['hunter2!'], 'wrong: …'],
    ['a JWT inside a longer word', `id-${fakeJwt({ a: 1 })}.tail end`, [], 'id-… end'],
    ['URL-encoded', 'p=hunter2%21', ['hunter2!'], 'p=…'],
    ['as a form writes it', 'p=a+b%21', ['a b!'], 'p=…'],
    ['with small percent letters', 'p=a%26b%3c', ['a&b<'], 'p=…'],
    ['in HTML', '<p>a&amp;b&lt;</p>', ['a&b<'], '<p>…</p>'],
    ['an unknown value of the header', 'sent Authorization: Basic ZGFuYTpwYXNz', [], 'sent Authorization: …'],
    [
      'an unknown value of the header, in JSON',
      JSON.stringify({ a: 'Authorization: x"y\\z\n', b: 1 }),
      [],
      '{"a":"Authorization: …","b":1}',
    ],
    ['an unknown JWT whose header is laid out', `t=${laidOut}`, [], 't=…'],
    ['in base64', Buffer.from('hunter2!').toString('base64'), ['hunter2!'], '…'],
    ['in JSON', JSON.stringify({ p: 'a"b\\c' }), ['a"b\\c'], '{"p":"…"}'],
    ['a longer secret before its beginning', 'abcdef', ['abc', 'abcdef'], '…'],
    ['an unknown Bearer', 'with Bearer abc.DEF-1~', [], 'with Bearer …'],
    ['an unknown Basic', 'got basic ZGFuYTpwdw==', [], 'got basic …'],
    ['an unknown JWT', `token=${fakeJwt({ sub: 'x' })} end`, [], 'token=… end'],
    ['an empty secret', 'nothing', [''], 'nothing'],
    ['plain words', 'Basic authentication is off', [], 'Basic authentication is off'],
    ['a challenge', 'Bearer realm="https://r/t"', [], 'Bearer realm="https://r/t"'],
  ])('%s', (_, text, secrets, redacted) => {
    expect(redactText(text, secrets)).toBe(redacted);
  });
});

describe('redacted JSON', () => {
  const piece = fc.constantFrom(
    'Authorization: ',
    'Bearer ',
    'basic abc0',
    '"',
    '\\',
    "'",
    '\n',
    '\u0000',
    ' ',
    '.',
    laidOut,
  );

  it('stays JSON', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 8 }), fc.nat(2), (pieces, indent) => {
        const text = JSON.stringify({ a: [pieces.join('')], [pieces.join('')]: 1 }, undefined, indent);
        expect(() => void JSON.parse(redactText(text, []))).not.toThrow();
      }),
    );
  });
});

describe('redactUrl', () => {
  it.each([
    ['https://r/t?service=s&scope=repository:a/b:pull,push', 'https://r/t?service=s&scope=repository:a/b:pull,push'],
    ['https://r/t?account=dana&sig=abc', 'https://r/t?account=…&sig=…'],
    ['https://user:pw@r/t#frag', 'https://r/t'],
    ['https://nexus.local:8443/nexus/t?service=nexus', 'https://nexus.local:8443/…/t?service=…', 'nexus'],
    ['http://localhost:5000/', 'http://localhost:5000/', 'p'],
  ])('%s', (url, redacted, secret = '') => {
    expect(redactUrl(new URL(url), [secret])).toBe(redacted);
  });
});

describe('the trace', () => {
  // Long enough that chance does not write it, with characters that every encoding treats differently.
  const secret = fc
    .string({ unit: fc.constantFrom(...Array.from('aZ09 +/=%&"\\\'é<>:;,._~-\n')), minLength: 10, maxLength: 40 })
    .map((text) => `S${text}E`);

  it('holds no planted secret, wherever it stood', () => {
    fc.assert(
      fc.property(secret, fc.nat(400), (planted, status) => {
        const spellings = [planted, encodeURIComponent(planted), Buffer.from(planted).toString('base64')];
        const header = planted.replace(/["\\\n]/g, '');
        const trace = recordTrace('machine', [planted]);
        trace.record(
          {
            purpose: 'exchange',
            method: 'POST',
            url: new URL(
              `https://auth.example/t?${new URLSearchParams({ scope: planted, other: planted }).toString()}`,
            ),
            authorization: { scheme: 'Basic', value: planted },
            form: [
              ['password', planted],
              ['refresh_token', planted],
              ['scope', planted],
              ['other', planted],
            ],
          },
          {
            sentAt: 0,
            receivedAt: 5,
            evidence: {
              ...newEvidence(),
              authenticate: [
                `Bearer realm="https://auth.example/t?x=${encodeURIComponent(planted)}",error="invalid_token",error_description="${header}"`,
              ],
            },
            status: 200 + status,
            headers: {
              'x-request-id': header,
              server: planted,
              'set-cookie': planted,
              'content-type': 'application/json',
            },
            text: JSON.stringify({ errors: [{ code: 'DENIED', message: planted, detail: planted }] }),
          },
        );
        const text = JSON.stringify(trace.snapshot());
        for (const spelling of spellings) {
          expect(text).not.toContain(JSON.stringify(spelling).slice(1, -1));
        }
      }),
    );
  });
});
