import { foldedReading, type Reading, readingsOf, type Span } from './readings.js';

/** Finds known secrets in texts. */
export interface SecretSearch {
  /** Replaces every secret in a text. */
  remove(text: string, replacement: string): string;
  holds(text: string): boolean;
}

/**
 * Prepares the search for known secrets in their usual spellings: in any case, with the escapes of JSON, shells and
 * JavaScript, percent-encoded, as HTML, in several layers of these, in hexadecimal, and as a part of base64.
 *
 * A gap in a known word shows a secret. So a secret that is a word of the protocol isn't found. One that could be a word
 * or a number of another text (of less than six characters, or of less than twelve if it has only letters or only
 * digits) is found with `words` only, where it isn't a part of a longer word, name or path.
 */
export function searchFor(secrets: readonly string[], { words = false } = {}): SecretSearch {
  const patterns = secrets.flatMap((secret) => patternOf(secret, words));
  const spans = (text: string): Span[] =>
    patterns.length === 0 || text === '' ? [] : readingsOf(text).flatMap((reading) => spansIn(reading, patterns));
  return {
    remove: (text, replacement) => withoutSpans(text, spans(text), replacement),
    holds: (text) => spans(text).length > 0,
  };
}

/** The text with every known secret replaced; see `searchFor`. */
export function removeSecrets(
  text: string,
  secrets: readonly string[],
  replacement: string,
  options: { readonly words?: boolean } = {},
): string {
  return searchFor(secrets, options).remove(text, replacement);
}

/** Whether the text holds a known secret; see `searchFor`. */
export function holdsSecret(text: string, secrets: readonly string[]): boolean {
  return searchFor(secrets).holds(text);
}

const LONG = 12;

/**
 * Whether a name that a service chose, of a host or a repository, holds a secret of at least twelve characters. Shorter
 * ones can be in it by chance.
 */
export function holdsLongSecret(name: string, secrets: readonly string[]): boolean {
  return holdsSecret(
    name,
    secrets.filter(({ length }) => length >= LONG),
  );
}

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

/** Whether gaps could show a secret of this spelling: it is a part of other words, or a word or number itself. */
function isCommon(folded: string): boolean {
  if (/^(?:[a-z]+|\d+)$/.test(folded)) {
    return folded.length < LONG;
  }
  return folded.length < (/^[a-z\d ._/:-]*$/.test(folded) ? 6 : 3);
}

interface SecretPattern {
  /** Folded spellings. */
  readonly spellings: readonly string[];
  /** Middle parts of its base64 spellings. Its first and last letters there depend on the text around it. */
  readonly base64: readonly string[];
  /** Found only as a word of its own. */
  readonly isWord: boolean;
}

function patternOf(secret: string, words: boolean): SecretPattern[] {
  const text = secret.trim();
  const texts = [
    ...readingsOf(text),
    ...readingsOf(text.normalize('NFD')).slice(0, 1),
    // A final backslash escapes whatever stands behind the secret.
    ...(text.endsWith('\\') ? readingsOf(text.slice(0, -1)) : []),
  ];
  const [folded = '', ...decoded] = texts.map((reading) => foldedReading(reading).text);
  const isWord = isCommon(folded);
  if (folded.trim() === '' || (isWord && !words) || KNOWN_WORDS.has(folded)) {
    return [];
  }
  const bytes = Buffer.from(text, 'utf8');
  const long = [...decoded, bytes.toString('hex')].filter((spelling) => !isCommon(spelling));
  const base64 = [0, 1, 2].flatMap((offset) => {
    const written = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    // Letters that hold six bits of the secret and none of anything else.
    const middle = written.slice(Math.ceil((offset * 4) / 3), Math.floor(((bytes.length + offset) * 4) / 3));
    return middle.length < 4 ? [] : [middle, middle.replaceAll('+', '-').replaceAll('/', '_')];
  });
  return [{ spellings: [...new Set([folded, ...long])], base64: [...new Set(base64)], isWord }];
}

function spansIn(reading: Reading, patterns: readonly SecretPattern[]): Span[] {
  const folded = foldedReading(reading);
  return patterns.flatMap(({ spellings, base64, isWord }) => [
    ...spellings
      .flatMap((spelling) => occurrences(folded.text, spelling))
      .filter((span) => !isWord || standsAlone(folded.text, span))
      .map((span) => folded.source(span)),
    ...base64Runs(
      reading.text,
      base64.flatMap((middle) => occurrences(reading.text, middle)),
    ).map((span) => reading.source(span)),
  ]);
}

function occurrences(text: string, sought: string): Span[] {
  const found: Span[] = [];
  for (let at = text.indexOf(sought); at !== -1; at = text.indexOf(sought, at + sought.length)) {
    found.push([at, at + sought.length]);
  }
  return found;
}

const BEFORE_WORD = /(?:^|[\s"'`<>()[\]{}=,;:&?|])$/;
const AFTER_WORD = /^(?:$|@|[.:!]?(?:$|[\s"'`<>()[\]{}=,;&?|]))/;

/** Whether no letter, and no sign that joins words to names and paths, stands beside it. */
function standsAlone(text: string, [start, end]: Span): boolean {
  return BEFORE_WORD.test(text.slice(Math.max(0, start - 1), start)) && AFTER_WORD.test(text.slice(end, end + 2));
}

/** The whole encodings that these spans are parts of. */
function base64Runs(text: string, spans: readonly Span[]): Span[] {
  const runs: Span[] = [];
  let last = 0;
  for (const [from, to] of sorted(spans)) {
    if (from < last) {
      continue;
    }
    let [start, end] = [from, to];
    while (start > last && BASE64.test(text.charAt(start - 1))) {
      start -= 1;
    }
    while (BASE64.test(text.charAt(end))) {
      end += 1;
    }
    runs.push([start, end]);
    last = end;
  }
  return runs;
}

const BASE64 = /^[\w+/=-]$/;

function sorted(spans: readonly Span[]): Span[] {
  return [...spans].sort(([a], [b]) => a - b);
}

function withoutSpans(text: string, spans: readonly Span[], replacement: string): string {
  if (spans.length === 0) {
    return text;
  }
  const parts: string[] = [];
  let last = 0;
  for (const [start, end] of sorted(spans)) {
    if (start >= last) {
      parts.push(text.slice(last, start), replacement);
    }
    last = Math.max(last, end);
  }
  parts.push(text.slice(last));
  return parts.join('');
}
