/** Tokens that have tried, or could try, to break whoever reads them. */

const part = (text: string): string => Buffer.from(text).toString('base64url');
const json = (value: unknown): string => JSON.stringify(value);
const usual = '{"alg":"RS256","typ":"JWT","kid":"k"}';

/** A token whose claims are this JSON text. */
const claims = (text: string, header = usual): string => `${part(header)}.${part(text)}.c2ln`;
const claim = (value: unknown): string => claims(json({ sub: 'dana', value }));
const access = (entries: unknown): string => claims(json({ sub: 'dana', access: entries }));
const nested = (depth: number, open: string, close: string): string =>
  `{"a":${open.repeat(depth)}1${close.repeat(depth)}}`;
const many = (count: number, member: (index: number) => string): string =>
  `{${Array.from({ length: count }, (_, index) => member(index)).join(',')}}`;

const MIB = 1024 * 1024;

/** `refused`: nothing of its claims can be shown, and the reader is told why. */
export interface HostileToken {
  readonly name: string;
  readonly value: string;
  readonly refused?: true;
}

const text = (name: string, value: unknown): HostileToken => ({ name, value: claim(value) });

export const hostileTokens: readonly HostileToken[] = [
  // Size
  { name: '1 MiB of one claim', value: claims(`{"a":"${'x'.repeat(700_000)}"}`) },
  { name: 'more than 1 MiB', value: claims(`{"a":"${'x'.repeat(MIB)}"}`), refused: true },
  { name: '1 MiB without a dot', value: 'x'.repeat(MIB), refused: true },
  { name: '1 MiB of dots', value: '.'.repeat(MIB), refused: true },
  { name: '1 MiB of blanks', value: ' '.repeat(MIB), refused: true },
  { name: '1 MiB of beginnings of tokens', value: claims(`{"a":"${'-eyJ'.repeat(170_000)}"}`) },
  { name: '1 MiB of almost tokens', value: claims(`{"a":"${'eyJaaaaaaaaa.'.repeat(55_000)}"}`) },
  { name: '1 MiB of beginnings, opaque', value: '-eyJ'.repeat(MIB / 4), refused: true },
  { name: '1 MiB of padding', value: `${part(usual)}.${'='.repeat(700_000)}.c2ln`, refused: true },
  { name: '100,000 claims', value: claims(many(100_000, (index) => `"${index}":1`)), refused: true },
  { name: '100,000 claims of one name', value: claims(many(100_000, () => '"":1')), refused: true },
  { name: '60,000 claims', value: claims(many(60_000, (index) => `"${index}":1`)) },
  { name: '50,000 names twice', value: claims(many(60_000, (index) => `"${index % 10_000}":1`)) },
  { name: '60,000 large numbers', value: claims(`{"a":[${'1e999,'.repeat(59_999)}1]}`) },
  { name: '10,000 grants', value: access(grants(10_000)) },
  { name: '100 names of 5,000 characters', value: claims(many(100, (index) => `"${index}${'n'.repeat(5000)}":1`)) },
  { name: 'header of 500 kB', value: claims('{}', json({ alg: 'RS256', kid: 'k'.repeat(500_000) })) },
  { name: 'signature of 500 kB', value: `${part(usual)}.${part('{}')}.${'c2ln'.repeat(125_000)}` },

  // Depth
  { name: '10,000 lists deep', value: claims(nested(10_000, '[', ']')), refused: true },
  { name: '10,000 objects deep', value: claims(nested(10_000, '{"a":', '}')), refused: true },
  { name: '10,000 lists deep, never closed', value: claims(`{"a":${'['.repeat(10_000)}`), refused: true },
  { name: 'header 10,000 deep', value: claims('{}', nested(10_000, '[', ']')), refused: true },
  { name: '60 lists deep', value: claims(nested(60, '[', ']')) },

  // JSON that is none
  { name: 'no JSON', value: claims('{sub:dana}'), refused: true },
  { name: 'cut JSON', value: claims('{"sub":"da'), refused: true },
  { name: 'JSON with a comment', value: claims('{"a":1/*x*/}'), refused: true },
  { name: 'JSON with a trailing comma', value: claims('{"a":1,}'), refused: true },
  { name: 'two objects', value: claims('{}{}'), refused: true },
  { name: 'a list', value: claims('[1]'), refused: true },
  { name: 'null', value: claims('null'), refused: true },
  { name: 'nothing', value: claims(''), refused: true },
  { name: 'a byte order mark', value: claims('\ufeff{}'), refused: true },
  {
    name: 'no UTF-8',
    value: `${part(usual)}.${Buffer.from([0x7b, 0xff, 0xfe, 0x7d]).toString('base64url')}.c2ln`,
    refused: true,
  },
  { name: 'NaN', value: claims('{"exp":NaN}'), refused: true },

  // Names
  { name: '__proto__', value: claims('{"__proto__":{"polluted":true},"a":1}') },
  { name: 'names of the prototype', value: claims('{"constructor":1,"toString":2,"hasOwnProperty":3,"valueOf":4}') },
  {
    name: '__proto__ in access',
    value: claims('{"access":[{"type":"__proto__","name":"constructor","actions":["toString"]}]}'),
  },
  { name: 'prototype names in the header', value: claims('{}', '{"alg":"RS256","__proto__":{"alg":"none"}}') },
  { name: 'empty name', value: claims('{"":1}') },
  { name: 'a token as a name', value: claims(json({ [`${part(usual)}.${part('{}')}.c2ln`]: 1 })) },
  { name: 'names that look alike', value: claims('{"sub":"dana","ѕub":"eve","sub\\u200b":"kim"}') },
  { name: 'exp twice', value: claims('{"exp":1,"exp":9999999999}') },

  // Characters
  text('markup', '<img src=x onerror=alert(1)><script>alert(2)</script>'),
  text('markup that closes', '"></code></td></table></main><h1>Trusted</h1>'),
  text('a right-to-left override', 'invoice\u202egpj.exe'),
  text('bidirectional isolates', '\u2066\u2067\u2068 never closed'),
  text('control characters', '\u0000\u0007\u001b[31mred\u001b]8;;https://evil.example\u0007link\u009b'),
  text('line breaks', 'one\r\ntwo\u0085three\u2028four\u2029five'),
  text('zero width', 'pay\u200bload\u2060\ufeff'),
  text('tags', `safe${String.fromCodePoint(0xe0041, 0xe0042)}`),
  text('half a pair', '\ud83d'),
  { name: 'half a pair as a name', value: claims('{"\\ud83d":"\\udc00"}') },
  text('stacked accents', `Z${'\u0341'.repeat(5000)}`),
  text('one word of 100,000 letters', 'w'.repeat(100_000)),
  text('100,000 line breaks', '\n'.repeat(100_000)),
  text('a command link', '[click](command:workbench.action.terminal.new) ![](https://evil.example/p.png)'),
  text('a template', '{host} {who} ${process.env.HOME} %s {{constructor}}'),
  text('a formula', '=HYPERLINK("https://evil.example")'),

  // Numbers and times
  { name: 'huge numbers', value: claims('{"exp":1e309,"iat":-1e309,"nbf":123456789012345678901234567890}') },
  { name: 'times at the end of time', value: claims('{"exp":8640000000000,"iat":-8640000000000}') },
  { name: 'times as other things', value: claims('{"exp":"soon","iat":true,"nbf":[1],"auth_time":{"a":1}}') },
  { name: 'minus nothing', value: claims('{"exp":-0,"iat":-0.0,"nbf":0e99}') },
  { name: 'a number of 10,000 digits', value: claims(`{"a":${'9'.repeat(10_000)}}`) },

  // Shapes
  { name: 'access of other shapes', value: access(['x', null, 1, [], {}, { type: 1, name: [], actions: {} }]) },
  {
    name: 'access without end',
    value: access([{ type: 'repository', name: 'a'.repeat(100_000), actions: ['pull', 1, null] }]),
  },
  { name: '10,000 actions', value: access([withActions(10_000)]) },
  { name: '85,000 actions', value: access([withActions(85_000)]) },
  {
    name: '100 grants of 700 actions',
    value: access(Array.from({ length: 100 }, (_, n) => withActions(700, `t/${n}`))),
  },
  { name: 'parentheses in a type', value: access([{ type: '('.repeat(50_000), name: 'a', actions: ['pull'] }]) },
  {
    name: 'registered claims of other shapes',
    value: claims('{"sub":{"a":1},"aud":[[["x"]],5,null],"iss":7,"access":"all","jti":[]}'),
  },
  { name: 'a token in a token in a token', value: claim(claim(claim('innermost'))) },
  { name: 'a header that is claims', value: claims('{}', '{"exp":1,"access":[]}') },
  { name: 'alg of another shape', value: claims('{}', '{"alg":["none"],"typ":{},"crit":"exp","kid":5}') },
  { name: 'critical extensions of other shapes', value: claims('{}', '{"alg":"RS256","crit":[{"a":1},[],null,5]}') },
  { name: 'alg nOnE', value: claims('{}', '{"alg":"nOnE"}') },
  {
    name: 'certificates that are none',
    value: claims('{}', json({ alg: 'RS256', x5c: ['<script>', 5, 'x'.repeat(50_000)] })),
  },
  { name: 'a private key', value: claims('{}', '{"alg":"ES256","jwk":{"kty":"EC","d":"hidden"}}') },
  { name: 'an encrypted one with a broken header', value: '!.a.b.c.d', refused: true },
  { name: 'an encrypted one 10,000 deep', value: `${part(nested(10_000, '[', ']'))}.a.b.c.d`, refused: true },
  { name: 'seven parts', value: 'a.b.c.d.e.f.g', refused: true },
  { name: 'three empty parts', value: '..', refused: true },
  { name: 'characters that no header takes', value: 'tök en\u0000\r\nX: y', refused: true },
];

function withActions(count: number, name = 'a'): unknown {
  return { type: 'repository', name, actions: Array.from({ length: count }, (_, index) => String(index)) };
}

function grants(count: number): unknown[] {
  return Array.from({ length: count }, (_, index) => ({ type: 'repository', name: `t/s${index}`, actions: ['pull'] }));
}
