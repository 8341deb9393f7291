import { type Base64Deviation, type Base64Result, decodeBase64url } from '../text/base64url.js';
import { isJsonObject, type Json, type JsonObject, readJson } from '../text/json.js';
import { own } from '../text/jsonValue.js';
import { mask } from '../text/masking.js';
import { fill, plainText, same, type Translate } from '../text/message.js';
import type { EndingScope } from './scope.js';

/** A NumericDate (RFC 7519 section 2) in milliseconds since the epoch; undefined if it isn't a finite number. */
export function timeOf(value: Json | undefined): number | undefined {
  if (typeof value !== 'number') {
    return undefined;
  }
  const time = value * 1000 + 0; // no negative zero, which JSON does not know
  return Number.isNaN(new Date(time).getTime()) ? undefined : time;
}

/** An entry of an access claim. Its texts can hold anything, so not every entry can be written as a scope. */
interface AccessEntry extends EndingScope {
  readonly written: JsonObject;
}

/**
 * Reads an access claim (distribution "Token Authentication Implementation"); undefined if it can't be read, or none of
 * its entries can, because the grants are then unknown. `null` is an empty list. Other entries and actions that can't
 * be read are left out. `expires` is the entry's own `exp`, by the clock of the service.
 */
export function accessEntries(access: Json | undefined): AccessEntry[] | undefined {
  if (access === null) {
    return [];
  }
  if (!Array.isArray(access)) {
    return undefined;
  }
  const entries = (access as readonly Json[]).flatMap(entryOf);
  return entries.length === 0 && access.length > 0 ? undefined : entries;
}

/** Number of entries of an access claim that can't be read. */
export function unreadEntries(access: Json | undefined): number {
  return Array.isArray(access) ? (access as readonly Json[]).filter((entry) => entryOf(entry).length === 0).length : 0;
}

function entryOf(written: Json): AccessEntry[] {
  if (!isJsonObject(written)) {
    return [];
  }
  const { type, name, actions: listed } = written;
  const actions = listed === null ? [] : textsOf(listed);
  if (typeof type !== 'string' || typeof name !== 'string' || !actions) {
    return [];
  }
  const expires = timeOf(written.exp);
  return [{ type, name, actions, ...(expires !== undefined && { expires }), written }];
}

/** The texts in a list; undefined if it isn't a list, or holds other things only. */
function textsOf(list: Json | undefined): string[] | undefined {
  if (!Array.isArray(list)) {
    return undefined;
  }
  const texts = (list as readonly Json[]).filter((item) => typeof item === 'string');
  return texts.length === 0 && list.length > 0 ? undefined : texts;
}

/** A deviation that doesn't prevent decoding. `text` is one sentence without secrets. */
export interface Note {
  readonly code: Base64Deviation | 'whitespace' | 'damaged-signature' | 'duplicate-key';
  readonly text: string;
}

export interface DecodedJwt {
  readonly format: 'jwt';
  readonly header: JsonObject;
  readonly claims: JsonObject;
  /** There is a signature part, and the header's `alg` isn't `none`. The signature isn't verified. */
  readonly signed: boolean;
  /** Length of the signature in bytes; 0 if there is none, or if it can't be decoded. */
  readonly signatureLength: number;
  readonly notes: readonly Note[];
  /** Numbers of the claims as written, by JSON pointer, where a JavaScript number would print differently. */
  readonly numbers: ReadonlyMap<string, string>;
  /** Numbers of the header as written, by JSON pointer, where a JavaScript number would print differently. */
  readonly headerNumbers: ReadonlyMap<string, string>;
}

export interface UndecodedToken {
  readonly format: 'jwe' | 'opaque';
  /** One sentence for the user. */
  readonly reason: string;
  /** Header of an encrypted token, or of a JWT that is damaged. */
  readonly header?: JsonObject;
  /** It is longer than MAXIMUM_TOKEN_LENGTH, so nothing is known about it. */
  readonly unread?: true;
}

/**
 * Most servers and tools limit header lines to 16 KiB. A token of this length works nowhere, but it can still be
 * decoded.
 */
export const MAXIMUM_TOKEN_LENGTH = 1024 * 1024;

/**
 * Decodes a token in compact form (RFC 7519; RFC 7516 for five parts) without verifying anything. Never throws:
 * anything that isn't a JWT is an opaque token with a reason, which is a normal outcome. A JWT that lost its signature
 * together with the dot before it is a JWT without signature. A `Bearer ` prefix isn't removed. Reasons and notes are in
 * the language of `translate`.
 */
export function decodeToken(value: string, translate: Translate = same): DecodedJwt | UndecodedToken {
  const say = sayer(translate);
  if (value.length > MAXIMUM_TOKEN_LENGTH) {
    return { ...opaque(say('tooLong')), unread: true };
  }
  const compact = value.replace(/\s+/g, '');
  if (compact === '') {
    return opaque(say('empty'));
  }
  const parts = compact.split('.', 6);
  const [headerPart = '', claimsPart = '', signaturePart = ''] = parts;
  if (parts.length === 1) {
    return opaque(say('onePart'));
  }
  const isHalf = parts.length === 2;
  if (parts.length !== 3 && !isHalf) {
    return ofOtherParts(parts, say);
  }
  const header = readPart(headerPart, 'header', say);
  if ('reason' in header) {
    return opaque(isHalf ? say('otherParts') : header.reason);
  }
  const claims = readPart(claimsPart, 'claims', say);
  // Two JSON objects can be anything: only the header tells a JWT.
  if (isHalf && ('reason' in claims || (header.object.alg === undefined && header.object.typ === undefined))) {
    return opaque(say('otherParts'));
  }
  if ('reason' in claims) {
    return { format: 'opaque', reason: claims.reason, header: header.object };
  }
  const signature = decodeBase64url(signaturePart);
  return {
    format: 'jwt',
    header: header.object,
    claims: claims.object,
    signed: signaturePart !== '' && !isNone(header.object.alg),
    signatureLength: signature?.bytes.length ?? 0,
    headerNumbers: header.numbers,
    notes: notesOf(compact !== value, header, claims, signature, say),
    numbers: claims.numbers,
  };
}

/** The usual sizes of RSA keys, from 1024 to 8192 bits. */
const RSA = [128, 256, 384, 512, 1024];
const signatures: Readonly<Record<string, readonly number[]>> = {
  ...{ HS256: [32], HS384: [48], HS512: [64] },
  ...{ RS256: RSA, RS384: RSA, RS512: RSA, PS256: RSA, PS384: RSA, PS512: RSA },
  ...{ ES256: [64], ES256K: [64], ES384: [96], ES512: [132], EdDSA: [64, 114], Ed25519: [64], Ed448: [114] },
};

/**
 * Signature lengths of an algorithm in bytes, ascending (RFC 7518 section 3.1, RFC 8037, RFC 8812, RFC 9864); for RSA,
 * those of the usual key sizes, because the key decides. Undefined for any other algorithm.
 */
export function signatureLengths(alg: Json | undefined): readonly number[] | undefined {
  return typeof alg === 'string' ? own(signatures, alg) : undefined;
}

/**
 * Whether `alg` is `none` (RFC 7518 section 3.6). The case is ignored: some readers ignore it, and forgers exploit
 * that.
 */
export function isNone(alg: Json | undefined): boolean {
  return typeof alg === 'string' && alg.toLowerCase() === 'none';
}

/** An encrypted token has `enc` in its header (RFC 7516 section 4.1.2); five parts alone can be a damaged JWT. */
function ofOtherParts(parts: readonly string[], say: Say): UndecodedToken {
  const header = readPart(parts[0] ?? '', 'header', say);
  if ('reason' in header) {
    return opaque(parts.length === 5 ? header.reason : say('otherParts'));
  }
  if (parts.length === 5 && typeof header.object.enc === 'string') {
    return { format: 'jwe', reason: say('encrypted'), header: header.object };
  }
  return { ...opaque(say('otherParts')), ...(typeof header.object.alg === 'string' && { header: header.object }) };
}

function opaque(reason: string): UndecodedToken {
  return { format: 'opaque', reason };
}

interface JwtPart {
  readonly object: JsonObject;
  readonly deviations: readonly Base64Deviation[];
  readonly duplicates: readonly string[];
  readonly numbers: ReadonlyMap<string, string>;
}

function readPart(text: string, name: 'header' | 'claims', say: Say): JwtPart | { readonly reason: string } {
  const part = say(name);
  const decoded = decodeBase64url(text);
  if (!decoded) {
    return { reason: say('notBase64url', { part }) };
  }
  const decodedText = readUtf8(decoded.bytes);
  if (decodedText === undefined) {
    return { reason: say('notUtf8', { part }) };
  }
  const json = readJson(decodedText);
  if ('reason' in json) {
    return { reason: say(json.reason, { part, count: String(json.count) }) };
  }
  if (!isJsonObject(json.value)) {
    return { reason: say('notAnObject', { part }) };
  }
  return { object: json.value, deviations: decoded.deviations, duplicates: json.duplicates, numbers: json.numbers };
}

function readUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Maximum number of duplicate names to list. */
const NAMES_SHOWN = 5;

function notesOf(
  spaced: boolean,
  header: JwtPart,
  claims: JwtPart,
  signature: Base64Result | undefined,
  say: Say,
): Note[] {
  const codes = [
    ...(spaced ? (['whitespace'] as const) : []),
    ...new Set([...header.deviations, ...claims.deviations, ...(signature?.deviations ?? [])]),
    ...(signature ? [] : (['damaged-signature'] as const)),
  ];
  const notes: Note[] = codes.map((code) => ({ code, text: say(code) }));
  const twice = [...new Set([...header.duplicates, ...claims.duplicates])];
  if (twice.length === 0) {
    return notes;
  }
  const names = twice.slice(0, NAMES_SHOWN).map((name) => JSON.stringify(mask(name).slice(0, 40)));
  const words = twice.length > NAMES_SHOWN ? 'manyDuplicates' : 'duplicate-key';
  const text = say(words, { names: names.join(', '), count: String(twice.length - NAMES_SHOWN) });
  return [...notes, { code: 'duplicate-key', text }];
}

type Say = (words: keyof typeof jwtWords, holes?: Readonly<Record<string, string>>) => string;

function sayer(translate: Translate): Say {
  return (words, holes = {}) => plainText(fill(translate(jwtWords[words]), holes), 0);
}

/** Reasons why a token can't be decoded, and notes on a decoded one; `{names}` are placeholders. */
export const jwtWords = {
  tooLong: 'It is larger than 1 MiB, so it wasn’t decoded.',
  empty: 'It is empty.',
  onePart: 'It has no dot-separated parts, so it isn’t a JWT. Only the issuing service can read it.',
  otherParts: 'It doesn’t have the three parts of a JWT (or the five of an encrypted one).',
  encrypted: 'It is encrypted (JWE). Only the recipient with the key can read the claims.',

  header: 'first part (the header)',
  claims: 'second part (the claims)',
  notBase64url: 'Its {part} isn’t base64url.',
  notUtf8: 'Its {part} isn’t UTF-8 text.',
  notAnObject: 'Its {part} is JSON but not an object.',
  jsonEmpty: 'Its {part} is empty.',
  jsonSyntax: 'Its {part} isn’t JSON (at character {count}).',
  jsonMembers: 'Its {part} has more than {count} members.',
  jsonDepth: 'Its {part} is nested more than {count} levels deep.',

  whitespace: 'Spaces or line breaks inside or around it were removed.',
  padding: 'Its parts end in "=". A JWT has no padding, so strict parsers reject it.',
  'standard-alphabet': 'It uses "+" or "/" instead of "-" and "_". Strict parsers reject it.',
  'non-canonical': 'The unused last bits of a part aren’t zero, so the same token can be encoded differently.',
  'damaged-signature': 'Its third part (the signature) isn’t base64url.',
  'duplicate-key':
    'Duplicate names in one object: {names}. Parsers can disagree on which value counts. The last one is shown.',
  manyDuplicates:
    'Duplicate names in one object: {names}, and {count} more. Parsers can disagree on which value counts. The last one is shown.',
} as const;
