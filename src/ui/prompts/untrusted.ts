import { written, writtenLines } from '../../text/invisible.js';

// Word joiner: has no width, and breaks a sequence that the editor would interpret.
const BREAK = '\u2060';

/**
 * Escapes a message with text from a service or a token. Invisible characters are written out, except line breaks.
 * `[text](target)` doesn't become a link, because the editor runs commands from links.
 */
export function messageText(text: string): string {
  return withoutLinks(writtenLines(text.split('\n')));
}

/** Escapes text for one line of a list. Besides the escapes of `messageText`, `$(name)` doesn't become an icon. */
export function rowText(text: string): string {
  return withoutLinks(written(text)).replace(/\$(?=\()/g, `$${BREAK}`);
}

function withoutLinks(text: string): string {
  return text.replace(/\](?=\()/g, `]${BREAK}`);
}
