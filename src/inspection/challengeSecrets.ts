import type { OpaqueForm } from '../text/masking.js';
import { removeNamed } from '../text/namedSecrets.js';
import { isTokenLike } from '../text/opaqueWords.js';
import { redactText, REMOVED } from '../text/redact.js';
import { isSecretName } from '../text/secretNames.js';
import { removeUrlSecrets } from '../text/urlSecrets.js';

/** A part of a path, scope or sentence. */
const WORD = /[\w.~+=-]+/g;
const DIGEST = /\bsha(?:256|384|512):$/;
const SIGNATURE = /^(?:x-amz-)?sig(?:nature)?$/i;

/**
 * A text of a pasted challenge without tokens, secrets by their name, and words in the form of a token (`forms`). People
 * paste what they sent, so a token can stand where a service, a scope or a path belongs.
 */
export function withoutSecrets(text: string, forms: readonly OpaqueForm[]): string {
  const known = removeNamed(removeUrlSecrets(redactText(text, []), REMOVED), REMOVED);
  return known.replace(WORD, (word, at: number) => {
    const isKnown = forms.some(({ common, isId, looks }) => !common && !isId && looks.test(word));
    const isDigest = DIGEST.test(known.slice(Math.max(0, at - 8), at));
    return isKnown || (isTokenLike(word) && !isDigest) ? REMOVED : word;
  });
}

/** Whether the whole value of this parameter is secret. */
export function isSecretParameter(name: string): boolean {
  return isSecretName(name) || SIGNATURE.test(name);
}
