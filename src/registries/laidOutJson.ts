// Deeper than any answer of a service; each level is indented, so without a limit a hostile one would fill the memory.
const DEEPEST = 40;
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g;

/**
 * JSON with line breaks and indentation. White space is all that changes: numbers keep their digits, and members that
 * occur twice stay. `json` must be valid; what is nested too deeply comes back as it is.
 */
export function laidOutJson(json: string): string {
  const pieces: string[] = [];
  let depth = 0;
  let before = '';
  const newLine = (): string => `\n${'  '.repeat(depth)}`;
  for (const [token] of json.matchAll(TOKENS)) {
    const opened = before === '{' || before === '[';
    if (token === '}' || token === ']') {
      depth -= 1;
      pieces.push(opened ? token : newLine() + token);
    } else if (token === ',') {
      pieces.push(token);
    } else if (token === ':') {
      pieces.push(': ');
    } else {
      pieces.push(opened || before === ',' ? newLine() + token : token);
    }
    if (token === '{' || token === '[') {
      depth += 1;
      if (depth > DEEPEST) {
        return json;
      }
    }
    before = token;
  }
  return pieces.join('');
}
