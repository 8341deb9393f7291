import { decodeToken, signatureLengths } from '../auth/jwt.js';
import { mask, shorten } from '../text/masking.js';
import { fill, plainText, same, type Translate } from '../text/message.js';
import { isTokenLike } from '../text/opaqueWords.js';
import { decodedOnce } from '../text/readings.js';
import type { Cleaning } from './finding.js';
import type { Place, Where } from './paste/place.js';
import { readText } from './paste/readText.js';
import { loginInWhole, secretInWhole } from './paste/tokenForms.js';
import { joinWrapped } from './paste/wrapping.js';

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

/** Characters. A longer text isn't read, because a token that was cut off would be taken for a whole one. */
export const MOST_READ = 1024 * 1024;

/**
 * Finds the tokens and passwords in pasted text of any form: headers, commands, JSON and its relatives, YAML, XML,
 * environments, files of logins, URLs, logs, and tokens that stand by themselves, wrapped, escaped or in base64. Each is
 * whole and exact, and listed once, the most certain place first. Empty for a text longer than MOST_READ. Labels are in
 * the language of `translate`.
 */
export function findTokens(text: string, translate: Translate = same): FoundToken[] {
  if (text.length > MOST_READ) {
    return [];
  }
  const say: Say = (words, holes = {}) => plainText(fill(translate(pasteWords[words]), holes), 0);
  const login = loginInWhole(text);
  const found = login ? [login] : distinct(readText(text));
  const whole = found.length === 0 ? secretInWhole(text) : undefined;
  const places = whole ? [whole] : found;
  const joined = joinWrapped(text);
  return places.map((place) => ({
    value: place.value,
    label: say('found', { where: whereOf(place.where, say), what: describe(place, say) }),
    cleaned: cleaningsOf(text, joined, place.value),
    ...(place.user !== undefined && { user: place.user }),
    ...(place.host !== undefined && { host: place.host }),
    ...(place.use && { use: place.use }),
  }));
}

/** One place for each secret, with everything that the text says about it. Pieces of other secrets are left out. */
function distinct(places: readonly Place[]): Place[] {
  const byValue = new Map<string, Place>();
  for (const place of places) {
    byValue.set(place.value, { ...place, ...byValue.get(place.value) });
  }
  const all = [...byValue.values()];
  return all.filter(({ value }) => !all.some((other) => other.value !== value && isPiece(value, other.value)));
}

/** Shorter texts can occur in a token by chance. */
const SHORTEST_PIECE = 12;

function isPiece(value: string, whole: string): boolean {
  return (
    (value.length >= SHORTEST_PIECE && whole.includes(value)) ||
    // Another spelling of the same secret.
    (/[%\\&]/.test(value) && value.length > whole.length && decodedOnce(value) === whole)
  );
}

type Say = (words: keyof typeof pasteWords, holes?: Readonly<Record<string, string>>) => string;

function whereOf({ at, name = '' }: Where, say: Say): string {
  return say(at, { name: shorten(mask(name), 60) });
}

/** What was done to the text to get this secret from it. */
function cleaningsOf(text: string, joined: string, value: string): Cleaning[] {
  const isJoined = !text.includes(value) && joined.includes(value);
  const [prefix = ''] = /^[\s"'`]*(?:bearer|basic)\s+/i.exec(joined) ?? [];
  const isWhole = /^[\s"'`;,]*$/.test(joined.replace(prefix, '').replace(value, ''));
  return [
    ...(prefix !== '' && joined.startsWith(value, prefix.length) ? (['prefix'] as const) : []),
    ...(isJoined
      ? [text.replace(/[ \t>|]*\r?\n[ \t>|]*/g, '').includes(value) ? ('lines' as const) : ('blanks' as const)]
      : []),
    ...(!isWhole && isCut(joined, value) ? (['cut'] as const) : []),
  ];
}

/** Whether a word behind the token can be the rest of its signature. */
function isCut(text: string, value: string): boolean {
  const decoded = decodeToken(value);
  if (decoded.format !== 'jwt' || !/^[\w+/=.\s-]+$/.test(text)) {
    return false;
  }
  const lengths = signatureLengths(decoded.header.alg);
  return lengths?.includes(decoded.signatureLength) === false && text.trim().startsWith(`${value} `);
}

function describe({ value, user, host }: Place, say: Say): string {
  if (user !== undefined) {
    const holes = { user: isTokenLike(user) ? '…' : shorten(mask(user), 60), host: host ?? '' };
    return say(`login${user === '' ? '' : 'User'}${host === undefined ? '' : 'Host'}`, holes);
  }
  const what = describeToken(value, say);
  return host === undefined ? what : say('forHost', { what, host });
}

function describeToken(value: string, say: Say): string {
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

/** Labels for secrets in pasted text: place and type; `{names}` are placeholders. */
export const pasteWords = {
  found: '{where}: {what}',

  header: 'header',
  inAddress: '{name} in the address',
  inUrl: 'in the address',
  after: 'after {name}',
  inJson: '{name} in the JSON',
  inCommand: 'after {name} in a command',
  netrc: 'in the .netrc file',
  element: 'in the element {name}',
  inText: 'in the text',
  wholeText: 'the whole text',

  login: 'password',
  loginHost: 'password for {host}',
  loginUser: 'user name and password of {user}',
  loginUserHost: 'user name and password of {user} for {host}',
  forHost: '{what}, for {host}',
  encrypted: 'encrypted JWT',
  damaged: 'damaged JWT',
  opaque: 'opaque, {count} characters',
  jwt: 'JWT',
  jwtFrom: 'JWT from {issuer}',
} as const;
