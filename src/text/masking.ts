import { isList, type Json, type JsonObject, printJson, readJson } from './json.js';
import { own } from './jsonValue.js';
import { replaceJwts } from './jwtText.js';
import { removeNamed } from './namedSecrets.js';
import { isKeyMember, isSecretName, isValueMember, NAME_MEMBERS } from './secretNames.js';
import { removeUrlSecrets } from './urlSecrets.js';

/** Replaces a secret in displayed text. */
export const MASK = '•••';

const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----/;
/** JSON in JSON in JSON is read; what is deeper is masked as a whole. */
const MOST_NESTED = 3;

/**
 * Replaces what is secret in a token's text: nested tokens, secrets in URLs, and those in JSON by their names. A private
 * key, or text in the form of a credential (`forms`), is masked as a whole. Runs in linear time for any input.
 */
export function mask(text: string, forms: readonly OpaqueForm[] = []): string {
  return maskNested(text, forms, 0);
}

function maskNested(text: string, forms: readonly OpaqueForm[], nested: number): string {
  if (privateKey.test(text) || forms.some(({ common, isId, looks }) => !common && !isId && looks.test(text))) {
    return MASK;
  }
  if (!/^\s*[{[]/.test(text)) {
    return maskPlain(text);
  }
  const json = readJson(text);
  if ('reason' in json) {
    return json.reason === 'jsonSyntax' ? maskPlain(removeNamed(text, MASK)) : MASK;
  }
  // Of names that occur twice, only the last value is read.
  if (nested === MOST_NESTED || json.duplicates.length > 0) {
    return MASK;
  }
  const { value } = maskValue(json.value, '', { forms, nested: nested + 1 }, false);
  // On one line: a line break of a text is written out where it is shown.
  return value === json.value ? text : printJson(value, [], json.numbers).replace(/\n */g, '');
}

function maskPlain(text: string): string {
  return replaceJwts(removeUrlSecrets(text, MASK), MASK);
}

/** A token's value with its secrets masked, and the paths of the masked parts. */
export interface Masked {
  readonly value: Json;
  /** Paths of the masked parts: member positions separated by slashes, so that they contain no name from the token. */
  readonly hidden: readonly string[];
}

/** Whether the whole value of this member is secret. */
export function isSecretMember(object: JsonObject, name: string): boolean {
  return (
    isSecretName(name) ||
    isTokenReference(object, name) ||
    (typeof object.kty === 'string' && isKeyMember(name)) ||
    (isValueMember(name) && NAME_MEMBERS.some((one) => isSecretText(object[one])))
  );
}

const REFERENCE = /_reference$/;

/** Whether a member refers to something that another one calls a token: `entity_reference` beside `entity_kind`. */
function isTokenReference(object: JsonObject, name: string): boolean {
  return name.endsWith('_reference') && own(object, name.replace(REFERENCE, '_kind')) === 'token';
}

function isSecretText(value: Json | undefined): boolean {
  return typeof value === 'string' && isSecretName(value);
}

// Words of a list that isn't a pair, such as the methods of an authentication (`pwd`, `mfa`; RFC 8176) and scopes.
const PLAIN_WORDS = /^[a-z_:./ -]{1,30}$/;

/** Whether a list is a name with its secret value, such as `["Authorization", …]`. */
function isSecretPair([name, value, ...more]: readonly Json[], isInList: boolean): boolean {
  const isWord = typeof value === 'string' && PLAIN_WORDS.test(value);
  return more.length === 0 && isSecretText(name) && (isInList || !isWord);
}

/**
 * Masks what `mask` does in every text, everything below a member or in a pair with a secret name, and values in the form of a
 * credential (`forms`). `place` is the path of the value itself. `isSecret` says whether it belongs to such
 * a member.
 */
export function maskSecrets(value: Json, place: string, forms: readonly OpaqueForm[], isSecret = false): Masked {
  return maskValue(value, place, { forms, nested: 0 }, isSecret);
}

function maskValue(
  value: Json,
  place: string,
  { forms, nested }: { readonly forms: readonly OpaqueForm[]; readonly nested: number },
  isSecret: boolean,
): Masked {
  const hidden: string[] = [];
  const way: number[] = [];
  const hide = (shown: string = MASK) => {
    hidden.push([place, ...way].join('/'));
    return shown;
  };
  const below = (item: Json, index: number, secret: boolean, isInList = false): Json => {
    way.push(index);
    const shown = visit(item, secret, isInList);
    way.pop();
    return shown;
  };
  const visit = (item: Json, secret: boolean, isInList = false): Json => {
    if (typeof item === 'string') {
      const shown = secret && item !== '' ? MASK : maskNested(item, forms, nested);
      return shown === item ? item : hide(shown);
    }
    if (typeof item === 'number') {
      return secret ? hide() : item;
    }
    if (typeof item !== 'object' || item === null) {
      return item;
    }
    if (isList(item)) {
      const isPair = isSecretPair(item, isInList);
      const shown = item.map((one, index) => below(one, index, secret || (isPair && index === 1), true));
      return shown.every((one, index) => one === item[index]) ? item : shown;
    }
    const members = Object.entries(item);
    // Member names below a secret member can be secret too.
    if (secret && members.length > 0) {
      return hide();
    }
    const shown = members.map(
      ([name, one], index) => [mask(name, forms), below(one, index, isSecretMember(item, name))] as const,
    );
    const isSame = shown.every(([name, one], index) => name === members[index]?.[0] && one === members[index][1]);
    return isSame ? item : withoutPrototype(shown);
  };
  return { value: visit(value, isSecret), hidden };
}

/** Shorter texts are words that occur by chance. */
const SHORTEST_HIDDEN = 8;
/** Shorter texts, and plain words, are a part of other texts by chance. */
const SHORTEST_PART = 12;
/** No token holds so many secrets, but a hostile one can. */
const MOST_PARTS = 50;

/**
 * A form for every text that is secret in these values by the name of its member, so that `mask` hides it wherever else
 * it is, also as a part of another text. Undefined if there is none.
 */
export function hiddenForm(values: readonly Json[]): OpaqueForm | undefined {
  const texts = new Set<string>();
  values.forEach((value) => collectSecrets(value, { texts, nested: 0 }, false));
  const parts = [...texts]
    .filter((text) => text.length >= SHORTEST_PART && !PLAIN_WORDS.test(text))
    .slice(0, MOST_PARTS);
  const looks = { test: (text: string) => texts.has(text) || parts.some((part) => text.includes(part)) };
  return texts.size === 0 ? undefined : { looks, what: '' };
}

function collectSecrets(
  item: Json,
  to: { readonly texts: Set<string>; readonly nested: number },
  isSecret: boolean,
  isInList = false,
): void {
  if (typeof item === 'string') {
    if (isSecret && item.length >= SHORTEST_HIDDEN) {
      to.texts.add(item);
    }
    const json = to.nested < MOST_NESTED && /^\s*[{[]/.test(item) ? readJson(item) : undefined;
    if (json && 'value' in json) {
      collectSecrets(json.value, { ...to, nested: to.nested + 1 }, isSecret);
    }
    return;
  }
  if (typeof item !== 'object' || item === null) {
    return;
  }
  if (isList(item)) {
    const isPair = isSecretPair(item, isInList);
    item.forEach((one, index) => collectSecrets(one, to, isSecret || (isPair && index === 1), true));
    return;
  }
  Object.entries(item).forEach(([name, one]) => collectSecrets(one, to, isSecret || isSecretMember(item, name)));
}

/** The value at a path that `maskSecrets` reported, below these containers, and the names along that path. */
export function valueAt(
  root: Readonly<Record<string, Json>>,
  place: string,
): { readonly value: Json; readonly path: readonly (string | number)[] } | undefined {
  const [name = '', ...positions] = place.split('/');
  let value = Object.hasOwn(root, name) ? root[name] : undefined;
  const path: (string | number)[] = [];
  for (const position of positions) {
    if (typeof value !== 'object' || value === null || !/^\d{1,6}$/.test(position)) {
      return undefined;
    }
    const [step, item] = Object.entries(value)[Number(position)] ?? [];
    if (step === undefined) {
      return undefined;
    }
    path.push(step);
    value = item;
  }
  return value === undefined ? undefined : { value, path };
}

/** Builds an object without a prototype, so that `__proto__` stays an ordinary name. */
function withoutPrototype(members: readonly (readonly [string, Json])[]): JsonObject {
  const object = Object.create(null) as Record<string, Json>; // Object.create is typed any
  for (const [name, value] of members) {
    object[name] = value;
  }
  return object;
}

/** Cuts a token's text with an ellipsis, for use in a sentence. `length` is in characters. */
export function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

/** How a secret is recognized by its format alone. */
export interface OpaqueForm {
  /** Tested against the whole value. */
  readonly looks: Pick<RegExp, 'test'>;
  /** Type of secret, such as "personal access token of X". */
  readonly what: string;
  /** A long-lived credential itself, not a token obtained with one. */
  readonly lasting?: true;
  /** Many other texts have this format too, so it doesn't identify the issuer. */
  readonly common?: true;
  /** An identifier, which isn't secret by itself. */
  readonly isId?: true;
  /** Anyone can decode it: base64 of a secret. */
  readonly isPlain?: true;
  /** A secret of another service, or for another purpose: no registry accepts it. */
  readonly isElsewhere?: true;
  /** The beginning of such a value, where a JWT can follow it. */
  readonly jwtBehind?: RegExp;
  /** User name, possibly unknown (empty), of the password that it is: no registry accepts it as a bearer token. */
  readonly passwordOf?: string;
  /** Expiry that the value itself states; milliseconds since the epoch. */
  readonly expiryOf?: (value: string) => number | undefined;
  /** Advice for a leaked secret of this form, where that for the kind doesn't fit. */
  readonly leaked?: string;
}
