/**
 * Matches one character that is invisible or changes the display order: control, format (bidirectional marks, joiners,
 * tags), line and paragraph separators, lone surrogates, private use, those that fonts may leave out (fillers,
 * variation selectors), the blank of braille, and spaces other than the ASCII space.
 */
export const invisible = /([\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs})/u;

/** Writes an invisible character as an escape, such as `\u{202e}`. */
export function writtenOut(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** Untrusted text on one line, with every invisible character as an escape. */
export function written(text: string): string {
  return text
    .split(invisible)
    .map((part, index) => (index % 2 === 0 ? part : writtenOut(part)))
    .join('');
}

/** Several lines of our own, each with untrusted text in it. */
export function writtenLines(lines: readonly string[]): string {
  return lines.map(written).join('\n');
}
