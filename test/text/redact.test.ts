import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newEvidence } from '../../src/auth/network/evidence.js';
import { recordTrace } from '../../src/auth/traceRecorder.js';
import { redactText, redactUrl } from '../../src/text/redact.js';
import { redactSpeech } from '../../src/text/redactSpeech.js';
import { fakeJwt } from '../auth/jwtFixture.js';

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
    ['a longer secret before its beginning', 'abc-12def', ['abc-12', 'abc-12def'], '…'],
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

describe('redactSpeech', () => {
  const hex = 'ab12'.repeat(16);

  it.each([
    ['a token that nobody knows', 'cannot store token: kq7ZpXv2nT9sLwR4mB8cJd', 'cannot store token: …'],
    ['a token in pieces', 'ya29.OPAQUE-SECRET-0123456789abcdef is bad', '… is bad'],
    ['base64 with its sign', 'got a+b/Kq7ZpXv2nT9sLwR4mB8c==', 'got …'],
    ['a field of a form', 'no access_token=abc&scope=x', 'no access_token=…&scope=x'],
    ['a member in JSON', '{"client_secret": "a \\" b", "n": 1}', '{"client_secret": …, "n": 1}'],
    ['a member in Python', "{'password': 'x y'}", "{'password': …}"],
    ['a known secret', 'no hunter2!', 'no …'],
    ['a long text, the end of it', `${'a '.repeat(2500)}hunter2! kq7ZpXv2nT9sLwR4mB8cJd`, `${'a '.repeat(2000)}…`],
    ['a correlation id', 'Correlation ID: 5b0a0f0a-1234-4abc-8def-0123456789ab.'],
    ['a digest', `manifest unknown: sha256:${hex}`],
    [
      'an ARN',
      'User: arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Dev_0123456789abcdef/dana is not authorized',
    ],
    [
      'an image',
      'no contosoregistry.azurecr.io/team/app:20261129.1-3f2a9bc, 123456789012.dkr.ecr.eu-west-1.amazonaws.com',
    ],
    [
      'the name of a service',
      'Service "integrationCustomerTokenServiceV1" is gone, MissingAuthenticationTokenException',
    ],
    ['words behind the name of a secret', 'invalid token: expired, password = required'],
  ])('%s', (_, text, shown = text) => {
    expect(redactSpeech(text, ['hunter2!'])).toBe(shown);
  });

  it('hides nearly everything that chance makes, in any alphabet', () => {
    const alphabets = ['0123456789abcdef', 'abcdefghijklmnopqrstuvwxyz0123456789', 'AZaz09-_mnopMNOP3579bdfhBDFH'];
    const sample = Array.from({ length: 1000 }, (_, index) => {
      const alphabet = alphabets[index % alphabets.length] ?? '';
      const bytes = createHash('sha256').update(String(index)).digest();
      return Array.from(bytes, (byte) => alphabet[byte % alphabet.length] ?? '').join('');
    });
    const hidden = sample.filter((word) => redactSpeech(`token ${word} refused`, []) === 'token … refused');
    expect(hidden.length).toBeGreaterThan(950);
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
    ['https://nexus.local:8443/nexus/t?service=nexus', 'https://nexus.local:8443/nexus/t?service=nexus', 'nexus'],
    ['https://hunter2-x.example:8443/hunter2', 'https://…-x.example:8443/…', 'Hunter2'],
    ['https://p%C3%A4ssw%C3%B6rt.example/', 'https://…/', 'Pässwört'],
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
