import { decodeToken, signatureLengths } from '../../auth/jwt.js';
import { base64Text } from './base64.js';

const START = /e(?:yJ|yA|w[ok0])|(?<![\w+/=-])(?:ZXlK|QVdTO|W3si)|(?<=bearer\s{1,5})[\w~.+/-]{60}/gi;
const PIECE = /[\w.+/=~-]+/y;
/** A line end, with the marks that mail programs and shells put before it and after it, or spaces. */
const GAP = /(?:[ \t]*[=\\]?\r?\n(?:[ \t]*[>|#*](?=\s))*[ \t]*|[ \t]+(?:> ?)*|= )(?:[\da-f]{4,8}: )?(?=[\w.+/=-])/y;
/** Characters that are read behind a beginning. No credential is longer. */
const LONGEST = 1024 * 1024;
/** Mail programs and terminals wrap at 64 characters or more; a shorter line ended because the token did. */
const NARROWEST = 60;
/** Shorter pieces behind the second dot are words. */
const SHORTEST_SIGNATURE = 20;
/** A shorter last line can't be told from a word. */
const SHORTEST_END = 12;
/** Lines of base64 have 64 or 76 characters; YAML folds narrower. */
const NARROWEST_BASE64 = 40;

/** A text with its tokens joined, and what was between the pieces of each. */
export interface JoinedText {
  readonly text: string;
  readonly tokens: ReadonlyMap<string, 'lines' | 'blanks'>;
}

/**
 * Joins tokens that a terminal, a mail program or an input box spread over lines or interrupted with spaces. Runs in linear
 * time.
 */
export function joinWrapped(text: string): JoinedText {
  const tokens = new Map<string, 'lines' | 'blanks'>();
  const parts: string[] = [];
  let last = 0;
  // Overlapping beginnings are read again, so their number is limited.
  let left = text.length * 2;
  START.lastIndex = 0;
  for (let match = START.exec(text); match && left > 0; match = START.exec(text)) {
    const pieces = piecesAt(text, match.index, left);
    left -= pieces.length > 1 ? (pieces.at(-1)?.end ?? 0) - match.index : 0;
    const count = pieces.length < 2 ? 1 : wholeCount(pieces);
    const end = pieces[count - 1]?.end ?? match.index + 1;
    if (count > 1) {
      const whole = pieces
        .slice(0, count)
        .map(({ value }) => value)
        .join('');
      parts.push(text.slice(last, match.index), whole);
      tokens.set(whole, /[\r\n]/.test(text.slice(match.index, end)) ? 'lines' : 'blanks');
      last = end;
    }
    START.lastIndex = Math.max(count > 1 ? end : (pieces[0]?.end ?? 0), match.index + 1);
  }
  return { text: parts.length === 0 ? text : parts.join('') + text.slice(last), tokens };
}

interface Piece {
  readonly value: string;
  readonly end: number;
  /** Length of all pieces up to this one. */
  readonly total: number;
}

function piecesAt(text: string, start: number, most: number): Piece[] {
  const pieces: Piece[] = [];
  let at = start;
  let total = 0;
  let dots = 0;
  let sinceDots = 0;
  while (total < Math.min(LONGEST, most)) {
    PIECE.lastIndex = at;
    const value = PIECE.exec(text)?.[0] ?? '';
    const softBreak =
      value.endsWith('=') &&
      /^(?:\r?\n| )/.test(text.slice(at + value.length, at + value.length + 2)) &&
      (value.length >= NARROWEST || dots + value.split('.').length <= 2);
    const kept = softBreak && !value.endsWith('==') ? value.slice(0, -1) : value;
    total += kept.length;
    pieces.push({ value: kept, end: at + value.length, total });
    dots += value.split('.').length - 1;
    sinceDots = dots >= 2 ? sinceDots + value.length : 0;
    GAP.lastIndex = at + value.length;
    // No signature is longer.
    if (value === '' || !GAP.test(text) || sinceDots > 1500 || pieces.length > 20_000) {
      break;
    }
    at = GAP.lastIndex;
  }
  return pieces;
}

/** The number of pieces that make a whole token; 1 if they don't belong together. */
function wholeCount(pieces: readonly Piece[]): number {
  return wholeJwt(pieces) ?? evenCount(pieces, isWholeBase64) ?? evenCount(pieces, isOpaque) ?? 1;
}

function wholeJwt(pieces: readonly Piece[]): number | undefined {
  const joined = pieces.map(({ value }) => value).join('');
  const first = joined.indexOf('.');
  const second = joined.indexOf('.', first + 1);
  if (first === -1 || second === -1) {
    return undefined;
  }
  const decoded = decodeToken(`${joined.slice(0, second)}.`);
  if (decoded.format !== 'jwt') {
    return undefined;
  }
  const lengths = (signatureLengths(decoded.header.alg) ?? []).map((bytes) => Math.ceil((bytes * 4) / 3));
  const reaches = pieces.findIndex(({ total }) => total > second);
  // The token was broken behind the second dot.
  const isOpen =
    pieces[reaches]?.total === second + 1 && (pieces[reaches + 1]?.value.length ?? 0) >= SHORTEST_SIGNATURE;
  const begins = isOpen ? reaches + 1 : reaches;
  // A piece with a dot doesn't belong to a signature.
  const dotted = pieces.findIndex(({ value }, index) => index > begins && value.includes('.'));
  const last = dotted === -1 ? pieces.length : dotted;
  const signature = (count: number) => (pieces[count]?.total ?? 0) - second - 1;
  const evenTo = (count: number) =>
    isEven(
      pieces.slice(0, count + 1).map(({ value }) => value.length),
      begins,
    );
  // A line can end where a shorter signature would, so the longest one counts.
  const fitting = pieces.findLastIndex(
    (_, index) => index >= begins && index < last && lengths.includes(signature(index)) && evenTo(index),
  );
  if (fitting !== -1) {
    return fitting + 1;
  }
  // The length of the signature says nothing, so the width of the lines decides.
  const widths = pieces.map(({ value }) => value.length);
  const width = Math.max(widths[0] ?? 0, widths[1] ?? 0);
  const end = widths.findIndex((one, index) => index > 0 && one !== width);
  const narrow = end === -1 ? widths.length : (widths[end] ?? 0) < width ? end + 1 : end;
  return width >= NARROWEST && widths[0] === width && narrow > begins
    ? Math.min(last, Math.max(narrow, begins + 1))
    : begins + 1;
}

/** Whether the lines behind the first are equally wide, and the last is not wider. `from`: only those from here on. */
function isEven(widths: readonly number[], from: number): boolean {
  const middle = widths.slice(Math.max(1, from), -1);
  const width = middle[0];
  return width === undefined || (middle.every((one) => one === width) && (widths.at(-1) ?? 0) <= width);
}

/** The number of equally wide lines, with the shorter one that ends them or without it, that make a whole. */
function evenCount(pieces: readonly Piece[], isWhole: (values: readonly string[]) => boolean): number | undefined {
  const values = pieces.map(({ value }) => value);
  const [first = '', second = ''] = values;
  const width = values.length > 2 ? second.length : Math.max(first.length, NARROWEST_BASE64);
  const last = values.findIndex((value, index) => index > 0 && value.length !== width);
  const count = last === -1 ? values.length : (values[last]?.length ?? 0) < width ? last + 1 : last;
  return width < NARROWEST_BASE64
    ? undefined
    : [count, count - 1].find((one) => one > 1 && isWhole(values.slice(0, one)));
}

/** Whether lines of no known form are one token. A word that follows a token on one line isn't a line of it. */
function isOpaque(lines: readonly string[]): boolean {
  const [first = '', ...others] = lines;
  const end = others.at(-1) ?? '';
  const isRandom = /[a-z]/.test(end) && /[A-Z]/.test(end) && /\d/.test(end) && end.length >= SHORTEST_END;
  return first.length >= NARROWEST && !first.startsWith('ey') && (isRandom || end.length === first.length);
}

function isWholeBase64(lines: readonly string[]): boolean {
  const text = base64Text(lines.join(''));
  return (
    text !== undefined && /^\s*(?:\{[^]*\}|\[[^]*\]|\w{1,40}:[\x21-\x7e]+|eyJ[\w-]+\.[\w-]+\.[\w-]+)\s*$/.test(text)
  );
}
