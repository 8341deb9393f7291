import { isCode } from './plausible.js';

/** A value in the notation of JSON and its relatives. */
export type ObjectNode = string | readonly ObjectNode[] | Members;

/** Members stay in order, and names can occur twice. */
export interface Members {
  readonly members: readonly (readonly [name: string, value: ObjectNode])[];
}

/** An object or list in a text, and where it stands; the end is excluded. */
export interface ObjectText {
  readonly node: ObjectNode;
  readonly start: number;
  readonly end: number;
  /** It was read up to its closing bracket. */
  readonly isWhole: boolean;
}

const DEEPEST = 64;
const BETWEEN = /[\s,;]*/y;
const NAME = /"((?:[^"\\]|\\.){0,200})"|'((?:[^'\\]|\\.){0,200})'|:?([\w$.@/-]{1,100})(?=\s*[:=])/y;
const SIGN = /\s*(?:=>|:=|[:=])\s*/y;
const QUOTED = /[ubr@]?(?:"([^"\\]*(?:\\[^][^"\\]*)*)"|'([^'\\]*(?:\\[^][^'\\]*)*)'|`([^`]*)`)/y;
const BARE = /(?:[^\s,;"'`{}[\]()]|(?<=\S)[({[][^\s"']{0,40}[)}\]](?=[^\s,;{}[\]]))+/y;
const OPENING = /[{[]/g;
/** Go writes the type in front of a list or a map. */
const TYPE = /(?:\[\]|map\[\w{1,20}\])[\w.]{1,30}(?=\{)/y;

/**
 * The objects and lists in a text: JSON, JavaScript, YAML in one line, and the dumps of Python, Ruby, Go and Java. Those
 * that are cut off or faulty are read as far as possible. Reads every character once.
 */
export function objectsIn(text: string): ObjectText[] {
  const found: ObjectText[] = [];
  OPENING.lastIndex = 0;
  for (let match = OPENING.exec(text); match; match = OPENING.exec(text)) {
    const read = readObject(text, match.index);
    OPENING.lastIndex = Math.max(match.index + 1, read.end);
    if (!isEmpty(read.node)) {
      found.push(read);
    }
  }
  return found;
}

function isEmpty(node: ObjectNode): boolean {
  return typeof node === 'string' || (isMembers(node) ? node.members.length === 0 : node.every(isEmpty));
}

export function isMembers(node: ObjectNode): node is Members {
  return typeof node === 'object' && 'members' in node;
}

function readObject(text: string, start: number): ObjectText {
  let at = start;
  let isWhole = true;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    at = match ? pattern.lastIndex : at;
    return match;
  };
  const fail = (): undefined => {
    isWhole = false;
    return undefined;
  };
  const value = (depth: number): ObjectNode | undefined => {
    const isList = take(TYPE)?.[0].startsWith('[]') === true;
    const sign = text[at];
    if (sign === '{' || sign === '[') {
      return depth === DEEPEST ? fail() : container(sign === '{' ? '}' : ']', isList || sign === '[', depth);
    }
    const [whole, double, single, raw] = take(QUOTED) ?? [];
    if (whole !== undefined) {
      return raw ?? unescaped(double ?? single ?? '');
    }
    const bare = take(BARE)?.[0];
    // In source code, the value comes from elsewhere.
    return bare === undefined ? fail() : isCode(bare) ? '' : bare;
  };
  const container = (close: '}' | ']', isList: boolean, depth: number): ObjectNode => {
    at += 1;
    const items: ObjectNode[] = [];
    const members: [string, ObjectNode][] = [];
    while (isWhole) {
      take(BETWEEN);
      if (text[at] === close) {
        at += 1;
        break;
      }
      const name = isList ? '' : nameAt();
      const item = name === undefined ? fail() : value(depth + 1);
      if (isList && typeof item === 'string' && item.endsWith(':') && /[{[]/.test(text[at] ?? '')) {
        // A map of Go: `map[name:{…}]`.
        const named = value(depth + 1);
        items.push(named === undefined ? item : { members: [[item.slice(0, -1), named]] });
      } else if (item !== undefined) {
        items.push(item);
        members.push([name ?? '', item]);
      }
    }
    return isList ? items : { members };
  };
  const nameAt = (): string | undefined => {
    const before = at;
    const [whole, double, single, bare] = take(NAME) ?? [];
    if (whole === undefined || !take(SIGN)) {
      at = before;
      return undefined;
    }
    return bare ?? unescaped(double ?? single ?? '');
  };
  const node = value(0) ?? '';
  return { node, start, end: at, isWhole };
}

const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** A quoted text without its escapes (RFC 8259 section 7). A backslash that escapes nothing stays. */
export function unescaped(text: string): string {
  return text.includes('\\')
    ? text.replace(
        /\\(?:u([\da-f]{4})|x([\da-f]{2})|(["'\\/nrtbf\n]))/gi,
        (_, unit?: string, byte?: string, sign?: string) =>
          sign === undefined ? String.fromCharCode(parseInt(unit ?? byte ?? '', 16)) : (CONTROLS[sign] ?? sign),
      )
    : text;
}
