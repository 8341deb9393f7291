import { invisible, writtenOut } from '../../text/invisible.js';

// Word joiner: takes no room, and ends what the editor would read as one sign.
const BREAK = '\u2060';

/**
 * A message in which a service, or a token, may have its say: what cannot be seen is written out, and `[text](target)`
 * is no link, since the editor runs commands from links.
 */
export function messageText(text: string): string {
  return text
    .replace(new RegExp(invisible, 'gu'), (character) => (character === '\n' ? character : writtenOut(character)))
    .replace(/\](?=\()/g, `]${BREAK}`);
}

/** The same for a row of a list, where `$(name)` would be an icon. */
export function rowText(text: string): string {
  return messageText(text).replace(/\$(?=\()/g, `$${BREAK}`);
}
