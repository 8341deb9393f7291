import { decodeToken, signatureLengths } from '../auth/jwt.js';
import { MASK, mask, shorten } from '../text/masking.js';
import { fill, plainText, same, type Translate } from '../text/message.js';
import { isTokenLike } from '../text/opaqueWords.js';
import { decodedOnce } from '../text/readings.js';
import type { Cleaning } from './finding.js';
import { forgetNames } from './paste/names.js';
import type { Place } from './paste/place.js';
import { readText } from './paste/readText.js';
import { holdsKnownForm, loginInWhole, secretInWhole } from './paste/tokenForms.js';
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
  forgetNames();
  const whole = found.length === 0 ? secretInWhole(text) : undefined;
  const cleaningsOf = cleaner(text);
  return (whole ? [whole] : found).map((place) => ({
    value: place.value,
    label: say('found', { where: whereOf(place, say), what: describe(place, say) }),
    cleaned: cleaningsOf(place.value),
    ...(place.user !== undefined && { user: place.user }),
    ...(place.host !== undefined && { host: place.host }),
    ...(place.use && { use: place.use }),
  }));
}

/** One place for each secret, with everything that the text says about it. Pieces of other secrets are left out. */
function distinct(places: readonly Place[]): Place[] {
  const byValue = new Map<string, Place>();
  for (const place of places) {
    const known = byValue.get(place.value);
    // An unknown user name is empty.
    const user = (known?.user ?? '') === '' ? (place.user ?? known?.user) : known?.user;
    byValue.set(place.value, { ...place, ...known, ...(user !== undefined && { user }) });
  }
  const all = [...byValue.values()];
  const isPiece = pieceTest(all.map(({ value }) => value));
  // Another spelling of the same secret.
  const isEscaped = (value: string) =>
    /[%\\&]/.test(value) && byValue.has(decodedOnce(value)) && decodedOnce(value) !== value;
  return all.filter(({ value }) => !isPiece(value) && !isEscaped(value));
}

/** Shorter texts can occur in a token by chance. */
const SHORTEST_PIECE = 12;
/** A piece begins at one of the first words of the whole: a JWT behind the prefix of a service. */
const WORDS_TRIED = 8;

/** Whether a value is a piece of another one. Sorted, what begins with a value follows it, so that this isn't quadratic. */
function pieceTest(values: readonly string[]): (value: string) => boolean {
  const starts = values.flatMap((value) => {
    const words = [...value.matchAll(/(?<=[^A-Za-z0-9])[A-Za-z0-9]/g)].slice(0, WORDS_TRIED);
    return [value, ...words.map(({ index }) => value.slice(index))];
  });
  const sorted = starts.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const pieces = new Set(sorted.filter((start, index) => sorted[index + 1]?.startsWith(start)));
  return (value) => value.length >= SHORTEST_PIECE && pieces.has(value);
}

type Say = (words: keyof typeof pasteWords, holes?: Readonly<Record<string, string>>) => string;

function whereOf({ value, where: { at, name = '' } }: Place, say: Say): string {
  return say(at, { name: harmless(name, value) });
}

/** What was done to the text to get a secret from it. */
function cleaner(text: string): (value: string) => Cleaning[] {
  const joined = joinWrapped(text);
  const [prefix = ''] = /^[\s"'`]*(?:bearer|basic)\s+/i.exec(joined.text) ?? [];
  const isBare = /^[\w+/=.\s-]+$/.test(joined.text);
  return (value) => {
    const gap = joined.tokens.get(value);
    return [
      ...(prefix !== '' && joined.text.startsWith(value, prefix.length) ? (['prefix'] as const) : []),
      ...(gap ? [gap] : []),
      ...(isBare && isCut(joined.text, value) ? (['cut'] as const) : []),
    ];
  };
}

/** Whether a word behind the token can be the rest of its signature. */
function isCut(text: string, value: string): boolean {
  const decoded = decodeToken(value);
  if (decoded.format !== 'jwt' || !text.trimStart().startsWith(`${value} `)) {
    return false;
  }
  return signatureLengths(decoded.header.alg)?.includes(decoded.signatureLength) === false && text.trim() !== value;
}

/** A name from the text, unless it holds the secret or another one. */
function harmless(name: string, value: string): string {
  const isSecret = name.includes(value) || isTokenLike(name) || /^[0-9a-f]{32,}$/i.test(name) || holdsKnownForm(name);
  return isSecret ? MASK : shorten(mask(name), NAME_SHOWN);
}

const NAME_SHOWN = 60;

function describe({ value, user, host }: Place, say: Say): string {
  if (user !== undefined) {
    const holes = { user: harmless(user, value), host: harmless(host ?? '', value) };
    return say(`login${user === '' ? '' : 'User'}${host === undefined ? '' : 'Host'}`, holes);
  }
  const what = describeToken(value, say);
  return host === undefined ? what : say('forHost', { what, host: harmless(host, value) });
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
  return typeof iss === 'string' && iss !== '' ? say('jwtFrom', { issuer: harmless(iss, value) }) : say('jwt');
}

/** Labels for secrets in pasted text: place and type; `{names}` are placeholders. */
export const pasteWords = {
  found: '{where}: {what}',

  header: 'header',
  inAddress: '{name} in the URL',
  inUrl: 'in the URL',
  after: 'after {name}',
  inJson: '{name} in the JSON',
  inCommand: 'after {name} in a command',
  netrc: 'in the .netrc file',
  element: 'in the {name} element',
  inText: 'in the text',
  wholeText: 'the whole text',

  login: 'password',
  loginHost: 'password for {host}',
  loginUser: 'user name {user} and password',
  loginUserHost: 'user name {user} and password for {host}',
  forHost: '{what}, for {host}',
  encrypted: 'encrypted JWT',
  damaged: 'damaged JWT',
  opaque: 'opaque, {count} characters',
  jwt: 'JWT',
  jwtFrom: 'JWT from {issuer}',
} as const;
