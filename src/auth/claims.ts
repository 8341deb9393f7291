import { jsonPointer } from './json.js';
import type { Json, JsonObject } from './json.js';
import type { Translate } from './pieces.js';

/** One member of a header or of the claims, ready to be shown. Holds no secret. */
export interface ClaimRow {
  readonly name: string;
  /** Numbers as written, strings without quotes; at most VALUE_SHOWN characters. */
  readonly value: string;
  /** `value` is JSON with line breaks of ours; otherwise every character of it is the token's. */
  readonly json?: true;
  /** Length of the whole value, where it was cut. */
  readonly length?: number;
  readonly meaning?: string;
  /** Milliseconds since the epoch, for claims that are a time. */
  readonly time?: number;
}

/** Enough for an `x5c` certificate or a long `access` claim; a person reads no more. */
const VALUE_SHOWN = 2000;
const NAME_SHOWN = 200;
const MASK = '•••';

/** RFC 7519 section 4.1, RFC 8693, OpenID Connect, and the distribution token specification. */
export const claimMeanings: Readonly<Record<string, string>> = {
  iss: 'Issuer: who made the token',
  sub: 'Subject: whom it speaks for',
  aud: 'Audience: who should accept it',
  exp: 'Expires: refused from then on',
  nbf: 'Not valid before',
  iat: 'Issued at',
  jti: 'Unique id of this token',
  access: 'What it grants: repositories and actions',
  scope: 'What it grants, as scopes',
  azp: 'Authorized party: the client it was made for',
  client_id: 'Client it was made for',
  auth_time: 'When the person signed in',
  name: 'Name of the subject',
  email: 'E-mail address of the subject',
};

/** RFC 7515 section 4.1, RFC 7516 section 4.1. */
export const headerMeanings: Readonly<Record<string, string>> = {
  alg: 'How it is signed (or its key encrypted)',
  enc: 'How its content is encrypted',
  typ: 'Kind of token',
  cty: 'Kind of content',
  kid: 'Which key signed it',
  jwk: 'The signing key itself: no proof, anyone can put one here',
  jku: 'Where it says its keys are: not asked, anyone can write an address',
  x5c: 'Certificates of the signing key',
  x5t: 'SHA-1 fingerprint of the signing certificate',
  'x5t#S256': 'SHA-256 fingerprint of the signing certificate',
  x5u: 'Where it says its certificate is: not asked',
  crit: 'Extensions that a reader must understand',
  zip: 'Compression of the content',
};

const timeClaims: ReadonlySet<string> = new Set(['exp', 'nbf', 'iat', 'auth_time', 'updated_at']);

/** Rows of the claims; `meanings` (by claim name) come before the registered ones. */
export function claimRows(
  claims: JsonObject,
  numbers: ReadonlyMap<string, string>,
  meanings: Readonly<Record<string, string>>,
  translate: Translate,
): ClaimRow[] {
  return rows(claims, numbers, { ...claimMeanings, ...meanings }, translate);
}

export function headerRows(header: JsonObject, translate: Translate): ClaimRow[] {
  return rows(header, new Map(), headerMeanings, translate);
}

function rows(
  object: JsonObject,
  numbers: ReadonlyMap<string, string>,
  meanings: Readonly<Record<string, string>>,
  translate: Translate,
): ClaimRow[] {
  return Object.entries(object).map(([name, value]) => {
    const masked = withoutSecrets(value, name);
    const text = typeof masked === 'string' ? masked : print(masked, [name], numbers, '');
    const meaning = Object.hasOwn(meanings, name) ? meanings[name] : undefined;
    const time = timeClaims.has(name) ? timeOf(value) : undefined;
    return {
      name: shorten(mask(name), NAME_SHOWN),
      value: text.slice(0, VALUE_SHOWN),
      ...(typeof masked === 'object' && masked !== null && { json: true as const }),
      ...(text.length > VALUE_SHOWN && { length: text.length }),
      ...(meaning !== undefined && { meaning: translate(meaning) }),
      ...(time !== undefined && { time }),
    };
  });
}

/** Milliseconds since the epoch of a NumericDate (RFC 7519 section 2); undefined for what is not a finite number. */
export function timeOf(value: Json | undefined): number | undefined {
  if (typeof value !== 'number') return undefined;
  const time = value * 1000;
  return Number.isNaN(new Date(time).getTime()) ? undefined : time;
}

/** Some claims hold secrets that grant more than the token itself. */
const secretNames = /^(credential|password|secret|client_secret|token|(access|refresh|id|identity)_?token)$/i;
const jwtLike = /\beyJ[\w-]{8,}\.[\w-]*(\.[\w-]*)*/g;

/** Text of a token with every JWT in it replaced. */
export function mask(text: string): string {
  return text.replace(jwtLike, MASK);
}

/** Text of a token that may stand in a sentence: masked, and cut with an ellipsis. */
export function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

function withoutSecrets(value: Json, name: string): Json {
  if (typeof value === 'string') return value !== '' && secretNames.test(name) ? MASK : mask(value);
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map((item) => withoutSecrets(item, name));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [mask(key), withoutSecrets(item, key)]));
}

/** JSON.stringify with numbers as they were written. */
function print(
  value: Json,
  path: readonly (string | number)[],
  numbers: ReadonlyMap<string, string>,
  indent: string,
): string {
  if (typeof value === 'number') return numbers.get(jsonPointer(path)) ?? String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  const [open, close, members] = isList(value)
    ? ['[', ']', value.map((item, index) => print(item, [...path, index], numbers, inner))]
    : [
        '{',
        '}',
        Object.entries(value).map(
          ([key, item]) => `${JSON.stringify(key)}: ${print(item, [...path, key], numbers, inner)}`,
        ),
      ];
  if (members.length === 0) return open + close;
  const line = members.join(', ');
  if (line.length < 72 && !line.includes('\n')) return `${open}${line}${close}`;
  return `${open}\n${inner}${members.join(`,\n${inner}`)}\n${indent}${close}`;
}

function isList(value: readonly Json[] | JsonObject): value is readonly Json[] {
  return Array.isArray(value);
}
