import { visit } from 'jsonc-parser';

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
/** Has no prototype: `__proto__` and `constructor` are ordinary names. */
export interface JsonObject {
  readonly [name: string]: Json;
}

/** The deepest claims in real tokens have about 6 levels, and a page could not show more than this limit. */
const MAXIMUM_DEPTH = 64;
/** A grant with three actions takes 7 members, so this allows for 10,000 grants. */
const MAXIMUM_MEMBERS = 90_000;

export interface JsonText {
  readonly value: Json;
  /** Names that occur more than once in an object, listed once each. The last value is kept, as JSON.parse does. */
  readonly duplicates: readonly string[];
  /** Source text of the numbers that a JavaScript number would print differently, by JSON pointer (RFC 6901). */
  readonly numbers: ReadonlyMap<string, string>;
}

/** `count` is the position (from 1) of the syntax error, or the limit that was exceeded. */
export interface UnreadJson {
  readonly reason: 'jsonEmpty' | 'jsonSyntax' | 'jsonMembers' | 'jsonDepth';
  readonly count: number;
}

/** Reads strict JSON (RFC 8259) of bounded depth and size. Never throws. */
export function readJson(text: string): JsonText | UnreadJson {
  const root: Json[] = [];
  const open: { readonly container: Json[] | Record<string, Json>; name: string }[] = [{ container: root, name: '' }];
  const duplicates = new Set<string>();
  const numbers = new Map<string, string>();
  let members = 0;

  const put = (value: Json) => {
    const top = open.at(-1);
    if (!top) {
      return;
    }
    if (Array.isArray(top.container)) {
      count();
      top.container.push(value);
    } else {
      top.container[top.name] = value;
    }
  };
  const count = () => {
    if (++members > MAXIMUM_MEMBERS) {
      throw new Refusal('jsonMembers', MAXIMUM_MEMBERS);
    }
  };
  const begin = (container: Json[] | Record<string, Json>) => {
    if (open.length > MAXIMUM_DEPTH) {
      throw new Refusal('jsonDepth', MAXIMUM_DEPTH);
    }
    put(container);
    open.push({ container, name: '' });
  };

  try {
    visit(
      text,
      {
        onObjectBegin: () => begin(emptyObject()),
        onObjectProperty: (name) => {
          count();
          const top = open.at(-1);
          if (!top) {
            return;
          }
          top.name = name;
          if (Object.hasOwn(top.container, name)) {
            duplicates.add(name);
          }
        },
        onObjectEnd: () => void open.pop(),
        onArrayBegin: () => begin([]),
        onArrayEnd: () => void open.pop(),
        onLiteralValue: (value: string | number | boolean | null, offset, length, _line, _column, path) => {
          put(value);
          if (typeof value !== 'number') {
            return;
          }
          const source = text.slice(offset, offset + length);
          if (String(value) !== source || Math.abs(value) > Number.MAX_SAFE_INTEGER) {
            numbers.set(jsonPointer(path()), source);
          }
        },
        onError: (_code, offset) => {
          throw new Refusal('jsonSyntax', offset + 1);
        },
      },
      { disallowComments: true, allowTrailingComma: false },
    );
  } catch (error) {
    if (error instanceof Refusal) {
      return { reason: error.reason, count: error.count };
    }
    throw error;
  }
  const [value] = root;
  return value === undefined ? { reason: 'jsonEmpty', count: 0 } : { value, duplicates: [...duplicates], numbers };
}

/** RFC 6901. */
function jsonPointer(path: readonly (string | number)[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function emptyObject(): Record<string, Json> {
  return Object.create(null) as Record<string, Json>; // Object.create is typed any
}

/** Thrown to stop the visitor; never leaves this file. */
class Refusal extends Error {
  readonly reason: UnreadJson['reason'];
  readonly count: number;

  constructor(reason: UnreadJson['reason'], count: number) {
    super(reason);
    this.reason = reason;
    this.count = count;
  }
}

export function isList(value: readonly Json[] | JsonObject): value is readonly Json[] {
  return Array.isArray(value);
}

/** Maximum length of a list or object on one line, so that it fits beside a name in an editor. */
const LINE = 72;

/** JSON.stringify with numbers as they were written (by JSON pointer) and short lists and objects on one line. */
export function printJson(
  value: Json,
  path: readonly (string | number)[],
  numbers: ReadonlyMap<string, string>,
  indent = '',
): string {
  if (typeof value === 'number') {
    return numbers.get(jsonPointer(path)) ?? String(value);
  }
  if (typeof value !== 'object' || value === null) {
    return JSON.stringify(value);
  }
  const inner = `${indent}  `;
  // Without stored numbers, the path isn't needed.
  const below = (step: string | number) => (numbers.size === 0 ? path : [...path, step]);
  const [open, close, members] = isList(value)
    ? ['[', ']', value.map((item, index) => printJson(item, below(index), numbers, inner))]
    : [
        '{',
        '}',
        Object.entries(value).map(
          ([key, item]) => `${JSON.stringify(key)}: ${printJson(item, below(key), numbers, inner)}`,
        ),
      ];
  if (members.length === 0) {
    return open + close;
  }
  return fits(members)
    ? `${open}${members.join(', ')}${close}`
    : `${open}\n${inner}${members.join(`,\n${inner}`)}\n${indent}${close}`;
}

function fits(members: readonly string[]): boolean {
  let length = -2;
  for (const member of members) {
    length += member.length + 2;
    if (length >= LINE || member.includes('\n')) {
      return false;
    }
  }
  return true;
}
