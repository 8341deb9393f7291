// One part of a JWT, as a double click selects it.
import { describe, expect, it } from 'vitest';
import { opaqueForms } from '../../src/registries/tokenKnowledge.js';
import { plainText } from '../../src/text/message.js';
import { encode, fetched, inspect, jwt, NOW, seconds, usual } from './inspectionFixture.js';
import { vendorTokens } from './vendorTokens.js';

const HUB = vendorTokens['Docker Hub, user'];
const [header = '', claims = '', signature = ''] = HUB.split('.');
const pasted = (value: string, more: object = {}) => inspect(value, { opaqueForms, ...more });
const HEADER = 'This is only the header of a JWT. Anyone can decode it, and it isn’t a token by itself.';
const CLAIMS = 'These are only the claims of a JWT. Anyone can decode them, and they aren’t a token by themselves.';

describe('one part of a JWT alone', () => {
  it.each([
    ['the header', header, HEADER, 'header of a JWT', 'This is only the header of a JWT.'],
    [
      'the header of an encrypted one',
      encode({ alg: 'dir', enc: 'A256GCM' }),
      HEADER,
      'header of a JWT',
      'This is only the header of a JWT.',
    ],
    ['the claims', claims, CLAIMS, 'claims of a JWT', 'These are only the claims of a JWT.'],
    [
      'claims without an access claim',
      encode({ sub: 'dana', exp: seconds }),
      CLAIMS,
      'claims of a JWT',
      'These are only the claims of a JWT.',
    ],
    [
      'claims with padding',
      Buffer.from('{"iss":"a","sub":"bc"}').toString('base64'),
      CLAIMS,
      'claims of a JWT',
      'These are only the claims of a JWT.',
    ],
  ])('is called that: %s', (_name, value, sentence, type, title) => {
    const { answers, proof, findings, leaked, opaque } = pasted(value);
    expect(answers[0].text).toBe(sentence);
    expect(answers[0].marks.map(({ text }) => text)).toEqual(['incomplete']);
    expect(plainText(proof, NOW)).toBe(`${type} · pasted`);
    expect(findings.map((finding) => finding.title)).toEqual([title]);
    expect([leaked, opaque]).toEqual([undefined, undefined]);
  });

  it('shows what is in it', () => {
    expect(pasted(header).header.map(({ name }) => name)).toContain('alg');
    const shown = pasted(claims);
    expect(shown.claims.map(({ name }) => name)).toEqual(expect.arrayContaining(['iss', 'aud', 'access']));
    expect(shown.life).toEqual({});
  });

  it('hides what is secret in it', () => {
    const secret = 'q7Zk2Lw9Xc4Vb1Nm8Rt5';
    const text = JSON.stringify(pasted(encode({ sub: secret, exp: seconds, password: secret })));
    expect(text).not.toContain(secret);
  });

  it.each([
    ['the signature, which nothing tells from other tokens', signature],
    ['JSON with one member of such a name', encode({ iat: seconds, k: 'FakeFakeFake' })],
    ['a list', encode(['iss', 'sub'])],
    ['the password of Amazon ECR', vendorTokens['ECR, password']],
  ])('is not taken for it: %s', (_name, value) => {
    expect(pasted(value).answers[0].text).not.toMatch(/only the/);
    expect(pasted(value).leaked).toBeDefined();
  });

  it('is no part if a service issued it, or a user has it as password', () => {
    expect(inspect(fetched(encode({ sub: 'a', exp: seconds }))).answers[0].text).not.toMatch(/only the/);
    expect(pasted(claims, { login: { user: 'dana' } }).answers[0].text).toMatch(
      /^These are the user name dana and its password/,
    );
    expect(pasted(jwt(usual)).findings).toEqual([]);
  });
});
