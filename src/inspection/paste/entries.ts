import { base64Text } from './base64.js';
import { elementsIn } from './elements.js';
import { type Entry, memberRole, secretsInMembers } from './members.js';
import { hostIn, prefixOf, type Role, roleOf } from './names.js';
import { unescaped } from './objects.js';
import { type Secrets, together } from './place.js';
import { isWords, withoutEnd } from './plausible.js';

/** `name: value`, `name=value`, `"name" => "value"`, `--name value`. */
const NAMED =
  /(?<![\w$.-])(?:-{1,2}|\$env:|\/)?((?:[A-Z][A-Za-z]{1,20} (?=[A-Z][a-z]{2,20}(?!\w)))?[\w.$-]{2,100})(?:\\?["'\]]{0,2}[ \t]*(?:=>|:=|:\*\*|[:=])|(?<=--[\w.-]{2,100})[ \t]+(?=[^\s-])|(?: {2,}|\t+)(?=\S))/g;
/** A tag or a block of YAML, or the type of a list, in front of the value. */
const BEFORE = /\s*(?:!!\w{1,20}\s+)?(?:[|>][+-]?\d?\s+|\[\]string\{|string\(\d{1,7}\)\s|\[|@\()?/y;
const QUOTED = /[ubr]?(?:"([^"\\]*(?:\\[^][^"\\]*)*)"|'([^'\\]*(?:\\[^][^'\\]*)*)'|`([^`]*)`)/y;
const TEXT = /(?:[^\s"'`,;&<>\\]|,(?=[^\s,"'=:]{1,100}(?:\s|$)))+/y;
/** A password can hold the signs that end other values, unless another name follows them. */
const PASSWORD_TEXT = /[^\s"'`<>]+/y;
const NEXT_NAME = /[&;,](?=[\w.-]{2,40}[=:])/;
/** A word of a sentence, and what follows it: neither the end of the line nor another name. */
const SENTENCE = /,|[ \t]+(?![\w.-]{2,40}"?[ \t]?[:=]|[#\]})\\|&;-])\S/y;
/** A word in front of a name, at the beginning of the line. */
const QUALIFIED = /[\r\n][ \t]*[A-Za-z]+ $/;
const LINE_BEFORE = 60;
const LINE = /[^\r\n]{0,100000}/y;

/** A name and its value in two lines of YAML, as variables of a container have it. */
const PAIR =
  /(?<![\w.-])(?:name|key):[ \t]{0,5}["']?([\w.-]{2,100})["']?\s{1,20}value:[ \t]{0,5}(?:"([^"\\]*(?:\\[^][^"\\]*)*)"|'([^']*)'|([^\s"',}]{1,100000}))/gi;
/** Where a text names the host that what follows is for. */
const PARTS: readonly RegExp[] = [
  // The first line of a request.
  /(?<![A-Za-z])(?:GET|HEAD|POST|PUT|PATCH|DELETE) {1,5}(https?:\/\/[^\s"'<>]{3,300})/g,
  // A key in quotes, or the last one of a table in TOML.
  /["'[]((?:https?:\/\/)?(?:[\w-]{1,63}\.){1,10}[\w-]{1,63}(?::\d{2,5})?(?:\/[\w./-]{0,100})?|localhost(?::\d{2,5})?)["'\]](?=[\s.:\]])/g,
  // A key of YAML.
  /(?<=\s|^)((?:[\w-]{1,63}\.){1,10}[a-z]{2,20}):(?=\s)/g,
  // The address in front of a setting of npm.
  /(?<=\/\/)([\w.-]{1,200}(?::\d{2,5})?)\/[\w./-]{0,100}:(?=_)/g,
];

/** Names with a meaning. A text of this length has a few hundred. */
const MOST_NAMES = 20_000;
/** How often each character is read on average. */
const MOST_READINGS = 3;
/** Characters between two names that belong together. */
const FARTHEST = 400;

/** The secrets that names stand in front of: YAML, environments, settings, options, headers, XML, dumps. */
export function secretsInEntries(text: string): Secrets {
  const data = secretData(text);
  const entries = [...namedIn(text, data), ...pairsIn(text), ...elementsIn(text), ...partsIn(text)].toSorted(
    (a, b) => a.start - b.start,
  );
  const found = together(scopesOf(entries, text).map((scope) => secretsInMembers(scope)));
  return { ...found, read: entries.filter(({ isBare, at }) => isBare === false || at === 'inAddress') };
}

function namedIn(text: string, data: (index: number) => boolean): Entry[] {
  const found: Entry[] = [];
  // A value can hold further names, so characters are read again, but not all of them each time.
  let left = text.length * MOST_READINGS;
  NAMED.lastIndex = 0;
  for (let match = NAMED.exec(text); match && left > 0 && found.length < MOST_NAMES; match = NAMED.exec(text)) {
    const [whole, name = ''] = match;
    const role = name === 'name' ? 'user' : roleOf(name);
    if (role === undefined) {
      continue;
    }
    const isColumn = !/[:=]/.test(whole) && !whole.startsWith('-');
    if (isColumn && !/^[A-Za-z_ ]+$/.test(name)) {
      continue;
    }
    const after = match.index + whole.length;
    const isQuery = /[?&#]/.test(text[match.index - 1] ?? '');
    const { value, end, isBare } = valueAt(text, after, role, isQuery);
    left -= end - after;
    // `documentation url: …` isn't the address of what follows.
    const isQualified =
      role === 'host' && QUALIFIED.test(text.slice(Math.max(0, match.index - LINE_BEFORE), match.index));
    if (isQualified) {
      continue;
    }
    // A variable gets a text in quotes; everything else is source code.
    if (value !== '' && !(isBare && name.startsWith('$')) && memberRole(name, value) !== undefined) {
      const isEncoded = data(match.index) || (name === '_password' && text[match.index - 1] === ':');
      const plain = isEncoded ? (base64Text(value) ?? value) : value;
      found.push({
        name: name.trim(),
        value: plain,
        at: isQuery ? 'inAddress' : 'after',
        role,
        start: match.index,
        end,
        isBare,
      });
    }
    // A name can stand in the value: `header: "token: …"`.
    NAMED.lastIndex = after;
  }
  return found;
}

function valueAt(
  text: string,
  start: number,
  role: Role,
  isQuery: boolean,
): { value: string; end: number; isBare: boolean } {
  let at = start;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    at = match ? pattern.lastIndex : at;
    return match;
  };
  const [before = ''] = take(BEFORE) ?? [];
  // Only a token can stand on the next line.
  if (before.includes('\n') && role !== 'token' && role !== 'refresh' && !/[|>[]/.test(before)) {
    return { value: '', end: start, isBare: true };
  }
  const [quoted, double, single, raw] = take(QUOTED) ?? [];
  if (quoted !== undefined) {
    return { value: raw ?? unescaped(double ?? single ?? ''), end: at, isBare: false };
  }
  if (role === 'header') {
    const [line = ''] = take(LINE) ?? [];
    return { value: line, end: at, isBare: false };
  }
  const [found = ''] = take(role === 'password' && !isQuery ? PASSWORD_TEXT : TEXT) ?? [];
  SENTENCE.lastIndex = at;
  if (role !== 'user' && role !== 'host' && isWords(found) && (found.endsWith(',') || SENTENCE.test(text))) {
    return { value: '', end: at, isBare: true };
  }
  // The value is missing, and the next name follows.
  const [, next = ''] = /^([\w.-]{2,40})[:=]/.exec(found) ?? [];
  if (next !== '' && roleOf(next) !== undefined && (role !== 'login' || found.endsWith(':'))) {
    return { value: '', end: at, isBare: true };
  }
  if (found.startsWith('(')) {
    return { value: '', end: at, isBare: true };
  }
  const value = isQuery ? decodeQuery(found.split('#', 1).join('')) : withoutClosing(found);
  const isPassword = role === 'password';
  const [first = ''] = isPassword ? value.split(NEXT_NAME, 1) : [value];
  return { value: withoutEnd(first, isPassword ? ',;' : '.:!?'), end: at, isBare: true };
}

function decodeQuery(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return '';
  }
}

/** Without the brackets that close what was opened in front of the value. */
function withoutClosing(value: string): string {
  const closing = Object.entries({ '(': ')', '[': ']', '{': '}' }).filter(([open]) => !value.includes(open));
  return withoutEnd(value, closing.map(([, close]) => close).join(''));
}

function pairsIn(text: string): Entry[] {
  return [...text.matchAll(PAIR)].flatMap(
    ({ 0: whole, 1: name = '', 2: double, 3: single, 4: bare, index }): Entry[] => {
      const value = double === undefined ? (single ?? bare ?? '') : unescaped(double);
      const role = memberRole(name, value);
      const end = index + whole.length;
      return role === undefined
        ? []
        : [{ name, value, at: 'after', role, start: index, end, isBare: bare !== undefined }];
    },
  );
}

function partsIn(text: string): Entry[] {
  return PARTS.flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap(({ 0: whole, 1: address = '', index }): Entry[] => {
      const value = hostIn(address);
      const end = index + whole.length;
      return value === undefined ? [] : [{ name: 'host', value, at: 'after', role: 'host', start: index, end }];
    }),
  );
}

/** Groups entries that belong together. A name that occurs again begins the next group. */
function scopesOf(entries: readonly Entry[], text: string): Entry[][] {
  const scopes: Entry[][] = [];
  let keys = new Set<string>();
  let holdsSecret = false;
  let end = -Infinity;
  for (const entry of entries) {
    const { role, start } = entry;
    const key = keyOf(entry);
    const isApart = start - end > FARTHEST || (start > end && /\n[ \t]*\r?\n|\n---/.test(text.slice(end, start)));
    if (scopes.length === 0 || isApart || (holdsSecret && keys.has(key))) {
      const last = scopes.at(-1);
      scopes.push(isApart || !last || role === 'host' ? [] : hostsBehind(last, start));
      keys = new Set(scopes.at(-1)?.map(keyOf));
      holdsSecret = false;
    }
    scopes.at(-1)?.push(entry);
    keys.add(key);
    holdsSecret ||= role !== 'user' && role !== 'host';
    end = Math.max(end, entry.end);
  }
  return scopes;
}

function keyOf({ role, name }: Entry): string {
  // Tokens of several names belong to one host.
  return role === 'token' ? `${role} ${name}` : `${role} ${prefixOf(name)}`;
}

/**
 * Takes from a group the hosts behind its last secret, if they belong to what follows at `next`: they are nearer to it, or
 * the group began with a host of its own.
 */
function hostsBehind(scope: Entry[], next: number): Entry[] {
  const last = scope.findLastIndex(({ role }) => role !== 'user' && role !== 'host');
  const [secret, first, ...more] = scope.slice(last);
  const behind = scope.slice(last + 1);
  if (secret === undefined || first === undefined || behind.some(({ role }) => role !== 'host')) {
    return [];
  }
  const before = first.start - secret.end;
  const after = next - ([first, ...more].at(-1)?.end ?? next);
  const isNearer = after < before || (after === before && scope[0]?.role === 'host');
  return isNearer ? scope.splice(last + 1) : [];
}

const SECTION = /(?<![\w.-])(kind|data|stringData|metadata|type|apiVersion|immutable)[ \t]*:/g;

/** Whether a place in YAML is in the data of a Kubernetes secret, which is in base64. */
function secretData(text: string): (index: number) => boolean {
  if (!/(?<![\w.-])kind:\s{1,5}["']?Secret\b/.test(text)) {
    return () => false;
  }
  const sections = [...text.matchAll(SECTION)].map(({ 1: name = '', index }) => ({ name, index }));
  let next = 0;
  // Places come in order.
  return (place) => {
    while ((sections[next]?.index ?? Infinity) < place) {
      next += 1;
    }
    return sections[next - 1]?.name === 'data';
  };
}
