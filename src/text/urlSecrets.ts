import { decodedName } from './namedSecrets.js';
import { isSecretName } from './secretNames.js';

// What stands between the scheme and the host, also percent-encoded, as in the query of another URL.
const USER_INFORMATION = /(\/\/)[^\s/?#\\"'<>]*@|(%3a%2f%2f)(?:[^\s/?#&%"'<>]|%(?!2f|3f|23|26|40))*%40/gi;
const NAME = /(?:^|[?&#;]|%(?:3f|26|23))((?:[^\s=&#?;"'<>%]|%(?!3d|26|3f|23))+)(?:=|%3d)/gi;
const VALUE = /(?:[^\s&#"'<>%]|%(?!26|23))*/y;
// Signatures make a URL a credential.
const SIGNATURE = /^(?:sig|signature|x-amz-signature|x-amz-security-token|x-goog-signature)$/i;
/** The end of a name says what it is; more of it isn't decoded. */
const NAME_READ = 300;

/**
 * Replaces what is secret in URLs: user information, signatures, and the values of query and fragment parameters with a
 * secret name.
 * Parameters without a URL around them, as in a form or a connection string, count too. Runs in linear time.
 */
export function removeUrlSecrets(text: string, replacement: string): string {
  const shown = text.replace(
    USER_INFORMATION,
    (_, plain?: string, encoded?: string) =>
      `${plain ?? encoded ?? ''}${replacement}${encoded === undefined ? '@' : '%40'}`,
  );
  const parts: string[] = [];
  let last = 0;
  for (const { 0: found, 1: name = '', index } of shown.matchAll(NAME)) {
    const start = index + found.length;
    const written = decodedName(name.slice(-NAME_READ));
    if (index < last || !(isSecretName(written) || SIGNATURE.test(written))) {
      continue;
    }
    VALUE.lastIndex = start;
    const end = start + (VALUE.exec(shown)?.[0].length ?? 0);
    if (end > start) {
      parts.push(shown.slice(last, start), replacement);
      last = end;
    }
  }
  return parts.join('') + shown.slice(last);
}
