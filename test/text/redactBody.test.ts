import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactBody, redactSpeech } from '../../src/text/redactSpeech.js';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const names = [
  ...['clientSecret', 'sessionToken', 'private_token', 'secretKey', 'jwt', 'private_key', 'user_password'],
  ...['newPassword', 'session_token', 'AWS_SECRET_ACCESS_KEY', 'auth', 'authorization', 'passphrase', 'token2'],
  ...['robot_secret', 'x-api-key', 'encrypted_password', 'cookie', 'deploy_token', 'pwd', 'otp', 'rp_token'],
  ...['api_secret', 'consumer_secret', 'app_token', 'registry_password', 'access_token', 'password', 'passwd'],
];

describe('redactBody', () => {
  const notations: readonly (readonly [string, (name: string) => string])[] = [
    ['JSON', (name) => JSON.stringify({ a: { [name]: 'pl anted' }, b: 1 })],
    ['JSON, laid out', (name) => JSON.stringify([{ [name]: 'planted' }], null, 2)],
    ['a number in JSON', (name) => `{"${name}": 1234567890}`],
    ['a list in JSON', (name) => JSON.stringify({ [name]: ['planted', { a: 'planted', b: ['planted'] }, 12345] })],
    ['an object in JSON', (name) => JSON.stringify({ [name]: { planted: 'planted' }, b: [] })],
    ['an escaped name in JSON', (name) => `{"\\u00${name.charCodeAt(0).toString(16)}${name.slice(1)}":"planted"}`],
    ['a name beside its value', (name) => JSON.stringify({ env: [{ name, value: 'pl anted', a: 'b' }] })],
    ['a name behind its value', (name) => JSON.stringify({ tags: [{ Value: 'digest planted', Key: name }] })],
    ['JSON in JSON', (name) => JSON.stringify({ data: JSON.stringify({ [name]: 'planted' }) })],
    [
      'JSON in JSON in JSON',
      (name) => JSON.stringify({ d: JSON.stringify({ d: JSON.stringify({ [name]: 'planted' }) }) }),
    ],
    ['a form in JSON', (name) => JSON.stringify({ data: `a=b&${name}=planted` })],
    ['JSON that is cut off', (name) => `{"a": {"${name}" : "planted", "b": "planted`.replace(/, "b.*/, '')],
    ['JSON that is cut off in the value', (name) => `{"a": {"${name}":"pl"anted`.replace('"anted', 'anted')],
    ['two documents', (name) => `{"${name}":"planted"}\n{"${name}":"planted"}`],
    ['JSON of a prefix', (name) => `)]}'\n{"${name}":"planted"}`],
    ['Python', (name) => `{'${name}': 'planted'}`],
    ['Ruby', (name) => `{"${name}"=>"planted"}`],
    ['a form', (name) => `a=b&${name}=planted&c=d`],
    ['a form with an encoded name', (name) => `a=b&u%5B${name}%5D=planted`],
    ['properties', (name) => `a=b\n${name}=planted\n`],
    ['XML', (name) => `<?xml version="1.0"?><r><a>b</a><${name}>planted</${name}></r>`],
    ['XML with a prefix and attributes', (name) => `<s:r><s:${name} type="x">planted</s:${name}></s:r>`],
    [
      'XML, sections and elements',
      (name) => `<r><${name}><![CDATA[planted]]></${name}><${name}><a>planted</a></${name}></r>`,
    ],
    ['an attribute', (name) => `<r ${name}="planted" b="c"/>`],
    ['XML that is cut off', (name) => `<r><${name}>planted`],
    ['YAML', (name) => `a: b\n${name}: pl anted # planted\nc: d\n`],
    ['YAML, quoted', (name) => `a:\n  "${name}": 'planted'\n`],
    ['YAML, several lines', (name) => `a:\n  ${name}: |\n    planted\n\n    planted\n  c: d\n`],
    ['YAML, a list', (name) => `${name}:\n- planted\n- planted\nc: d`],
    ['YAML, a list of objects', (name) => `- ${name}: planted\n  c: d\n- ${name}:\n    - planted`],
    ['headers', (name) => `HTTP/1.1 200\r\n${name}: planted\r\nc: d\r\n`],
  ];

  it.each(notations)('hides the value of every secret name: %s', (_, write) => {
    const shown = names.filter((name) => /pl ?anted|1234567890/.test(redactBody(write(name), [])));
    expect(shown).toEqual([]);
  });

  it.each<[string, string, string?]>([
    ['names that say of what sort a token is', '{"token_type":"bearer","expires_in":300,"access_key_id":"AK"}'],
    ['a list of tokens without their values', '{"tokens":[{"uuid":"x","title":"ci"}],"max_tokens":5}'],
    [
      'an address with a login, below whatever name',
      '{"repository":"https://oauth2:glpat-abc@git.example/g/r.git","ref":"password=planted1234","secret_id":"kq7ZpXv2nT9sLwR4mB8cJd"}',
      '{"repository":"https://…@git.example/g/r.git","ref":"password=…","secret_id":"…"}',
    ],
    [
      'a signed URL',
      '{"uploadUrl":"https://x.example/c?sv=1&sig=AbC%2Bde1%2Fgh&n=1"}',
      '{"uploadUrl":"https://x.example/c?sv=1&sig=…&n=1"}',
    ],
    ['numbers, order and repeated names', '{"b":12345678901234567890.0,"a":1e400,"a":2}'],
    ['empty and absent values', '{"password":"","token":null,"secret":true}'],
    [
      'digests, revisions and ids',
      `{"digest":"sha256:${'ab'.repeat(32)}","revision":"${'cd'.repeat(20)}","imageID":"${'ef'.repeat(16)}"}`,
    ],
    ['tags that are commits', `{"tags":["${'cd'.repeat(20)}","latest"],"md5":"${'cd'.repeat(16)}"}`],
    [
      'commits in URLs',
      `{"source":"https://code.example/o/r/commit/${'cd'.repeat(20)}","hook":"https://h.example/s/T0/kq7ZpXv2nT9sLwR4mB8cJd?sig=kq7ZpXv2nT9sLwR4"}`,
      `{"source":"https://code.example/o/r/commit/${'cd'.repeat(20)}","hook":"https://h.example/s/T0/…?sig=…"}`,
    ],
    ['a token of an unknown name', '{"sha":"x","value":"kq7ZpXv2nT9sLwR4mB8cJd"}', '{"sha":"x","value":"…"}'],
    ['a name that ends in a letter of a key', '{"sha1":1,"key":"kq7ZpXv2nT9sLwR4mB8cJd"}', '{"sha1":1,"key":"…"}'],
    ['a bare token', 'kq7ZpXv2nT9sLwR4mB8cJd\n', '…'],
    ['a bare token in JSON', '"planted9token8opaque7x"', '"…"'],
    ['what a shop returns in XML', '<?xml version="1.0"?>\n<response>0ab1cd2ef3gh4ij5kl6mn7op8qr9st0u</response>', '…'],
    [
      'the private half of a key',
      '{"keys":[{"d":"priv","kty":"RSA","n":"abc","q":["x"]},{"d":"a day"}]}',
      '{"keys":[{"d":"…","kty":"RSA","n":"abc","q":["x"]},{"d":"a day"}]}',
    ],
    ['YAML of no secrets', 'a: b\ntokens:\n\nc:\n  - d: e\n'],
    ['a page', '<html><body><h1>Not found</h1></body></html>'],
  ])('keeps %s', (_, text, shown = text) => {
    expect(redactBody(text, [])).toBe(shown);
  });

  it('keeps JSON readable', () => {
    const member = fc.constantFrom('a', 'token', 'tokens', 'kty', 'd', 'password', '__proto__', 'digest', '');
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc.jsonValue(),
        fc.string(),
        tie('object'),
        fc.array(tie('any'), { maxLength: 3 }),
      ),
      object: fc.dictionary(member, tie('any'), { maxKeys: 4, noNullPrototype: true }),
    })).any;
    fc.assert(
      fc.property(value, fc.nat(2), (json, indent) => {
        const text = JSON.stringify(json, undefined, indent);
        for (const secret of [
          'true',
          '12',
          '0',
          'token',
          'a',
          'secret-1',
          ...(text.match(/[^"\\]{2,20}/g) ?? []).slice(0, 3),
        ]) {
          const shown = redactBody(text, [secret]);
          expect(/[{}[\],:"\s]/.test(secret) || isJson(shown)).toBe(true);
        }
      }),
    );
  });

  it.each([
    ['elements without an end', '<token>'],
    ['many names of elements', ''],
    ['quotes without an end', 'token="'],
    ['names', 'token:'],
    ['lines', 'token:\n'],
    ['a name that never ends', 'tokentoken'],
    ['lists', '- '],
  ])('takes linear time: %s', (_, piece) => {
    const text =
      piece === ''
        ? Array.from({ length: 40_000 }, (_, index) => `<token-${String(index)}>`).join('')
        : piece.repeat(500_000 / piece.length);
    const started = performance.now();
    redactBody(text, ['pa/ss+word&1']);
    expect(performance.now() - started).toBeLessThan(4000);
  });
});

describe('redactSpeech', () => {
  it.each([
    ['Error: <password>planted</password> is wrong', 'Error: <password>…</password> is wrong'],
    [String.raw`bad body {\"password\":\"planted\"}`, String.raw`bad body {\"password\":…`],
    ['X-Api-Key: planted123', 'X-Api-Key: …'],
    ['user%5Bpassword%5D=planted&a=b', 'user%5Bpassword%5D=…&a=b'],
    ['token: expired'],
  ])('%s', (text, shown = text) => {
    expect(redactSpeech(text, [])).toBe(shown);
  });
});
