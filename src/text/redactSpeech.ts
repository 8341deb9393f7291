import { searchFor } from './knownSecrets.js';
import { removeNamed, removeNamedElements, removeNamedInJson, removeNamedLines } from './namedSecrets.js';
import { removeOpaque } from './opaqueWords.js';
import { redactText, REMOVED, withoutTokens } from './redact.js';
import { isPublicName } from './secretNames.js';
import { removeUrlSecrets } from './urlSecrets.js';

// Characters that are read. An error text is shorter, and the rest isn't shown.
const MOST_READ = 4000;

/**
 * Redacts a service's text. In addition to `redactText`, removes short secrets, values with secret names, and long words
 * that look random, because they could be unknown tokens.
 */
export function redactSpeech(text: string, secrets: readonly string[]): string {
  const known = redactText(text, secrets, { words: true });
  const read = known.length > MOST_READ ? known.slice(0, MOST_READ).replace(/\S*$/, REMOVED) : known;
  return removeOpaque(withoutNamed(read), REMOVED);
}

function withoutNamed(text: string): string {
  return removeNamed(removeNamedElements(removeUrlSecrets(text, REMOVED), REMOVED), REMOVED);
}

// A route that issues a token can respond with just the token's text, also as JSON or XML.
const BARE_TOKEN =
  /^(?:<\?xml[^>]{0,200}\?>\s*)?(?:<\w{1,40}>)?(?!-?[\d.]+(?:e[+-]?\d+)?$)"?[\w.~+/=-]{16,}"?(?:<\/\w{1,40}>)?$/;
/**
 * Redacts a whole response of a service: JSON, a form, XML, YAML or text. In addition to `redactSpeech`, removes
 * everything below a secret name. JSON stays JSON, with its numbers and order as they are written.
 */
export function redactBody(text: string, secrets: readonly string[]): string {
  const search = searchFor(secrets, { words: true });
  const trimmed = text.trim();
  if (BARE_TOKEN.test(trimmed)) {
    return trimmed.startsWith('"') ? JSON.stringify(REMOVED) : REMOVED;
  }
  const show = (value: string, name = ''): string => {
    const shown = withoutNamed(withoutTokens(search.remove(value, REMOVED)));
    return isPublicName(name) ? shown : removeOpaque(shown, REMOVED);
  };
  const json = removeNamedInJson(text, REMOVED, show);
  // A secret can also span several texts of the JSON.
  if (json !== undefined && !searchFor(secrets).holds(json)) {
    return json;
  }
  return show(removeNamedLines(json ?? text, REMOVED));
}
