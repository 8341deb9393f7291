import { invisible, writtenOut } from '../../text/invisible.js';

// Word joiner: has no width, and breaks a sequence that the editor would interpret.
const BREAK = '\u2060';

/**
 * Escapes a message with text from a service or a token. Invisible characters are written out. `[text](target)` doesn't
 * become a link, because the editor runs commands from links.
 */
export function messageText(text: string): string {
  return text
    .replace(new RegExp(invisible, 'gu'), (character) => (character === '\n' ? character : writtenOut(character)))
    .replace(/\](?=\()/g, `]${BREAK}`);
}

/** Escapes text for a list row. Besides the escapes of `messageText`, `$(name)` doesn't become an icon. */
export function rowText(text: string): string {
  return messageText(text).replace(/\$(?=\()/g, `$${BREAK}`);
}
