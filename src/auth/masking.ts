import type { Json, JsonObject } from './json.js';
import type { OpaqueForm } from './tokenKnowledge.js';

/** What stands in place of a secret. */
const MASK = '•••';

/** Some claims hold secrets that grant more than the token itself; a private key in a header may sign others. */
const secretNames =
  /^(credential|(client_?)?secret|pass(word|wd|phrase)?|pwd|api_?key|private_?key|token|(access|refresh|id|identity)_?token)$/i;
const keyMembers: ReadonlySet<string> = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']);
const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;
/** What a JWT is made of, in either alphabet; the header of one begins with `{"`, which base64 writes as `eyJ`. */
const run = /[\w.+/=-]+/g;
const SHORTEST_HEADER = 11;

/** Text of a token with every JWT in it replaced. Linear in its length, whatever stands in it. */
export function mask(text: string): string {
  if (!text.includes('eyJ')) return text;
  return text.replace(run, (part) => {
    const start = jwtStart(part);
    return start === undefined ? part : part.slice(0, start) + MASK;
  });
}

/** The first JWT in a text; undefined when there is none. */
export function jwtIn(text: string): string | undefined {
  for (const [part] of text.matchAll(run)) {
    const start = jwtStart(part);
    if (start !== undefined) return part.slice(start);
  }
  return undefined;
}

function jwtStart(part: string): number | undefined {
  let offset = 0;
  const segments = part.split('.');
  for (const segment of segments.slice(0, -1)) {
    const found = segment.indexOf('eyJ');
    if (found !== -1 && segment.length - found >= SHORTEST_HEADER) return offset + found;
    offset += segment.length + 1;
  }
  return undefined;
}

/** A value of a token as it may be shown, and where in it something was hidden. */
export interface Masked {
  readonly value: Json;
  /** Places of what was hidden: positions of members, divided by slashes, so that no name of the token's is in them. */
  readonly hidden: readonly string[];
}

/**
 * Hides nested tokens, members whose name says that they are secret, private keys, and values with the looks of a
 * lasting credential (`forms`). `place` is that of the value itself.
 */
export function maskSecrets(value: Json, name: string, place: string, forms: readonly OpaqueForm[] = []): Masked {
  const hidden: string[] = [];
  const lasting = forms.filter((form) => form.lasting && !form.common);
  const visit = (item: Json, key: string, at: string, inKey: boolean): Json => {
    if (typeof item === 'string') {
      const secret =
        item !== '' &&
        (secretNames.test(key) ||
          (inKey && keyMembers.has(key)) ||
          privateKey.test(item) ||
          lasting.some(({ looks }) => looks.test(item)));
      const shown = secret ? MASK : mask(item);
      if (shown !== item) hidden.push(at);
      return shown;
    }
    if (typeof item !== 'object' || item === null) return item;
    if (isList(item)) return item.map((one, index) => visit(one, key, `${at}/${index}`, inKey));
    const isKey = typeof item.kty === 'string';
    const members = Object.entries(item).map(
      ([member, one], index) => [mask(member), visit(one, member, `${at}/${index}`, isKey)] as const,
    );
    return withoutPrototype(members);
  };
  return { value: visit(value, name, place, false), hidden };
}

/** The value at a place as `maskSecrets` names them, below these containers. */
export function valueAt(root: Readonly<Record<string, Json>>, place: string): Json | undefined {
  const [name = '', ...positions] = place.split('/');
  const start = Object.hasOwn(root, name) ? root[name] : undefined;
  return positions.reduce<Json | undefined>((value, position) => {
    if (typeof value !== 'object' || value === null || !/^\d{1,6}$/.test(position)) return undefined;
    return isList(value) ? value[Number(position)] : Object.values(value)[Number(position)];
  }, start);
}

export function isList(value: readonly Json[] | JsonObject): value is readonly Json[] {
  return Array.isArray(value);
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
}
