import { decodeToken, MAXIMUM_TOKEN_LENGTH } from '../auth/jwt.js';
import { isJsonObject, type Json, readJson } from '../text/json.js';
import { mask, shorten } from '../text/masking.js';
import { fill, plainText, same, type Translate } from '../text/message.js';
import type { Cleaning } from './finding.js';

export interface FoundToken {
  /** Secret. */
  readonly value: string;
  /** Where it was found and what it is, without any part of it: "token in the JSON: JWT from auth.example.com". */
  readonly label: string;
  /** Corrections that were made to get the value. */
  readonly cleaned: readonly Cleaning[];
  /** The user name that it is the password of; absent for a token, which needs none. */
  readonly user?: string;
  /** The host (with port) that the text names for it. */
  readonly host?: string;
  /** `refresh`: an identity token or refresh token, which only obtains access tokens. */
  readonly use?: 'refresh';
}

/** Names of fields that hold tokens: token responses, Docker's config file, YAML and environment files. */
const tokenName = '(?:[A-Z0-9]+_)*(?:TOKEN|token)|(?:access|refresh|id|identity|registry)(?:_?token|Token)|auth';
const wholeTokenName = new RegExp(`^(?:${tokenName})$`);
/** An Authorization header, whatever surrounds it: an HTTP request, an option of curl, a trace. */
const header = /authorization["']?\s*[:=]\s*["']?(bearer|basic)\s+([^\s"'\\,]+)/gi;
const query = new RegExp(`[?&](${tokenName})=([^&#\\s"']+)`, 'g');
const pair = new RegExp(`(?:^|[^\\w?&-])["']?(${tokenName})["']?\\s*[:=]\\s*["']?([^\\s"',;&{}[\\]]+)`, 'g');
const jwtLike = /(?<![\w-])eyJ[\w-]+\.[\w+/-]*={0,2}\.[\w+/-]*={0,2}(?:\.[\w-]*\.[\w-]*)?/g;
/** Shorter values under such a name are words like `true` or `basic`. */
const SHORTEST_VALUE = 8;
/** Mail programs and terminals wrap at 64 characters or more; a shorter line ended because the token did. */
const NARROWEST = 60;

/**
 * Finds tokens in pasted text: an Authorization header, a curl command, JSON (token responses, Docker's config file),
 * YAML, environment files, URLs, JWTs anywhere (wrapped lines are joined), or text that is only a token. Each token is
 * listed once, the most certain place first. Reads the first 1 MiB. Labels are in the language of `translate`.
 */
export function findTokens(text: string, translate: Translate = same): FoundToken[] {
  const say: Say = (words, holes = {}) => plainText(fill(translate(pasteWords[words]), holes), 0);
  const plain = unwrap(text.slice(0, MAXIMUM_TOKEN_LENGTH));
  const torn = closeTorn(bare(plain));
  const places = torn ? [place(torn.value, say('inText'))] : placesIn(plain, say);
  const found =
    places.length > 0 ? places : [place(bare(plain), say('wholeText'))].filter(({ value }) => isToken(value));
  const byValue = new Map<string, string>();
  for (const { value, where } of found) {
    byValue.set(value, byValue.get(value) ?? where);
  }
  const [, prefix = ''] = /^([\s"'`]*(?:bearer|basic)\s+)/i.exec(plain) ?? [];
  return [...byValue].map(([value, where]) => ({
    value,
    label: say('found', { where, what: describe(value, say) }),
    cleaned: [
      ...(prefix !== '' && (torn || plain.startsWith(value, prefix.length)) ? (['prefix'] as const) : []),
      ...(plain.includes(value) && !text.includes(value) ? (['lines'] as const) : []),
      ...(torn ? [torn.cleaned] : []),
    ],
  }));
}

function placesIn(plain: string, say: Say): PastedValue[] {
  return [
    ...[...plain.matchAll(header)].map(([, scheme = '', value = '']) => inHeader(scheme, value, say)),
    ...inJson(plain, say),
    ...[...plain.matchAll(query)].map(([, name = '', value = '']) =>
      place(decodeQuery(value), say('inAddress', { name })),
    ),
    ...[...plain.matchAll(pair)].map(([, name = '', value = '']) => named(name, value, say('after', { name }), say)),
    ...[...plain.matchAll(jwtLike)].map(([value]) => place(value, say('inText'))),
  ].filter(({ value }) => isPlausible(value));
}

type Say = (words: keyof typeof pasteWords, holes?: Readonly<Record<string, string>>) => string;

interface PastedValue {
  readonly value: string;
  readonly where: string;
}

function place(value: string, where: string): PastedValue {
  return { value, where };
}

function inHeader(scheme: string, value: string, say: Say): PastedValue {
  const where = say('header');
  return scheme.toLowerCase() === 'basic' ? named('auth', value, where, say) : place(value, where);
}

/** `auth` holds base64 of `user:password`; the password can be a token. */
function named(name: string, value: string, where: string, say: Say): PastedValue {
  if (name !== 'auth') {
    return place(value, where);
  }
  const decoded = /^[A-Za-z0-9+/_-]+=*$/.test(value) ? Buffer.from(value, 'base64').toString('latin1') : '';
  const colon = decoded.indexOf(':');
  return place(colon === -1 ? '' : decoded.slice(colon + 1), say('password', { where }));
}

function inJson(text: string, say: Say): PastedValue[] {
  const json = readJson(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1));
  return 'reason' in json ? [] : walk(json.value, undefined, say);
}

function walk(value: Json, parent: string | undefined, say: Say): PastedValue[] {
  if (Array.isArray(value)) {
    return (value as readonly Json[]).flatMap((item) => walk(item, parent, say));
  }
  if (!isJsonObject(value)) {
    return [];
  }
  return Object.entries(value).flatMap(([name, item]) => {
    if (typeof item !== 'string') {
      return walk(item, name, say);
    }
    if (!wholeTokenName.test(name)) {
      return [];
    }
    const owner = parent !== undefined && isHost(parent) ? parent : undefined;
    const where = owner === undefined ? say('inJson', { name }) : say('inJsonOf', { name, owner });
    return [named(name, item, where, say)];
  });
}

function isHost(text: string): boolean {
  return /^(https?:\/\/)?[\w-]+(\.[\w-]+)*(:\d+)?(\/[\w./-]*)?$/.test(text) && text.length < 100 && mask(text) === text;
}

/**
 * Joins the lines of a JWT that a terminal or a mail program wrapped. The following lines hold only JWT characters.
 * Either all lines have the same width, or the first one alone can't be decoded.
 */
function unwrap(text: string): string {
  const wrapped = /(?<![\w.-])eyJ[\w.-]+(?:[ \t]*\r?\n[ \t]*(?:(?<=\.\s*)|(?!eyJ))[\w.-]+(?=["']?[ \t]*(?:\r?\n|$)))+/g;
  return text.replace(wrapped, (block) => {
    const lines = block.split(/\s+/);
    const [first = '', ...others] = lines;
    const oneWidth = others.slice(0, -1).every(({ length }) => length === first.length);
    const last = others.at(-1) ?? '';
    const fits = oneWidth && first.length >= NARROWEST && last.length <= first.length;
    return fits || decodeToken(first).format === 'opaque' ? lines.join('') : block;
  });
}

/** Removes the quotes, punctuation and scheme that are often copied along with a token. */
function bare(text: string): string {
  return text
    .trim()
    .replace(/^["'`]+|["'`;,]+$/g, '')
    .replace(/^(bearer|basic)\s+/i, '')
    .trim();
}

function decodeQuery(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** False for a variable, a mask or a short word in place of a token. */
function isPlausible(value: string): boolean {
  return value.length >= SHORTEST_VALUE && /^[\x21-\x7e]+$/.test(value) && !/^[$<%*]|\*{3}|\.\./.test(value);
}

/** Whether a text has only characters of bearer tokens (RFC 6750 section 2.1) and the separators of some services. */
function isToken(value: string): boolean {
  return /^[\w.~+/=:|-]+$/.test(value) && !value.includes('://');
}

function describe(value: string, say: Say): string {
  const decoded = decodeToken(value);
  if (decoded.format === 'jwe') {
    return say('encrypted');
  }
  if (decoded.format !== 'jwt') {
    return decoded.header ? say('damaged') : say('opaque', { count: String(value.length) });
  }
  const { iss } = decoded.claims;
  return typeof iss === 'string' && iss !== '' ? say('jwtFrom', { issuer: shorten(mask(iss), 60) }) : say('jwt');
}

/** Labels for tokens in pasted text: place and type; `{names}` are placeholders. */
export const pasteWords = {
  found: '{where}: {what}',

  header: 'header',
  inAddress: '{name} in the address',
  after: 'after {name}',
  inJson: '{name} in the JSON',
  inJsonOf: '{name} of {owner} in the JSON',
  inText: 'in the text',
  wholeText: 'the whole text',
  password: 'password in {where}',

  encrypted: 'encrypted JWT',
  damaged: 'damaged JWT',
  opaque: 'opaque, {count} characters',
  jwt: 'JWT',
  jwtFrom: 'JWT from {issuer}',
} as const;

/** A JWT that had spaces in it, and how they were handled. */
export interface TornToken {
  readonly value: string;
  /** `blanks`: the spaces were removed. `cut`: it is unknown whether the text after the space belongs to the token. */
  readonly cleaned: Extract<Cleaning, 'blanks' | 'cut'>;
}

/** Signature length in bytes by algorithm (RFC 7518 section 3.1, RFC 8037); for RSA, those of the usual key sizes. */
const lengths: Readonly<Record<string, readonly number[]>> = {
  ...{ HS256: [32], HS384: [48], HS512: [64], ES256: [64], ES384: [96], ES512: [132], EdDSA: [64, 114], Ed25519: [64] },
  ...Object.fromEntries(
    ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'].map((alg) => [alg, [128, 256, 384, 512]]),
  ),
};

/**
 * Repairs a text that is only a JWT with whitespace in it. In header and claims, whitespace can't belong to anything
 * else. After the second dot, a word can follow the token, so the length of the signature decides.
 */
function closeTorn(text: string): TornToken | undefined {
  if (!/\s/.test(text) || !/^[\w+/=.\s-]+$/.test(text)) {
    return undefined;
  }
  const value = text.replace(/\s+/g, '');
  const decoded = decodeToken(value);
  if (decoded.format !== 'jwt') {
    return undefined;
  }
  const [first = ''] = text.split(/\s/, 1);
  if (first.split('.').length < 3) {
    return { value, cleaned: 'blanks' };
  }
  const { alg } = decoded.header;
  if (fits(first, alg)) {
    return undefined;
  }
  return fits(value, alg) ? { value, cleaned: 'blanks' } : { value: first, cleaned: 'cut' };
}

function fits(value: string, alg: Json | undefined): boolean {
  const known = typeof alg === 'string' && Object.hasOwn(lengths, alg) ? lengths[alg] : undefined;
  const signature = (value.split('.')[2] ?? '').replace(/=+$/, '');
  return known?.includes(Math.floor((signature.length * 3) / 4)) === true;
}
