// Runs of JWT characters (either base64 alphabet, and dots), across line breaks. A run is matched as a whole: a search
// that began at every character of a long run would take quadratic time.
const RUN = /[\w.+/=-]+(?:[ \t]*\r?\n[ \t]*[\w.+/=-]+)*/g;
// Header and claims begin with `{"`, which base64 encodes as `eyJ`, or with whitespace after or before the brace.
// Whitespace before the brace shifts the encoding, so such a match must start a word and be decoded.
const BEGINNING = /e(?:yJ|(?:yA|w[ok0])[giJKN])|(?<![A-Za-z0-9])[CDI](?=[A-Za-z0-9]{4})/g;
const OBJECT = /^[\t\n\r ]*\{[\t\n\r ]*"/;
const WORD = /[A-Za-z0-9]+/y;
// `{"alg":1}` has twelve characters in base64.
const SHORTEST_HEADER = 11;
/** A text that is only a token with whitespace in it. */
const SPACED = /^\s*[\w+/=-]+[\w.+/=\s-]*$/;

/** Replaces everything that looks like a JWT, including damaged ones. Runs in linear time. */
export function replaceJwts(text: string, replacement: string): string {
  // Most texts have no JWT, so this search is their only cost.
  if (text.search(BEGINNING) === -1) {
    return text;
  }
  if (isSpaced(text)) {
    return replacement;
  }
  return text.replace(RUN, (run) => {
    const start = jwtStart(run);
    return start === undefined ? run : run.slice(0, start) + replacement;
  });
}

/** The first text that looks like a JWT, with wrapped lines joined; undefined if there is none. */
export function jwtIn(text: string): string | undefined {
  const found = [...text.matchAll(RUN)].flatMap(([run]) => {
    const start = jwtStart(run);
    return start === undefined ? [] : [run.slice(start)];
  })[0];
  const [line = ''] = found?.split(/\s/, 1) ?? [];
  if (line.split('.').length > 2) {
    return line;
  }
  return isSpaced(text) ? joined(text) : found && joined(found);
}

function isSpaced(text: string): boolean {
  if (!/\s/.test(text) || !SPACED.test(text)) {
    return false;
  }
  const whole = joined(text);
  const [header = '', ...others] = whole.split('.', 6);
  if (jwtStart(whole) !== 0 || ![2, 4].includes(others.length)) {
    return false;
  }
  return /^\s*\{\s*"[^]*\}\s*$/.test(Buffer.from(header, 'base64').toString());
}

function joined(text: string): string {
  return text.replace(/\s+/g, '');
}

function jwtStart(run: string): number | undefined {
  const lastDot = run.lastIndexOf('.');
  for (const { 0: letters, index } of run.slice(0, Math.max(0, lastDot)).matchAll(BEGINNING)) {
    const begins = letters.startsWith('e') || OBJECT.test(decodedAt(run, index));
    if (begins && !run.slice(index, index + SHORTEST_HEADER).includes('.')) {
      return index;
    }
  }
  return undefined;
}

/** Decodes the base64 word at this index. */
function decodedAt(run: string, index: number): string {
  WORD.lastIndex = index;
  return Buffer.from(WORD.exec(run)?.[0] ?? '', 'base64').toString('latin1');
}
