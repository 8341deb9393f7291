import { invisible } from './invisible.js';

/** A span of characters, the end excluded. */
export type Span = readonly [start: number, end: number];

/** A text as a reader decodes it, and where its characters come from. */
export interface Reading {
  readonly text: string;
  /** The span of the original text that these characters are decoded from. */
  readonly source: (span: Span) => Span;
}

/** Escapes in escapes: more layers than a service that repeats a request adds. */
const MOST_LAYERS = 6;
const ESCAPE =
  /(?:\\|%(?=u[\da-f]{4}))(?:u\{([\da-f]{1,6})\}|u([\da-f]{4})|x([\da-f]{2})|([0-3][0-7]{2})|([^ux\d]))|%(?:[0-7][\da-f]|[cd][\da-f]%[89ab][\da-f]|e[\da-f](?:%[89ab][\da-f]){2}|f[0-7](?:%[89ab][\da-f]){3}|[89a-f][\da-f])|&(?:#x([\da-f]{1,6})|#(\d{1,7})|([a-z]{2,10})(?=;));?/gi;
const CONTROLS: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['b', '\b'],
  ['f', '\f'],
]);
/** HTML's names of the characters of a keyboard. */
const ENTITIES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', excl: '!', num: '#', dollar: '$', percnt: '%' },
    ...{ lpar: '(', rpar: ')', ast: '*', plus: '+', comma: ',', period: '.', sol: '/', colon: ':', semi: ';' },
    ...{ equals: '=', quest: '?', commat: '@', lsqb: '[', lbrack: '[', bsol: '\\', rsqb: ']', rbrack: ']', hat: '^' },
    ...{ lowbar: '_', grave: '`', hyphen: '-', dash: '-' },
    ...{ lcub: '{', lbrace: '{', verbar: '|', vert: '|', rcub: '}', rbrace: '}', tab: '\t', newline: '\n' },
  }),
);

/** The text itself, and with its escapes decoded once, twice and so on until nothing changes. */
export function readingsOf(text: string): Reading[] {
  const readings: Reading[] = [{ text, source: (span) => span }];
  if (!/[\\%&]/.test(text)) {
    return readings;
  }
  for (let layer = 0; layer < MOST_LAYERS; layer += 1) {
    const last = readings.at(-1);
    const next = last && rewritten(last, ESCAPE, decoded);
    if (!next || next === last) {
      break;
    }
    readings.push(next);
  }
  return readings;
}

/** A text with one layer of its escapes decoded: those of JSON, JavaScript and shells, of percent, and of HTML. */
export function decodedOnce(text: string): string {
  return text.replace(ESCAPE, (...match: (string | undefined)[]) => decoded(match.slice(0, 9)));
}

function decoded([escape, braced, unit, byte, octal, sign, hex, decimal, name]: readonly (
  string | undefined
)[]): string {
  const code = braced ?? unit ?? byte ?? hex;
  if (code !== undefined) {
    return characterAt(parseInt(code, 16));
  }
  if (octal !== undefined || decimal !== undefined) {
    return characterAt(octal === undefined ? Number(decimal) : parseInt(octal, 8));
  }
  if (sign !== undefined) {
    return CONTROLS.get(sign) ?? sign;
  }
  if (name !== undefined) {
    return ENTITIES.get(name.toLowerCase()) ?? escape ?? '';
  }
  const bytes = Buffer.from((escape ?? '').replaceAll('%', ''), 'hex');
  // A single byte that UTF-8 doesn't have comes from a server that writes Latin-1.
  return bytes.toString(bytes.length === 1 ? 'latin1' : 'utf8');
}

function characterAt(code: number): string {
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : '';
}

const FOLDED = new RegExp(`[\\s+]+|${invisible.source}`, 'gu');

/** Without what is invisible, in lowercase, and with one space for whitespace and for the plus sign of a form. */
export function foldedReading(reading: Reading): Reading {
  if (/^[\x21-\x2a\x2c-\x7e]*(?: [\x21-\x2a\x2c-\x7e]+)*$/.test(reading.text)) {
    return { ...reading, text: reading.text.toLowerCase() };
  }
  const folded = rewritten(reading, FOLDED, ([found = '']) => (/^[\s+]/.test(found) ? ' ' : ''));
  return { ...folded, text: lowercase(folded.text) };
}

/** Character by character, so that each stays where it is. */
function lowercase(text: string): string {
  const ascii = text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  return ascii.replace(/[^\0-\x7f]/g, (letter) => {
    const lower = letter.toLowerCase();
    return lower.length === 1 ? lower : letter;
  });
}

interface Piece {
  /** In the rewritten text. */
  readonly at: Span;
  /** In the text before. */
  readonly from: Span;
}

function rewritten(
  reading: Reading,
  pattern: RegExp,
  write: (match: readonly (string | undefined)[]) => string,
): Reading {
  const { text } = reading;
  const pieces: Piece[] = [];
  const parts: string[] = [];
  let [length, last] = [0, 0];
  for (const match of text.matchAll(pattern)) {
    const found = match[0];
    const written = write(match);
    if (written === found) {
      continue;
    }
    parts.push(text.slice(last, match.index), written);
    length += match.index - last;
    last = match.index + found.length;
    pieces.push({ at: [length, length + written.length], from: [match.index, last] });
    length += written.length;
  }
  if (pieces.length === 0) {
    return reading;
  }
  parts.push(text.slice(last));
  return {
    text: parts.join(''),
    source: ([start, end]) => reading.source([originOf(pieces, start)[0], originOf(pieces, end - 1)[1]]),
  };
}

/** The span of the text before that a character of the rewritten text comes from. */
function originOf(pieces: readonly Piece[], index: number): Span {
  let [low, high] = [0, pieces.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pieces[middle]?.at[0] ?? 0) <= index) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const piece = pieces[low - 1];
  if (!piece) {
    return [index, index + 1];
  }
  const beyond = index - piece.at[1];
  return beyond < 0 ? piece.from : [piece.from[1] + beyond, piece.from[1] + beyond + 1];
}
