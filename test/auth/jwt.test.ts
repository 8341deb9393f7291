import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeToken, MAXIMUM_TOKEN_LENGTH, signatureLengths } from '../../src/auth/jwt.js';
import { isJsonObject, readJson } from '../../src/text/json.js';

const encode = (text: string | Buffer) => Buffer.from(text).toString('base64url');
const header = encode('{"alg":"RS256","typ":"JWT"}');
const claims = encode('{"sub":"dana","exp":1790004600}');
const jwt = (payload: string, head = '{"alg":"RS256"}', signature = 'c2ln') =>
  `${encode(head)}.${encode(payload)}.${signature}`;

function decoded(value: string) {
  const token = decodeToken(value);
  if (token.format !== 'jwt') {
    throw new Error(token.reason);
  }
  return token;
}

describe('decodeToken', () => {
  it('reads header and claims', () => {
    expect(decodeToken(`${header}.${claims}.c2ln`)).toMatchObject({
      format: 'jwt',
      header: { alg: 'RS256', typ: 'JWT' },
      claims: { sub: 'dana', exp: 1790004600 },
      signed: true,
      notes: [],
    });
  });

  it.each([
    ['empty', '', 'It is empty.'],
    ['only blanks', ' \r\n', 'It is empty.'],
    ['no dots', 'dckr_pat_abc', /no dot-separated parts/],
    ['two parts of which the second is none', `${header}.e30k`, /three parts/],
    ['two parts that nothing calls a JWT', `${encode('{"a":1}')}.${claims}`, /three parts/],
    ['two words', 'example.com', /three parts/],
    ['four parts', 'a.b.c.d', /three parts/],
    ['six parts', 'a.b.c.d.e.f', /three parts/],
    ['only dots', '..', /first part \(the header\) is empty|isn’t JSON/],
    ['host name with two dots', 'auth.example.com', /first part/],
    ['header not base64url', `ey$.${claims}.c2ln`, 'Its first part (the header) isn’t base64url.'],
    ['one base64 digit too many', `${header}.abcde.c2ln`, 'Its second part (the claims) isn’t base64url.'],
    ['claims not UTF-8', `${header}.${encode(Buffer.from([0x7b, 0xff, 0x7d]))}.x`, /isn’t UTF-8/],
    ['byte order mark', jwt('\uFEFF{}'), /isn’t JSON \(at character 1\)/],
    ['claims an array', jwt('[1]'), 'Its second part (the claims) is JSON but not an object.'],
    ['claims null', jwt('null'), /not an object/],
    ['comment', jwt('{/* */}'), /isn’t JSON/],
    ['line comment', jwt('{}//'), /isn’t JSON/],
    ['trailing comma', jwt('{"a":1,}'), /isn’t JSON/],
    ['leading zero', jwt('{"a":01}'), /isn’t JSON/],
    ['single quotes', jwt("{'a':1}"), /isn’t JSON/],
    ['NaN', jwt('{"a":NaN}'), /isn’t JSON/],
    ['raw line break in a string', jwt('{"a":"\n"}'), /isn’t JSON/],
    ['cut off', jwt('{"sub":"da'), /isn’t JSON/],
    ['two values', jwt('{}{}'), /isn’t JSON/],
    ['10 000 levels', jwt(`{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`), /more than 64 levels/],
    ['10 000 levels, never closed', jwt(`{"a":`.repeat(10_000)), /more than 64 levels/],
    ['200 000 claims', jwt(`{${Array.from({ length: 200_000 }, (_, i) => `"${i}":0`).join()}}`), /larger than 1 MiB/],
    ['110 000 elements', jwt(`{"a":[${'0,'.repeat(110_000)}0]}`), /more than 90000 members/],
    ['longer than 1 MiB', 'a'.repeat(MAXIMUM_TOKEN_LENGTH + 1), /larger than 1 MiB/],
    ['a million dots', '.'.repeat(1_000_000), /three parts/],
  ])('calls it opaque: %s', (_name, value, reason) => {
    const token = decodeToken(value);
    expect(token.format).toBe('opaque');
    expect('reason' in token && token.reason).toMatch(reason);
  });

  it('gives reasons and notes in the language of the reader', () => {
    const german: Record<string, string> = {
      'Its {part} isn’t JSON (at character {count}).': '{part}: kein JSON (Zeichen {count}).',
      'first part (the header)': 'Kopf',
      'Spaces or line breaks inside or around it were removed.': 'Ohne Leerzeichen gelesen.',
    };
    const translate = (template: string) => german[template] ?? template;
    expect(decodeToken(`${encode('{x')}.${claims}.c2ln`, translate)).toMatchObject({
      reason: 'Kopf: kein JSON (Zeichen 2).',
    });
    expect(decodeToken(` ${header}.${claims}.c2ln`, translate)).toMatchObject({
      notes: [{ code: 'whitespace', text: 'Ohne Leerzeichen gelesen.' }],
    });
  });

  it('keeps the header of a token whose claims are damaged', () => {
    expect(decodeToken(`${header}.!!.c2ln`)).toMatchObject({ format: 'opaque', header: { alg: 'RS256' } });
  });

  it.each([
    ['by its alg', header],
    ['by its typ', encode('{"typ":"JWT"}')],
  ])('reads one that lost its signature with the dot before it: %s', (_name, head) => {
    expect(decodeToken(`${head}.${claims}`)).toMatchObject({
      format: 'jwt',
      claims: { sub: 'dana' },
      signed: false,
      signatureLength: 0,
      notes: [],
    });
  });

  it.each([
    ['RS256', [128, 256, 384, 512, 1024]],
    ['ES256', [64]],
    ['EdDSA', [64, 114]],
    ['none', undefined],
    ['toString', undefined],
    [5, undefined],
  ])('knows how long signatures are: %s', (alg, lengths) => {
    expect(signatureLengths(alg)).toEqual(lengths);
  });

  it('recognises an encrypted token by its five parts', () => {
    expect(decodeToken(`${encode('{"alg":"RSA-OAEP","enc":"A256GCM"}')}.a.b.c.d`)).toMatchObject({
      format: 'jwe',
      reason: expect.stringMatching(/encrypted/) as string,
      header: { enc: 'A256GCM' },
    });
    expect(decodeToken('a.b.c.d.e')).toMatchObject({ format: 'opaque' });
  });

  it.each([
    ['cut off with three dots', `${header}.${claims.slice(0, -9)}...`],
    ['without its signature, with three dots', `${header}.${claims}...`],
    ['with two dots at its end', `${header}.${claims}.c2ln..`],
    ['twice in one', `${header}.${claims}.c2ln`.repeat(2)],
    ['with one dot at its end', `${header}.${claims}.c2ln.`],
    ['with four dots at its end', `${header}.${claims}.c2ln....`],
    ['with an enc that is no name', `${encode('{"alg":"dir","enc":1}')}.a.b.c.d`],
  ])('is damaged, and not encrypted: %s', (_name, value) => {
    const token = decodeToken(value);
    expect(token).toMatchObject({ format: 'opaque', reason: expect.stringMatching(/three parts/) as string });
    expect(token.header).toBeDefined();
  });

  it.each([
    ['by the book', `${header}.${claims}.c2ln`, []],
    ['line break in the middle', `${header}.${claims.slice(0, 9)}\r\n  ${claims.slice(9)}.c2ln\n`, ['whitespace']],
    ['padding', `${header}.${Buffer.from('{"a":1}').toString('base64')}.c2ln`, ['padding']],
    [
      'standard alphabet',
      `${header}.${Buffer.from('{"a":"~~~???"}').toString('base64').replace(/=+$/, '')}.c2ln`,
      ['standard-alphabet'],
    ],
    [
      'unused bits set',
      `${header}.${encode('{"a":1}').replace(/.$/, (last) => (last === 'Q' ? 'R' : 'f'))}.c2ln`,
      ['non-canonical'],
    ],
    ['padded signature', `${header}.${claims}.c2k=`, ['padding']],
    ['damaged signature', `${header}.${claims}.$$`, ['damaged-signature']],
    ['claim twice', jwt('{"sub":"dana","sub":"root"}'), ['duplicate-key']],
    ['name twice deep inside', jwt('{"access":[{"name":"a","name":"b"}]}'), ['duplicate-key']],
    ['header name twice', jwt('{}', '{"alg":"RS256","alg":"none"}', ''), ['duplicate-key']],
  ])('notes: %s', (_name, value, codes) => {
    expect(decoded(value).notes.map(({ code }) => code)).toEqual(codes);
  });

  it('names what occurs twice, bounded', () => {
    const twice = Array.from({ length: 7 }, (_, i) => `"k${i}":0,"k${i}":1`).join();
    expect(decoded(jwt(`{${twice}}`)).notes[0]?.text).toMatch(/"k0", "k1", "k2", "k3", "k4", and 2 more/);
  });

  it('keeps the last of two values', () => {
    expect(decoded(jwt('{"sub":"dana","sub":"root"}')).claims.sub).toBe('root');
  });

  it.each([
    ['signature', 'RS256', 'c2ln', true],
    ['no signature', 'RS256', '', false],
    ['alg none', 'none', 'c2ln', false],
  ])('says whether it is signed: %s', (_name, alg, signature, signed) => {
    expect(decoded(jwt('{}', `{"alg":"${alg}"}`, signature)).signed).toBe(signed);
  });

  it('keeps the text of numbers that JavaScript would print otherwise', () => {
    const { numbers } = decoded(
      jwt('{"a":9007199254740993,"b":[1,1.0,{"c/d":1e400}],"e":-0,"f":1790004600,"~":1E3,"g":9007199254740991}'),
    );
    expect(Object.fromEntries(numbers)).toEqual({
      '/a': '9007199254740993',
      '/b/1': '1.0',
      '/b/2/c~1d': '1e400',
      '/e': '-0',
      '/~0': '1E3',
    });
  });

  it('treats names of Object.prototype as ordinary names', () => {
    const { claims: own } = decoded(jwt('{"__proto__":{"polluted":1},"constructor":"x"}'));
    expect(Object.keys(own)).toEqual(['__proto__', 'constructor']);
    expect(own.polluted).toBeUndefined();
    expect('toString' in own).toBe(false);
    expect('polluted' in {}).toBe(false);
  });

  it('never throws', () => {
    const part = fc.oneof(fc.string(), fc.base64String(), fc.json().map(encode), fc.string({ unit: 'binary' }));
    const compact = fc.array(part, { maxLength: 6 }).map((parts) => parts.join('.'));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), compact), (value) => {
        expect(['jwt', 'jwe', 'opaque']).toContain(decodeToken(value).format);
      }),
    );
  });

  it('reads back what was encoded', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 })), (object) => {
        const text = JSON.stringify(object);
        expect(JSON.stringify(decoded(jwt(text)).claims)).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });
});

describe('readJson', () => {
  const jsonLike = fc.oneof(
    fc.json(),
    fc.string({ unit: fc.constantFrom(...Array.from('{}[]:,"\\/0123456789.eE+-tru \t\n\r\u00a0\u2028abf*')) }),
    fc.tuple(fc.json(), fc.nat(), fc.string({ maxLength: 2 })).map(([text, at, insert]) => {
      const index = at % (text.length + 1);
      return text.slice(0, index) + insert + text.slice(index);
    }),
  );

  it('accepts exactly what JSON.parse accepts, with the same result', () => {
    fc.assert(
      fc.property(jsonLike, (text) => {
        const read = readJson(text);
        let parsed: unknown;
        try {
          parsed = JSON.parse(text);
        } catch {
          expect(read).toHaveProperty('reason');
          return;
        }
        expect('reason' in read ? read.reason : JSON.stringify(read.value)).toBe(JSON.stringify(parsed));
      }),
      { numRuns: 2000 },
    );
  });

  it('tells objects from the rest', () => {
    expect([{}, [], null, 'x', undefined].map(isJsonObject)).toEqual([true, false, false, false, false]);
  });
});
