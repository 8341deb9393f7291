import { decodeBase64url } from './base64url.js';
import type { Base64Deviation } from './base64url.js';
import { isJsonObject, readJson } from './json.js';
import type { JsonObject } from './json.js';

/** Something odd that did not prevent reading. `text` is one sentence without secrets. */
export interface Note {
  readonly code: Base64Deviation | 'whitespace' | 'damaged-signature' | 'duplicate-key';
  readonly text: string;
}

export interface DecodedJwt {
  readonly format: 'jwt';
  readonly header: JsonObject;
  readonly claims: JsonObject;
  /** There is a signature part and the header does not say `none`. Nothing was verified. */
  readonly signed: boolean;
  readonly notes: readonly Note[];
  /** JSON pointer into the claims -> the number as it was written, where a JavaScript number would print otherwise. */
  readonly numbers: ReadonlyMap<string, string>;
}

export interface UndecodedToken {
  readonly format: 'jwe' | 'opaque';
  /** One sentence for a person. */
  readonly reason: string;
  /** Of an encrypted token, or of a JWT whose claims cannot be read. */
  readonly header?: JsonObject;
}

/** Header lines end at 16 KiB in most servers and tools, so a token of this size works nowhere; it is still readable. */
export const MAXIMUM_TOKEN_LENGTH = 1024 * 1024;

/**
 * Reads a token in compact form (RFC 7519; RFC 7516 for five parts) without verifying anything. Never throws: what is
 * not a JWT is an opaque token with the reason why, which is a normal outcome. A `Bearer ` in front is not removed.
 */
export function decodeToken(value: string): DecodedJwt | UndecodedToken {
  if (value.length > MAXIMUM_TOKEN_LENGTH) {
    return opaque('It is longer than 1 MiB, so it was not read.');
  }
  const compact = value.replace(/\s+/g, '');
  if (compact === '') return opaque('It is empty.');
  const parts = compact.split('.', 6);
  const [headerPart = '', claimsPart = '', signaturePart = ''] = parts;
  if (parts.length === 1) {
    return opaque('It has no parts separated by dots, so it is not a JWT: only the service that made it can read it.');
  }
  if (parts.length === 5) return encrypted(headerPart);
  if (parts.length !== 3) return opaque('It does not have the three parts of a JWT (or the five of an encrypted one).');
  const header = readPart(headerPart, 'first part (the header)');
  if ('reason' in header) return opaque(header.reason);
  const claims = readPart(claimsPart, 'second part (the claims)');
  if ('reason' in claims) return { format: 'opaque', reason: claims.reason, header: header.object };
  return {
    format: 'jwt',
    header: header.object,
    claims: claims.object,
    signed: signaturePart !== '' && header.object.alg !== 'none',
    notes: notesOf(compact !== value, header, claims, signaturePart),
    numbers: claims.numbers,
  };
}

function encrypted(headerPart: string): UndecodedToken {
  const header = readPart(headerPart, 'first part (the header)');
  if ('reason' in header) return opaque(header.reason);
  return {
    format: 'jwe',
    reason: 'It is encrypted (JWE): only its recipient, who has the key, can read the claims.',
    header: header.object,
  };
}

function opaque(reason: string): UndecodedToken {
  return { format: 'opaque', reason };
}

interface Part {
  readonly object: JsonObject;
  readonly deviations: readonly Base64Deviation[];
  readonly duplicates: readonly string[];
  readonly numbers: ReadonlyMap<string, string>;
}

function readPart(part: string, name: string): Part | { readonly reason: string } {
  const decoded = decodeBase64url(part);
  if (!decoded) return { reason: `Its ${name} is not base64url.` };
  const text = readUtf8(decoded.bytes);
  if (text === undefined) return { reason: `Its ${name} is not UTF-8 text.` };
  const json = readJson(text);
  if ('reason' in json) return { reason: `Its ${name} ${json.reason}.` };
  if (!isJsonObject(json.value)) return { reason: `Its ${name} is JSON, but not an object.` };
  return { object: json.value, deviations: decoded.deviations, duplicates: json.duplicates, numbers: json.numbers };
}

function readUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const deviationTexts: Readonly<Record<Base64Deviation, string>> = {
  padding: 'Its parts end in "=": a JWT has no padding, and strict readers refuse it.',
  'standard-alphabet': 'It uses "+" or "/" where a JWT has "-" and "_"; strict readers refuse it.',
  'non-canonical': 'The unused last bits of a part are not zero: another spelling of the same token exists.',
};

/** Names shown of those that occur twice. */
const NAMES_SHOWN = 5;

function notesOf(spaced: boolean, header: Part, claims: Part, signaturePart: string): Note[] {
  const notes: Note[] = [];
  const signature = decodeBase64url(signaturePart);
  if (spaced) notes.push({ code: 'whitespace', text: 'Blanks or line breaks inside or around it were left out.' });
  for (const code of new Set([...header.deviations, ...claims.deviations, ...(signature?.deviations ?? [])])) {
    notes.push({ code, text: deviationTexts[code] });
  }
  if (!signature) notes.push({ code: 'damaged-signature', text: 'Its third part (the signature) is not base64url.' });
  const twice = [...new Set([...header.duplicates, ...claims.duplicates])];
  if (twice.length > 0) {
    const names = twice.slice(0, NAMES_SHOWN).map((name) => JSON.stringify(name.slice(0, 40)));
    if (twice.length > NAMES_SHOWN) names.push(`and ${twice.length - NAMES_SHOWN} more`);
    notes.push({
      code: 'duplicate-key',
      text: `Named twice in one object: ${names.join(', ')}. Readers may disagree on which counts; the last is shown.`,
    });
  }
  return notes;
}
