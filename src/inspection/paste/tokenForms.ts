import { decodeToken, signatureLengths } from '../../auth/jwt.js';
import type { Json } from '../../text/json.js';
import { isTokenLike } from '../../text/opaqueWords.js';
import { base64Text, jwtInBase64, loginIn, loginInBase64 } from './base64.js';
import type { Inner, Place, Secrets, Where } from './place.js';
import { isPlaceholder, isPlausibleToken, withoutEnd } from './plausible.js';

/**
 * Beginnings that services give their tokens so that scanners recognize them anywhere, and the characters that follow.
 * What the tokens are is data of the kinds of registry.
 */
const BEGINNINGS =
  /(?<![A-Za-z0-9])(?:gh[opusr]_\w{20,}|github_pat_\w{22,}|gl[a-z]{1,10}-eyJ[\w-]+(?:\.[\w-]+){2}|gl(?:pat|dt|cbt|ptt|rtr?|ft|soat|oas|wt|imt|agent|ffct)-[\w-]{16,}(?:\.[\w-]{2,})*|dckr_[po]at_[\w-]{20,}|do[opr]_v1_[0-9a-f]{32,}|zak_\w{20,}|ya29\.[\w.-]{20,}|DockerToken\.[\w-]{36}|AKC[A-Za-z0-9]{40,}|cmVmdGtuO[A-Za-z0-9+/_-]{20,}={0,2}|QVdTO[g-v][A-Za-z0-9+/]{20,}={0,2}|eyJwYXlsb2FkIjoi[A-Za-z0-9+/]{20,}={0,2}|(?:djE6|Z2h[opu]X|Z2h[vw1]X|Z2l0aHViX3BhdF)[A-Za-z0-9+/]{20,}={0,2})/g;
const JSON_BEGINNING = /e(?:yJ|yA|w[ok0])/g;
const PART = /[\w-]*={0,2}/y;
/** The claims of a token in the standard alphabet of base64 can be told from a path by the dot behind them. */
const CLAIMS = /[\w+/-]*={0,2}(?=\.)/y;
const SIGNATURE = /[\w-]*={0,2}/y;
const STANDARD_SIGNATURE = /[\w+/-]*={0,2}/y;
const ENCRYPTED = /(?:\.[\w-]*){2}(?![\w.-])/y;
/** Beginnings of JSON in one run of letters: real headers have one. */
const MOST_TRIES = 8;
/** Tokens that are decoded; a list of more can't be shown. */
const MOST_DECODED = 2000;
const SHORTEST_HEADER = 8;
const BASE64 = /(?<![\w+/.-])(?:eyJ|eyA|ew[ok0]|W3si|Wwog|ZXlK)[A-Za-z0-9+/_-]{20,}={0,2}(?![\w+/.-])/g;

const inText: Where = { at: 'inText' };

/** Whether a text holds a token of a known form. */
export function holdsKnownForm(text: string): boolean {
  return text.search(BEGINNINGS) !== -1 || jwtsIn(text).length > 0;
}

/** Tokens by their own form, and JSON in base64, anywhere in a text. */
export function secretsByForm(text: string): Secrets {
  const known = [...text.matchAll(BEGINNINGS)].flatMap(([value]): Place[] =>
    // A token in base64 can be a user name, too.
    isPlaceholder(value) || !isPlausibleToken(value) || (value.startsWith('Z2') && loginInBase64(value))
      ? []
      : [{ value: withoutEnd(value, '.'), where: inText }],
  );
  const encoded = [...text.matchAll(BASE64)].map(([word]) => word);
  const nested = encoded.flatMap((word): Place[] =>
    jwtInBase64(word) === word ? [] : [{ value: jwtInBase64(word), where: inText }],
  );
  const inner = encoded.flatMap((word): Inner[] => {
    const json = word.startsWith('ZXlK') ? undefined : base64Text(word);
    return json === undefined ? [] : [{ text: json }];
  });
  return {
    places: [...known, ...jwtsIn(text).map((value) => ({ value, where: inText })), ...nested],
    inner,
  };
}

/** Every JWT and JWE in compact form, and JWTs without their signature. Runs in linear time. */
export function jwtsIn(text: string): string[] {
  const found: string[] = [];
  let run = { end: -1, tries: 0 };
  let left = MOST_DECODED;
  JSON_BEGINNING.lastIndex = 0;
  for (let match = JSON_BEGINNING.exec(text); match; match = JSON_BEGINNING.exec(text)) {
    if (left === 0) {
      break;
    }
    const start = match.index;
    if (start >= run.end) {
      run = { end: start + lengthAt(PART, text, start), tries: 0 };
    }
    run.tries += 1;
    if (text[run.end] !== '.' || run.tries > MOST_TRIES) {
      JSON_BEGINNING.lastIndex = Math.max(run.end, start + 1);
      continue;
    }
    left -= 1;
    const value = jwtAt(text, start, run.end);
    if (value !== undefined) {
      found.push(value);
      JSON_BEGINNING.lastIndex = start + value.length;
      run = { end: -1, tries: 0 };
    }
  }
  return found;
}

/** The token whose header is between these positions; undefined if what follows isn't one. */
function jwtAt(text: string, start: number, headerEnd: number): string | undefined {
  if (headerEnd - start < SHORTEST_HEADER) {
    return undefined;
  }
  const claims = lengthAt(CLAIMS, text, headerEnd + 1);
  const claimsEnd = headerEnd + 1 + (claims === 0 ? lengthAt(PART, text, headerEnd + 1) : claims);
  if (text[claimsEnd] !== '.') {
    const bare = text.slice(start, claimsEnd);
    return decodeToken(bare).format === 'jwt' ? bare : undefined;
  }
  // Three dots stand for what was left out.
  if (text.startsWith('...', claimsEnd) || text[claimsEnd + 1] === '…') {
    return undefined;
  }
  const short = claimsEnd + 1 + lengthAt(SIGNATURE, text, claimsEnd + 1);
  const whole = text.slice(start, short + lengthAt(ENCRYPTED, text, short));
  const isEncrypted = decodeToken(whole).format === 'jwe';
  const single = isEncrypted ? whole : text.slice(start, short);
  const decoded = decodeToken(single);
  const value = decoded.format === 'jwt' ? withoutNext(single, claimsEnd + 1 - start, decoded.header.alg) : single;
  if (decoded.format === 'jwt' && /[+/]/.test(text[short] ?? '')) {
    const long = claimsEnd + 1 + lengthAt(STANDARD_SIGNATURE, text, claimsEnd + 1);
    const lengths = signatureLengths(decoded.header.alg) ?? [];
    const bytes = (end: number) => Math.floor((withoutEnd(text.slice(claimsEnd + 1, end), '=').length * 3) / 4);
    return !lengths.includes(bytes(short)) && lengths.includes(bytes(long)) ? text.slice(start, long) : value;
  }
  // The header is damaged if both parts begin as JSON does, and one can't be read.
  const isDamaged =
    decoded.format === 'opaque' &&
    (decoded.header !== undefined || /^ey[JA]/.test(text.slice(headerEnd + 1, headerEnd + 4)));
  return decoded.format === 'opaque' && !isDamaged ? undefined : value;
}

/** Without another token that follows directly. */
function withoutNext(value: string, at: number, alg: Json | undefined): string {
  const lengths = (signatureLengths(alg) ?? []).map((bytes) => Math.ceil((bytes * 4) / 3));
  const length = lengths.find((one) => value.startsWith('eyJ', at + one));
  return length === undefined ? value : value.slice(0, at + length);
}

function lengthAt(pattern: RegExp, text: string, index: number): number {
  pattern.lastIndex = index;
  return pattern.exec(text)?.[0].length ?? 0;
}

/** A text that is only `user:password`. Images, digests and hosts with a port have the same form. */
export function loginInWhole(text: string): Place | undefined {
  const login = loginIn(text.trim());
  if (!login || !/^[\w.+$@-]{1,100}$/.test(login.user) || !isPlausibleToken(login.password)) {
    return undefined;
  }
  const { user, password } = login;
  const isLogin = /[+$]/.test(user) || (isTokenLike(password) && !/^sha\d{3}$/.test(user));
  return isLogin && !/[\s:]/.test(password) && !isPublic(password) && !isTokenLike(user)
    ? { value: password, user, where: { at: 'wholeText' } }
    : undefined;
}

/** The answer of a shop, and what a terminal wrote behind it. */
const QUOTED_ANSWER = /^\s*"([\w.~+/=-]{16,})"/;

/** A text that is only a token, or a user name and password in base64; without what is often copied along. */
export function secretInWhole(text: string): Place | undefined {
  const bare = withoutEnd(text.replace(/^[\s"'`([<{]*(?:(?:bearer|basic|token)\s+)?["'`]?/i, ''), ' \t\r\n"\'`;,)]>}');
  const value = bare.length > 20 ? withoutEnd(bare, '.!?') : bare;
  const where: Where = { at: 'wholeText' };
  // Three dots stand for what was left out.
  if (/(?:\.{2}|…)\s*$/.test(text.slice(-20))) {
    return undefined;
  }
  const [, answer = ''] = QUOTED_ANSWER.exec(text) ?? [];
  if (isPlausibleToken(answer) && !isPublic(answer)) {
    return { value: answer, where };
  }
  if (!/^[\w.~+/=:|%@$!-]+$/.test(value) || /=[^=]/.test(value) || value.includes('://') || isPlaceholder(value)) {
    return undefined;
  }
  const login = loginInBase64(value);
  if (login && /^[\w.+$@-]{1,100}$/.test(login.user) && /^[\x21-\x7e]{4,}$/.test(login.password)) {
    return { value: login.password, user: login.user, where };
  }
  return isPlausibleToken(value) && !isPublic(value) ? { value, where } : undefined;
}

/** Digests, ids, names of images and addresses look random and are no secrets. */
function isPublic(value: string): boolean {
  return (
    /^sha\d{3}:|^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value) ||
    /^(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?:\/[\w./:@-]*)?$/i.test(value) ||
    /^[a-z0-9._/-]+:[\w.-]{1,128}$/.test(value) ||
    /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/.test(value) ||
    /^\d{1,12}$|^\d{4}-\d\d-\d\d|^v?\d+\.\d+\.\d+/.test(value) ||
    // The hash of a password in a file of users.
    /^[^:]{1,100}:\$(?:2[aby]|apr1|[156])\$/.test(value)
  );
}
