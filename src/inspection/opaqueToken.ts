import { decodeToken } from '../auth/jwt.js';
import type { JsonObject } from '../text/json.js';
import { hiddenForm, mask, type OpaqueForm } from '../text/masking.js';
import { fill, plainText, type Translate } from '../text/message.js';

/** One fact about an opaque token. */
export interface OpaqueFact {
  readonly name: string;
  readonly value: string;
}

/** Characters. No credential is longer, so patterns aren't tried on longer values. */
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

/** The first known form that the value matches; undefined if it matches none. */
export function opaqueFormOf(value: string, forms: readonly OpaqueForm[]): OpaqueForm | undefined {
  return value.length > LONGEST_FORM ? undefined : forms.find(({ looks }) => looks.test(value));
}

/** The JWT behind the prefix of a known form; the value itself if there is none. */
export function withoutPrefix(value: string, forms: readonly OpaqueForm[]): string {
  const behind = forms.flatMap(({ jwtBehind }) => {
    const [prefix] = jwtBehind?.exec(value) ?? [];
    return prefix === undefined ? [] : [value.slice(prefix.length)];
  });
  return behind.find((rest) => decodeToken(rest).format === 'jwt') ?? value;
}

/** One part of a JWT without the others. */
export interface JwtPart {
  readonly name: 'header' | 'claims';
  readonly object: JsonObject;
  /** Numbers as written, by JSON pointer (see DecodedJwt). */
  readonly numbers: ReadonlyMap<string, string>;
}

const REGISTERED = ['iss', 'sub', 'aud', 'exp', 'iat', 'access'];
/** An opaque token can be JSON in base64, too, with one such member by chance. */
const FEWEST_CLAIMS = 2;

/** The part of a JWT that a text without dots is, such as the word that a double click selects; undefined for any other text. */
export function jwtPartOf(value: string): JwtPart | undefined {
  const text = value.includes('.') ? '' : value;
  // `e30` is an empty object.
  const first = decodeToken(`${text}.e30.`);
  if (first.format === 'jwt' && typeof first.header.alg === 'string') {
    return { name: 'header', object: first.header, numbers: first.headerNumbers };
  }
  const second = decodeToken(`e30.${text}.`);
  return second.format === 'jwt' && REGISTERED.filter((name) => name in second.claims).length >= FEWEST_CLAIMS
    ? { name: 'claims', object: second.claims, numbers: second.numbers }
    : undefined;
}

/** The forms, and one for the texts that are secret in the claims or the header of the token (see `hiddenForm`). */
export function formsHiding(value: string, forms: readonly OpaqueForm[] = []): readonly OpaqueForm[] {
  const decoded = decodeToken(withoutPrefix(value, forms));
  const claims = decoded.format === 'jwt' ? decoded.claims : (jwtPartOf(value)?.object ?? {});
  const hidden = hiddenForm([decoded.header ?? {}, claims]);
  return hidden ? [...forms, hidden] : forms;
}

/** A sentence of ours whose quoted names out of a token are masked. The words around them stay, whatever they are. */
export function hideInQuotes(text: string, forms: readonly OpaqueForm[]): string {
  return text.replace(/"(?:[^"\\]|\\.)*"/g, (quoted) => `"${mask(quoted.slice(1, -1), forms)}"`);
}

/** Facts about an opaque token that need no guessing. No part of the value is in them, and nothing is decoded. */
export function opaqueFacts(value: string, forms: readonly OpaqueForm[], translate: Translate): OpaqueFact[] {
  const say = sayer(translate);
  const alphabet = alphabets.find(([pattern]) => pattern.test(value))?.[1] ?? 'other';
  const form = opaqueFormOf(value, forms);
  return [
    { name: say('length'), value: say('characters', { count: String(value.length) }) },
    { name: say('alphabet'), value: say(alphabet) },
    ...(form ? formFacts(form, translate) : []),
  ];
}

/** Facts that follow from the form of a secret alone. */
export function formFacts({ what, common, lasting, looks }: OpaqueForm, translate: Translate): OpaqueFact[] {
  const say = sayer(translate);
  return [
    {
      name: say('form'),
      value: say(common ? 'common' : looks instanceof RegExp ? 'known' : 'decoded', { what: translate(what) }),
    },
    ...(lasting && !common ? [{ name: say('life'), value: say('lasting') }] : []),
  ];
}

function sayer(translate: Translate) {
  return (words: keyof typeof opaqueWords, holes: Record<string, string> = {}) =>
    plainText(fill(translate(opaqueWords[words]), holes), 0);
}

/** Texts about an opaque token; `{names}` are placeholders. */
export const opaqueWords = {
  length: 'Length',
  characters: '{count} characters',
  alphabet: 'Characters',
  digits: 'digits',
  hexadecimal: 'hexadecimal digits',
  lowerCase: 'digits and lowercase letters',
  upperCase: 'digits and uppercase letters',
  alphanumeric: 'digits and letters',
  base64url: 'base64url (digits, letters, - and _)',
  base64: 'base64 (digits, letters, + and /)',
  ascii: 'digits, letters and punctuation',
  other: 'includes spaces or other characters that aren’t allowed in a header',
  form: 'Format',
  known: '{what} (recognized by its prefix)',
  decoded: '{what} (recognized by its decoded content)',
  common: 'possibly {what}; other tokens have the same format',
  life: 'Lifetime',
  lasting: 'until it is revoked or reaches its own expiry date',
} as const;
