import { invisible } from './invisible.js';

/** Where secrets are searched for. */
export interface SecretSearch {
  /** Short secrets are found too, where they stand as a word of their own. */
  readonly words?: true;
}

/**
 * Replaces the known secrets in a text, in every spelling: as they are in any case, with the escapes of JSON, shells
 * and JavaScript, percent-encoded, as HTML, in several layers of these, in hexadecimal, and as a part of base64.
 *
 * A secret that is a word of the protocol isn't replaced, because the gap would show it. Nor is one of less than six
 * characters (three with an unusual sign), except as a word of its own with `words`.
 */
export function removeSecrets(
  text: string,
  secrets: readonly string[],
  replacement: string,
  search: SecretSearch = {},
): string {
  const sought = secrets.flatMap((secret) => soughtFor(secret, search));
  if (sought.length === 0 || text === '') {
    return text;
  }
  return withoutSpans(
    text,
    readingsOf(text).flatMap((reading) => spansIn(reading, sought, search)),
    replacement,
  );
}

/** Whether a text holds one of the known secrets; see `removeSecrets`. */
export function holdsSecret(text: string, secrets: readonly string[]): boolean {
  return removeSecrets(text, secrets, '\0') !== text;
}

/** Shorter secrets occur in other words, and gaps in known words show them. With an unusual sign, they do so less. */
const SHORTEST = 6;
const SHORTEST_UNUSUAL = 3;
const isShort = (folded: string): boolean =>
  folded.length < (/^[a-z\d ._/:-]*$/.test(folded) ? SHORTEST : SHORTEST_UNUSUAL);

/** Words of requests and of English sentences. A password that is one of them is known from its gap. */
const KNOWN_WORDS = new Set(
  (
    'a i account accept access action actions admin all an and api are as at auth authorization basic bearer be blobs ' +
    'by can catalog client code content customer date delete digest docker error errors expired expires for from get ' +
    'grant has head header host http https id in index integration invalid is issued json key latest link list ' +
    'location manifest manifests message method name names no none not of offline on or page password patch pull push ' +
    'put post query realm refresh registry repository request required rest retry scope scopes secret server service ' +
    'shop status tag tags text the to token tokens type unauthorized uploads url user username users value version ' +
    'was with'
  ).split(' '),
);

interface Sought {
  /** Folded spellings of the secret. */
  readonly folded: readonly string[];
  /** Middle parts of its base64 spellings. Its first and last letters there depend on the text around it. */
  readonly base64: readonly string[];
  /** Found only as a word of its own. */
  readonly short: boolean;
}

function soughtFor(secret: string, { words }: SecretSearch): Sought[] {
  const [folded = '', ...decoded] = readingsOf(secret).map((reading) => foldedReading(reading).text);
  const short = isShort(folded);
  if (folded.trim() === '' || (short && words !== true) || KNOWN_WORDS.has(folded)) {
    return [];
  }
  const bytes = Buffer.from(secret, 'utf8');
  const long = [...decoded, bytes.toString('hex')].filter((spelling) => !isShort(spelling));
  const base64 = [0, 1, 2].flatMap((offset) => {
    const written = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    // Letters that hold six bits of the secret and none of anything else.
    const middle = written.slice(Math.ceil((offset * 4) / 3), Math.floor(((bytes.length + offset) * 4) / 3));
    return middle.length < 4 ? [] : [middle, middle.replaceAll('+', '-').replaceAll('/', '_')];
  });
  return [{ folded: [...new Set([folded, ...long])], base64: [...new Set(base64)], short }];
}

/** A span of characters, the end excluded. */
type Span = readonly [start: number, end: number];

/** A text as a reader decodes it, and where its characters come from. */
interface Reading {
  readonly text: string;
  /** The span of the original text that these characters are decoded from. */
  readonly source: (span: Span) => Span;
}

/** Escapes in escapes: more layers than a service that repeats a request adds. */
const MOST_LAYERS = 6;
const ESCAPE =
  /\\(?:u\{([\da-f]{1,6})\}|u([\da-f]{4})|x([\da-f]{2})|([0-3][0-7]{2})|([^ux\d]))|%(?:[0-7][\da-f]|[cd][\da-f]%[89ab][\da-f]|e[\da-f](?:%[89ab][\da-f]){2}|f[0-7](?:%[89ab][\da-f]){3}|[89a-f][\da-f])|&(?:#x([\da-f]{1,6})|#(\d{1,7})|([a-z]{2,10})(?=;));?/gi;
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
    ...{ equals: '=', quest: '?', commat: '@', lsqb: '[', bsol: '\\', rsqb: ']', hat: '^', lowbar: '_', grave: '`' },
    ...{ lcub: '{', lbrace: '{', verbar: '|', vert: '|', rcub: '}', rbrace: '}', tab: '\t', newline: '\n' },
  }),
);

/** The text itself, and with its escapes decoded once, twice and so on until nothing changes. */
function readingsOf(text: string): Reading[] {
  const readings: Reading[] = [{ text, source: (span) => span }];
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

/** Without what is invisible, and with one blank for whitespace and for the plus sign, which forms write for it. */
function foldedReading(reading: Reading): Reading {
  const folded = rewritten(reading, FOLDED, ([found = '']) => (/^[\s+]/.test(found) ? ' ' : ''));
  const lower = folded.text.toLowerCase();
  const isMapped = lower.length === folded.text.length;
  return { ...folded, text: isMapped ? lower : folded.text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) };
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
    source: ([start, end]) => reading.source([before(pieces, start)[0], before(pieces, end - 1)[1]]),
  };
}

/** The span of the text before that a character of the rewritten text comes from. */
function before(pieces: readonly Piece[], index: number): Span {
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

function spansIn(reading: Reading, sought: readonly Sought[], { words }: SecretSearch): Span[] {
  const folded = foldedReading(reading);
  return sought.flatMap(({ folded: spellings, base64, short }) => [
    ...spellings
      .flatMap((spelling) => occurrences(folded.text, spelling))
      .filter((span) => !short || (words === true && isWord(folded.text, span)))
      .map((span) => folded.source(span)),
    ...base64
      .flatMap((middle) => occurrences(reading.text, middle))
      .map((span) => reading.source(base64Around(reading.text, span))),
  ]);
}

function occurrences(text: string, sought: string): Span[] {
  const found: Span[] = [];
  for (let at = text.indexOf(sought); at !== -1; at = text.indexOf(sought, at + sought.length)) {
    found.push([at, at + sought.length]);
  }
  return found;
}

/** Whether no letter, and no sign that joins words to names and paths, stands beside it. */
function isWord(text: string, [start, end]: Span): boolean {
  return (
    /(?:^|[\s"'`<>()[\]{}=,;&?|])$/.test(text.slice(Math.max(0, start - 1), start)) &&
    /^(?:$|[.:!]?(?:$|[\s"'`<>()[\]{}=,;&?|]))/.test(text.slice(end, end + 2))
  );
}

/** The longest encoding of a secret's surroundings that is replaced with it, in characters. */
const MOST_AROUND = 10_000;

function base64Around(text: string, [start, end]: Span): Span {
  const head = /[\w+/=-]*$/.exec(text.slice(Math.max(0, start - MOST_AROUND), start))?.[0] ?? '';
  const tail = /^[\w+/=-]*/.exec(text.slice(end, end + MOST_AROUND))?.[0] ?? '';
  return [start - head.length, end + tail.length];
}

function withoutSpans(text: string, spans: readonly Span[], replacement: string): string {
  const sorted = [...spans].sort(([a], [b]) => a - b);
  const parts: string[] = [];
  let last = 0;
  for (const [start, end] of sorted) {
    if (start >= last) {
      parts.push(text.slice(last, start), replacement);
    }
    last = Math.max(last, end);
  }
  parts.push(text.slice(last));
  return parts.join('');
}
