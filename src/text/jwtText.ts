// Runs of the characters of a JWT in either alphabet and its dots, over the ends of lines that are whole. Searched for as
// a whole: a search that began at every letter of a long run would take its length squared.
const RUN = /[\w.+/=-]+(?:[ \t]*\r?\n[ \t]*[\w.+/=-]+)*/g;
// Header and claims begin with `{"`, which base64 writes as `eyJ`, or with blanks behind or before the brace. Blanks
// before it move the letters that follow, so those stand where a word begins, and have to be decoded.
const BEGINNING = /e(?:yJ|(?:yA|w[ok0])[giJKN])|(?<![A-Za-z0-9])[CDI](?=[A-Za-z0-9]{4})/g;
const OBJECT = /^[\t\n\r ]*\{[\t\n\r ]*"/;
const WORD = /[A-Za-z0-9]+/y;
// `{"alg":1}` has twelve characters.
const SHORTEST_HEADER = 11;
/** A token that was torn apart, and nothing else. */
const SPACED = /^\s*[\w+/=-]+[\w.+/=\s-]*$/;

/** The text with `replacement` in place of everything that looks like a JWT, damaged ones too. Linear in its length. */
export function replaceJwts(text: string, replacement: string): string {
  // Hardly any text has one, and looking for its beginning is all that most cost.
  if (text.search(BEGINNING) === -1) return text;
  if (isSpaced(text)) return replacement;
  return text.replace(RUN, (run) => {
    const start = jwtStart(run);
    return start === undefined ? run : run.slice(0, start) + replacement;
  });
}

/** The first text that looks like a JWT, put together again where it was wrapped; undefined when there is none. */
export function jwtIn(text: string): string | undefined {
  const found = [...text.matchAll(RUN)].flatMap(([run]) => {
    const start = jwtStart(run);
    return start === undefined ? [] : [run.slice(start)];
  })[0];
  const [line = ''] = found?.split(/\s/, 1) ?? [];
  if (line.split('.').length > 2) return line;
  return isSpaced(text) ? joined(text) : found && joined(found);
}

function isSpaced(text: string): boolean {
  if (!/\s/.test(text) || !SPACED.test(text)) return false;
  const whole = joined(text);
  const [header = '', ...others] = whole.split('.', 6);
  if (jwtStart(whole) !== 0 || ![2, 4].includes(others.length)) return false;
  return /^\s*\{\s*"[^]*\}\s*$/.test(Buffer.from(header, 'base64').toString());
}

function joined(text: string): string {
  return text.replace(/\s+/g, '');
}

function jwtStart(run: string): number | undefined {
  const lastDot = run.lastIndexOf('.');
  for (const { 0: letters, index } of run.slice(0, Math.max(0, lastDot)).matchAll(BEGINNING)) {
    const begins = letters.startsWith('e') || OBJECT.test(decodedAt(run, index));
    if (begins && !run.slice(index, index + SHORTEST_HEADER).includes('.')) return index;
  }
  return undefined;
}

/** The word at that place, out of base64. */
function decodedAt(run: string, index: number): string {
  WORD.lastIndex = index;
  return Buffer.from(WORD.exec(run)?.[0] ?? '', 'base64').toString('latin1');
}
