import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdsSecret, removeSecrets } from '../../src/text/knownSecrets.js';

const removed = (text: string, secrets: readonly string[], words?: true) =>
  removeSecrets(text, secrets, '…', words ? { words } : {});

const pair = Buffer.from('dana:pa/ss+word&1').toString('base64');

describe('removeSecrets', () => {
  it.each<[string, string, string, string?]>([
    ['as it is', 'is pa/ss+word&1 wrong', 'is … wrong'],
    ['in another case', 'PA/SS+Word&1', '…'],
    ['as PHP writes JSON', String.raw`{"p":"pa\/ss+word&1"}`, '{"p":"…"}'],
    [
      'as .NET and Go write JSON',
      String.raw`{"p":"pa/ss\u002Bword\u0026amp"} pa\u002fss\u002bword\u00261`,
      String.raw`{"p":"pa/ss\u002Bword\u0026amp"} …`,
    ],
    ['as JSON in JSON', String.raw`{"a":"{\"p\":\"pa\\/ss\\u002bword\\u00261\"}"}`, String.raw`{"a":"{\"p\":\"…\"}"}`],
    ['as JavaScript writes bytes', String.raw`pa\x2fss\x2Bword\u{26}1`, '…'],
    ['in octal', String.raw`pa\057ss\053word\0461`, '…'],
    ['for a shell', String.raw`pa/ss+word\&1`, '…'],
    ['percent-encoded', 'p=pa%2Fss%2Bword%261&x', 'p=…&x'],
    ['percent-encoded in part', 'p=pa/ss%2bword%261&x', 'p=…&x'],
    ['percent-encoded twice', 'p=pa%252Fss%252Bword%25261', 'p=…'],
    ['percent-encoded three times', 'p=pa%25252Fss%25252Bword%2525261', 'p=…'],
    [
      'every character percent-encoded',
      Array.from('pa/ss+word&1')
        .map((one) => `%${one.charCodeAt(0).toString(16)}`)
        .join(''),
      '…',
    ],
    ['as HTML', '<p>pa/ss+word&amp;1</p>', '<p>…</p>'],
    ['as HTML by name', 'pa&sol;ss&plus;word&amp;1', '…'],
    ['as HTML by number', 'pa&#47;ss&#43;word&#38;1', '…'],
    ['as HTML by hexadecimal number', 'pa&#x2F;ss&#x2b;word&#x26;1', '…'],
    ['as HTML twice', 'pa/ss+word&amp;amp;1', '…'],
    ['as HTML in JSON', String.raw`"pa\/ss\u002bword\u0026amp;1"`, '"…"'],
    ['a percent-encoded JSON text', '%22pa%5C%2Fss%5Cu002bword%261%22', '%22…%22'],
    ['in base64', `got ${Buffer.from('pa/ss+word&1').toString('base64')}`, 'got …'],
    ['in base64 of the pair', `{"auth":"${pair}"}`, '{"auth":"…"}'],
    ['in base64url of more', `x ${Buffer.from('{"a":"pa/ss+word&1"}').toString('base64url')}.`, 'x ….'],
    ['in base64 with escapes', pair.replaceAll('/', String.raw`\/`).replaceAll('=', String.raw`\u003d`), '…'],
    ['in hexadecimal', Buffer.from('pa/ss+word&1').toString('hex').toUpperCase(), '…'],
    ['with invisible signs in it', 'pa/s\u200bs+wo\u2060rd&1', '…'],
    ['with signs without a shape in it', 'pa/s\u3164s+wo\u034frd&\u{e0100}1\ufe0f', '…\ufe0f'],
    ['over two lines', 'a correct\n  horse battery', 'a …', 'correct horse battery'],
    ['as a form writes blanks', 'a=correct+horse+battery&b', 'a=…&b', 'correct horse battery'],
    ['in UTF-8', 'k=p%C3%A4ssw%c3%b6rt', 'k=…', 'pässwört'],
    ['in Latin-1', 'k=p%E4ssw%f6rt', 'k=…', 'pässwört'],
    ['beyond the plane', String.raw`k=\ud83d\udd11-key-1`, 'k=…', '🔑-key-1'],
    ['as old JavaScript escapes it', 'pa%2Fss%u002Bword%u00261', '…'],
    ['trimmed', 'is "pa/ss+word&1"', 'is "…"', 'pa/ss+word&1\n'],
    ['with accents by themselves', 'pa\u0308ssword-1', '…', 'p\u00e4ssword-1'],
    ['beside a letter that is two in lowercase', '\u0130 P\u00c4SSWORD-1 x', '\u0130 … x', 'P\u00c4SSWORD-1'],
    ['an escape of its own', '{"p":"a%41b\\"c"} a%2541b%22c', '{"p":"…"} …', 'a%41b"c'],
    ['a backslash at its end', String.raw`is pa\/ss-word\ \/v2`, String.raw`is …\ \/v2`, 'pa/ss-word\\'],
    ['a backslash of its own', String.raw`{"p":"a\\b\\nc-d"}`, '{"p":"…"}', String.raw`a\b\nc-d`],
  ])('%s', (_, text, shown, secret = 'pa/ss+word&1') => {
    expect(removed(text, [secret])).toBe(shown);
  });

  it.each<[string, string, string, string, true?]>([
    ['one letter in other words', 'p', 'scope=repository:a:pull', 'scope=repository:a:pull'],
    ['one letter in a service’s words', 'p', 'the scope p is "p"', 'the scope … is "…"', true],
    ['a word of scopes', 'pull', 'repository:a:pull', 'repository:a:pull'],
    ['a word of the protocol, in a service’s words', 'token', 'invalid token', 'invalid token', true],
    ['a short word that is a part of a name', 'app', 'team/app is not app', 'team/app is not …', true],
    ['a short word in an address', 'nexus', 'https://nexus.local/nexus', 'https://nexus.local/nexus'],
    ['a word of names, in an address', 'gitlab', 'https://gitlab.com/gitlab', 'https://gitlab.com/gitlab'],
    [
      'a word of names, in a service’s words',
      'postgres',
      'postgres: wrong for dana:postgres@x',
      '…: wrong for dana:…@x',
      true,
    ],
    ['a number in a digest', '123456', 'sha256:0123456789', 'sha256:0123456789', true],
    ['a number by itself', '123456', 'pin 123456.', 'pin ….', true],
    ['nothing but blanks', '       ', 'a       b', 'a       b', true],
    ['a longer secret before its beginning', 'secret-1|secret-1-long', 'secret-1-long secret-1', '… …'],
  ])('leaves or shows no gap: %s', (_, secret, text, shown, words) => {
    expect(removed(text, secret.split('|'), words)).toBe(shown);
  });

  const escapes: readonly ((text: string) => string)[] = [
    (text) => JSON.stringify(text).slice(1, -1),
    (text) =>
      JSON.stringify(text)
        .slice(1, -1)
        .replaceAll('/', String.raw`\/`),
    (text) => text.replace(/[^a-z0-9]/gi, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`),
    encodeURIComponent,
    (text) => new URLSearchParams({ '': text }).toString().slice(1),
    (text) => text.replace(/[&<>"']/g, (one) => `&#${String(one.charCodeAt(0))};`),
    (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;'),
  ];

  it('finds a secret in any three layers of escapes, and removes nothing beside it', () => {
    const secret = fc
      .string({ unit: fc.constantFrom(...Array.from('aZ09 +/=%&"\\\'<>:;,._~-é€')), minLength: 8, maxLength: 30 })
      .map((text) => `S3${text}E7`);
    fc.assert(
      fc.property(secret, fc.array(fc.constantFrom(...escapes), { maxLength: 3 }), (planted, layers) => {
        const written = layers.reduce((text, escape) => escape(text), planted);
        expect(removed(`before ${written} after`, [planted])).toBe('before … after');
      }),
      { numRuns: 500 },
    );
  });

  it('finds a secret in base64, wherever it stands in it', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.base64String({ minLength: 8 }), (head, tail, rest) => {
        const secret = `S3${rest}`;
        const text = Buffer.from(`${head}${secret}${tail}`).toString('base64');
        expect(removed(`"${text}"`, [secret])).toBe('"…"');
      }),
    );
  });

  it('takes linear time', () => {
    for (const piece of [
      String.raw`\u0041`,
      '%25',
      '&amp;',
      '+ ',
      '\\\\',
      '%e2%82%ac',
      'pa/ss',
      'cGEvc3M',
      `${pair} `,
      `${'a'.repeat(9900)} ${pair} `,
      pair,
      'pa/ss+word&1',
    ]) {
      const started = performance.now();
      removed(piece.repeat(Math.ceil(500_000 / piece.length)), ['pa/ss+word&1', 'another-secret']);
      expect(performance.now() - started).toBeLessThan(4000);
    }
  });
});

describe('holdsSecret', () => {
  it.each([
    ['hunter2-secret.attacker.example', true],
    ['attacker.example', false],
  ])('%s', (host, held) => {
    expect(holdsSecret(host, ['Hunter2-Secret'])).toBe(held);
  });
});
