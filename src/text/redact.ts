import { replaceJwts } from './jwtText.js';
import { isSecretName } from './secretNames.js';

/** Replaces redacted text. */
export const REMOVED = '…';

// Query parameters whose values are shown. Any other value could be a secret of an unknown realm.
const HARMLESS_PARAMETERS = new Set([
  'service',
  'services',
  'scope',
  'client_id',
  'grant_type',
  'access_type',
  'offline_token',
  'n',
  'api-version',
  'artifactType',
]);

// The value after the scheme, if it is no challenge parameter and no plain word ("Basic authentication is off").
const AUTHORIZATION = /\b(Bearer|Basic)\s+(?![\w-]+=["\w])(?=\S*[0-9=]|\S{24})[A-Za-z0-9\-._~+/]+=*/gi;
// In JSON, a quote or backslash of the value has a backslash before it and does not end it.
const HEADER = /\b(Authorization:)\s*(?:[^\r\n"'\\]|\\.)+/gi;
const HTML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/**
 * Removes the known secrets (as they are, URL-encoded, in base64), and everything that looks like a token or an
 * `Authorization` value.
 */
export function redactText(text: string, secrets: readonly string[]): string {
  const spellings = secrets.flatMap(spell).filter((spelling) => spelling.length > 0);
  // Longest first, so that no part of a longer secret remains.
  spellings.sort((a, b) => b.length - a.length);
  const known = spellings
    .reduce((rest, spelling) => rest.replaceAll(spelling, REMOVED), text)
    .replace(HEADER, `$1 ${REMOVED}`)
    .replace(AUTHORIZATION, `$1 ${REMOVED}`);
  return replaceJwts(known, REMOVED);
}

// `name=value`, `"name": "value"` and similar. An unquoted value must follow the equals sign directly.
const NAMED =
  /([\w-]{3,100})(["']?)(?:(\s*[:=]\s*)(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(=)(?!["'])[^\s&;,"'<>()]+)/g;
const WORD = /[A-Za-z0-9._~+/-]{16,}={0,2}/g;
// Characters that are read. An error text is shorter, and the rest isn't shown.
const MOST_READ = 4000;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.?$/i;
// Prefixes that mark the next word as a digest or an Amazon Resource Name.
const NAMING = /(?:\bsha(?:256|384|512):|\barn:[\w:-]{1,80}:)$/;

/**
 * Redacts a service's text. In addition to `redactText`, removes values with secret names and long words that look
 * random, because they could be unknown tokens. Digests, ARNs and UUIDs stay.
 */
export function redactSpeech(text: string, secrets: readonly string[]): string {
  const known = redactText(text, secrets);
  const read = known.length > MOST_READ ? known.slice(0, MOST_READ).replace(/\S*$/, REMOVED) : known;
  return read
    .replace(NAMED, (whole, name: string, quote: string, sign?: string, equals?: string) => {
      return isSecretName(name) ? `${name}${quote}${sign ?? equals ?? ''}${REMOVED}` : whole;
    })
    .replace(WORD, (word, offset: number, all: string) => {
      const known = UUID.test(word) || NAMING.test(all.slice(Math.max(0, offset - 100), offset));
      return known || !looksRandom(word) ? word : REMOVED;
    });
}

// Names consist of longer pieces than random text does.
const PIECE = /[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+/g;

/** Whether a word, or a part of it, looks random: `kq7ZpXv2nT9sLwR4` does, `customerTokenServiceV1` does not. */
function looksRandom(word: string): boolean {
  const mixed = /[a-z]/.test(word) && /[A-Z]/.test(word) && /\d/.test(word);
  return (mixed && pieceLength(word) < 2.5) || word.split(/[._~+/=-]+/).some(isRandomPart);
}

function isRandomPart(part: string): boolean {
  if (part.length < 12 || /^\d+$/.test(part)) {
    return false;
  }
  if (/^[0-9a-f]+$/i.test(part)) {
    return part.length >= 16;
  }
  const single = part.length >= 28 && !/[A-Z].*[a-z]/.test(part);
  return single || pieceLength(part) < (/\d/.test(part) ? 4 : 2.5);
}

function pieceLength(text: string): number {
  const pieces = text.match(PIECE) ?? [];
  return pieces.join('').length / Math.max(1, pieces.length);
}

/**
 * The secrets in an `Authorization` value: the value itself and, for HTTP Basic, the password in it (RFC 7617 section
 * 2).
 */
export function secretsSent({ scheme, value }: { readonly scheme: string; readonly value: string }): string[] {
  const pair = scheme === 'Basic' ? Buffer.from(value, 'base64').toString('utf8') : '';
  return [value, pair.slice(pair.indexOf(':') + 1)];
}

/**
 * A URL without user information and fragment, and with query values removed unless their names are on the allow list.
 * The origin isn't redacted: it says where the request went, and a password that is a part of it is a public word.
 */
export function redactUrl(url: URL, secrets: readonly string[]): string {
  const query = [...url.searchParams].map(([name, value]) => `${encodeURIComponent(name)}=${shown(name, value)}`);
  return `${url.origin}${redactText(`${url.pathname}${query.length > 0 ? `?${query.join('&')}` : ''}`, secrets)}`;
}

/** The value of a query parameter or form field, in the form that can be recorded. */
export function redactField(name: string, value: string, secrets: readonly string[]): string {
  return HARMLESS_PARAMETERS.has(name) ? redactText(value, secrets) : REMOVED;
}

function shown(name: string, value: string): string {
  return HARMLESS_PARAMETERS.has(name)
    ? encodeURIComponent(value).replace(/%(3A|2F|2C)/g, decodeURIComponent)
    : REMOVED;
}

function spell(secret: string): string[] {
  const base64 = Buffer.from(secret, 'utf8').toString('base64');
  const base64url = Buffer.from(secret, 'utf8').toString('base64url');
  const json = JSON.stringify(secret).slice(1, -1);
  const form = new URLSearchParams({ '': secret }).toString().slice(1);
  const encoded = encodeURIComponent(secret);
  // The RFC 3986 encoding, which clients that sign their requests use.
  const strict = encoded.replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  const lower = (text: string): string => text.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());
  const html = secret.replace(/[&<>"']/g, (character) => HTML[character] ?? character);
  return [secret, encoded, lower(encoded), strict, lower(strict), form, lower(form), json, html, base64, base64url];
}
