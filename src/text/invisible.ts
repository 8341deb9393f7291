/**
 * Matches one character that is invisible or changes the display order: control, format (bidirectional marks, joiners,
 * tags), line and paragraph separators, lone surrogates, private use, and spaces other than the ASCII space.
 */
export const invisible = /([\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]|(?! )\p{Zs})/u;

/** Writes an invisible character as an escape, such as `\u{202e}`. */
export function writtenOut(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
