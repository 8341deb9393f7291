import { isList, type Json, type JsonObject } from './json.js';
import { replaceJwts } from './jwtText.js';

/** What stands in place of a secret. */
export const MASK = '•••';

/** RFC 7518 sections 6.2.2, 6.3.2 and 6.4.1: the private part of a key. */
const keyMembers: ReadonlySet<string> = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']);
const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----/;

/** Text of a token with every JWT in it replaced. Linear in its length, whatever stands in it. */
export function mask(text: string): string {
  return replaceJwts(text, MASK);
}

/** The same, and nothing at all of a private key or of what has the looks of a lasting credential. */
export function maskText(text: string, forms: readonly OpaqueForm[] = []): string {
  const secret =
    privateKey.test(text) || forms.some(({ lasting, common, looks }) => lasting && !common && looks.test(text));
  return secret ? MASK : mask(text);
}

/** A value of a token as it may be shown, and where in it something was hidden. */
export interface Masked {
  readonly value: Json;
  /** Places of what was hidden: positions of members, divided by slashes, so that no name of the token's is in them. */
  readonly hidden: readonly string[];
}

/** Whether all that an object keeps under this name is a secret. */
export function isSecretMember(object: JsonObject, name: string): boolean {
  return isSecretName(name) || (typeof object.kty === 'string' && keyMembers.has(name));
}

/**
 * Hides nested tokens, all that lies below a member whose name says that it is secret, private keys, and values with the
 * looks of a lasting credential (`forms`). `place` is that of the value itself, `isSecret` whether it is such a member.
 */
export function maskSecrets(value: Json, place: string, forms: readonly OpaqueForm[], isSecret = false): Masked {
  const hidden: string[] = [];
  const way: number[] = [];
  const hide = (shown: string = MASK) => {
    hidden.push([place, ...way].join('/'));
    return shown;
  };
  const below = (item: Json, index: number, secret: boolean): Json => {
    way.push(index);
    const shown = visit(item, secret);
    way.pop();
    return shown;
  };
  const visit = (item: Json, secret: boolean): Json => {
    if (typeof item === 'string') {
      const shown = secret && item !== '' ? MASK : maskText(item, forms);
      return shown === item ? item : hide(shown);
    }
    if (typeof item === 'number') return secret ? hide() : item;
    if (typeof item !== 'object' || item === null) return item;
    if (isList(item)) {
      const shown = item.map((one, index) => below(one, index, secret));
      return shown.every((one, index) => one === item[index]) ? item : shown;
    }
    const members = Object.entries(item);
    // Its names may be as secret as what is kept under them.
    if (secret && members.length > 0) return hide();
    const shown = members.map(
      ([name, one], index) => [mask(name), below(one, index, isSecretMember(item, name))] as const,
    );
    const isSame = shown.every(([name, one], index) => name === members[index]?.[0] && one === members[index][1]);
    return isSame ? item : withoutPrototype(shown);
  };
  return { value: visit(value, isSecret), hidden };
}

/** What lies at a place as `maskSecrets` names them, below these containers, and the names that lead there. */
export function valueAt(
  root: Readonly<Record<string, Json>>,
  place: string,
): { readonly value: Json; readonly path: readonly (string | number)[] } | undefined {
  const [name = '', ...positions] = place.split('/');
  let value = Object.hasOwn(root, name) ? root[name] : undefined;
  const path: (string | number)[] = [];
  for (const position of positions) {
    if (typeof value !== 'object' || value === null || !/^\d{1,6}$/.test(position)) return undefined;
    const [step, item] = Object.entries(value)[Number(position)] ?? [];
    if (step === undefined) return undefined;
    path.push(step);
    value = item;
  }
  return value === undefined ? undefined : { value, path };
}

/** So that `__proto__` stays an ordinary name. */
function withoutPrototype(members: readonly (readonly [string, Json])[]): JsonObject {
  const object = Object.create(null) as Record<string, Json>; // Object.create is typed any
  for (const [name, value] of members) object[name] = value;
  return object;
}

/** Text of a token that may stand in a sentence, cut with an ellipsis. */
export function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
} /** One of these is in every name that is taken for a secret's; most names have none. */
const worthALook = /auth|bearer|pass|pwd|pin|otp|cookie|assertion|credential|secret|token|jwt|key|connection/i;
/** Words at the end of a name, whatever stands in front of them. */
const secretWord =
  /(?:^|_)(?:auth|authorization|bearer|pass|passcode|pin|otp|cookie|assertion|connection_?string)$|(?:credential|secret|password|passwd|passphrase|pwd|token|jwt)s?$/;
/** Most keys are names; these are not. */
const secretKey =
  /(?:^|_)(?:api|private|secret|shared|signing|encryption|access|account|subscription|master|storage)_?keys?$/;
/** What a name ends in says what it is; longer ones are no names. */
const END_READ = 100;

/**
 * Whether a member's name says that its value is a secret: `client-secret`, `sessionToken` and `AWS_SECRET_ACCESS_KEY`
 * do, `token_type` and `access_key_id` do not.
 */
export function isSecretName(name: string): boolean {
  if (!worthALook.test(name)) return false;
  const words = name
    .slice(-END_READ)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/[_\d]*$/, '');
  return secretWord.test(words) || secretKey.test(words);
}

/** How a secret is recognised by its looks alone. */
export interface OpaqueForm {
  /** Tested against the whole value. */
  readonly looks: RegExp;
  /** What it is, such as "personal access token of X". */
  readonly what: string;
  /** It is the long-lived credential itself, not a token made with one. */
  readonly lasting?: true;
  /** Many other things look like that too, so it says nothing of who made it. */
  readonly common?: true;
}
