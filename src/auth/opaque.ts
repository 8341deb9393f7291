import { opaqueWords } from './opaqueWords.js';
import { fill, plainText } from './pieces.js';
import type { Translate } from './pieces.js';
import type { OpaqueForm } from './tokenKnowledge.js';

/** One thing that can be said of a token which holds nothing to read. */
export interface OpaqueFact {
  readonly name: string;
  readonly value: string;
}

/** A longer value is no credential of anybody's, and patterns need not try. */
const LONGEST_FORM = 16_384;

const alphabets: readonly (readonly [RegExp, keyof typeof opaqueWords])[] = [
  [/^[0-9]+$/, 'digits'],
  [/^[0-9a-f]+$/, 'hexadecimal'],
  [/^[0-9a-z]+$/, 'lowerCase'],
  [/^[0-9A-Z]+$/, 'upperCase'],
  [/^[0-9A-Za-z]+$/, 'alphanumeric'],
  [/^[0-9A-Za-z_-]+$/, 'base64url'],
  [/^[0-9A-Za-z+/]+={0,2}$/, 'base64'],
  [/^[\x21-\x7e]+$/, 'ascii'],
];

/** What the looks of a value say of it, of what the kinds know. The first that fits counts. */
export function opaqueFormOf(value: string, forms: readonly OpaqueForm[]): OpaqueForm | undefined {
  return value.length > LONGEST_FORM ? undefined : forms.find(({ looks }) => looks.test(value));
}

/** All that can be said without guessing. No part of the value is in it, and nothing was decoded. */
export function opaqueFacts(value: string, forms: readonly OpaqueForm[], translate: Translate): OpaqueFact[] {
  const say = (words: keyof typeof opaqueWords, holes: Record<string, string> = {}) =>
    plainText(fill(translate(opaqueWords[words]), holes), 0);
  const alphabet = alphabets.find(([pattern]) => pattern.test(value))?.[1] ?? 'other';
  const form = opaqueFormOf(value, forms);
  const what = form && translate(form.what);
  return [
    { name: say('length'), value: say('characters', { count: String(value.length) }) },
    { name: say('alphabet'), value: say(alphabet) },
    ...(what === undefined ? [] : [{ name: say('form'), value: say(form?.common ? 'common' : 'known', { what }) }]),
    ...(form?.lasting ? [{ name: say('life'), value: say('lasting') }] : []),
  ];
}
