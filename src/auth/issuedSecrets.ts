import { isList, type Json, readJson } from '../text/json.js';
import { isSecretName } from '../text/secretNames.js';

// A shorter text occurs in many others, so redacting it would garble them.
const SHORTEST = 8;
// A response with more of them doesn't come from a token server.
const MOST = 1000;
const ELEMENT = /<(?:\w{1,100}:)?([\w-]{1,100})>([^<>]+)<\//g;
const FIELD = /([\w-]{1,100})["']?\s{0,10}[:=]\s{0,10}["']?([^\s"'&;,<>{}]+)/g;
const WORD = /[\x21-\x7e]+/g;
// A word of a sentence.
const PLAIN = /^[A-Za-z]{1,20}[.,:;!?]?$/;
// XML elements in which a shop returns its token.
const RESULT = /^(?:response|result)$/;

/**
 * Texts in a token endpoint's response that are or could be tokens. The response can be JSON, XML, a form, or a
 * fragment of one of these. Never throws.
 */
export function issuedIn(text: string): string[] {
  const read = readJson(text);
  const found = 'value' in read ? issuedInJson(read.value, typeof read.value === 'string') : issuedInText(text);
  return [...new Set(found)].filter((secret) => secret.length >= SHORTEST).slice(0, MOST);
}

function issuedInJson(value: Json, secret: boolean): string[] {
  if (typeof value === 'string') {
    return secret ? [value] : [];
  }
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  if (isList(value)) {
    return value.flatMap((item) => issuedInJson(item, secret));
  }
  return Object.entries(value).flatMap(([name, item]) => issuedInJson(item, secret || isSecretName(name)));
}

function issuedInText(text: string): string[] {
  const elements = [...text.matchAll(ELEMENT)].filter(([, name = '']) => RESULT.test(name) || isSecretName(name));
  const fields = [...text.matchAll(FIELD)].filter(([, name = '']) => isSecretName(name));
  const named = [...elements, ...fields].map(([, , value = '']) => value);
  // The words of a page occur in other texts too, so they aren't redacted.
  const isPage = /<\w/.test(text);
  return named.length > 0 || isPage
    ? named
    : [...text.matchAll(WORD)].flatMap(([word]) => (PLAIN.test(word) ? [] : [word]));
}
