/**
 * One character that cannot be seen, or changes the order of what can: control, format (bidirectional marks, joiners,
 * tags), line and paragraph separators, lone surrogates, private use, and blanks other than the plain one.
 */
export const invisible = /([\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]|(?! )\p{Zs})/u;

/** Such a character written out, such as `\u{202e}`. */
export function writtenOut(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
