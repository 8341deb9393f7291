import { parseJson } from './jsonValue.js';
import { isKeyMember, isPluralName, isSecretName, isValueMember, NAME_MEMBERS } from './secretNames.js';

/** How the values without a secret name are shown. Gets the name, if there is one. */
type Show = (text: string, name?: string) => string;

const JSON_TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g;
/** JSON in JSON in JSON is read; more isn't found in a service's response. */
const MOST_NESTED = 3;

/**
 * Replaces in JSON the values of members with a secret name, whatever is in them, and the private members of keys (RFC
 * 7517). A text that holds JSON itself is read too. Everything else stays as it is written, except where `show`
 * replaces a text, a name or a number. Undefined if it isn't JSON.
 */
export function removeNamedInJson(json: string, replacement: string, show: Show, nested = 0): string | undefined {
  if (parseJson(json) === undefined) {
    return undefined;
  }
  const edits: Edit[] = [];
  const whole: Edit[][][] = [];
  const open: Container[] = [];
  let name: string | undefined;
  // The depth and the start of a value that is replaced as a whole.
  let hidden: { readonly depth: number; readonly start: number } | undefined;
  let last: { readonly text: string; readonly index: number } | undefined;
  for (const { 0: token, index } of json.matchAll(JSON_TOKEN)) {
    const container = open.at(-1);
    if (token === ':') {
      name = last && textOf(last.text);
      last = undefined;
      continue;
    }
    if (token === ',') {
      name = container?.isList === true ? container.name : undefined;
      continue;
    }
    if (token === '{' || token === '[') {
      const isHidden = isSecret(name) && !((token === '[' || container?.isList === true) && isPluralName(name));
      hidden ??= isHidden ? { depth: open.length, start: index } : undefined;
      open.push(containerOf(token === '[', name));
      name = token === '[' ? name : undefined;
      continue;
    }
    if (token === '}' || token === ']') {
      const closed = open.pop();
      if (hidden?.depth === open.length) {
        edits.push({ start: hidden.start, end: index + 1, text: JSON.stringify(replacement) });
        hidden = undefined;
      } else if (!hidden && closed) {
        whole.push([closed.isKey ? closed.keyMembers : [], closed.isNamed ? closed.values : []]);
      }
      name = undefined;
      continue;
    }
    const isName = container?.isList === false && name === undefined;
    last = isName ? { text: token, index } : undefined;
    if (hidden) {
      continue;
    }
    const edit = (text: string): Edit => ({ start: index, end: index + token.length, text });
    if (isName) {
      const text = textOf(token);
      const shown = show(text);
      if (shown !== text) {
        edits.push(edit(JSON.stringify(shown)));
      }
      continue;
    }
    if (container && name === 'kty') {
      container.isKey = true;
    } else if (container && name !== undefined && isKeyMember(name)) {
      container.keyMembers.push(edit(JSON.stringify(replacement)));
    } else if (container && name !== undefined && isValueMember(name)) {
      container.values.push(edit(JSON.stringify(replacement)));
    } else if (container && name !== undefined && NAME_MEMBERS.includes(name)) {
      container.isNamed ||= isSecretName(textOf(token));
    }
    const shown = shownValue(token, name, replacement, show, nested);
    if (shown !== token) {
      edits.push(edit(shown));
    }
  }
  // The first of two edits of the same value counts.
  return edited(json, [...whole.flat(2), ...edits]);
}

interface Container {
  readonly isList: boolean;
  /** Name of the member that a list is the value of. */
  readonly name: string | undefined;
  /** Edits for the case that this object is a key. */
  readonly keyMembers: Edit[];
  isKey: boolean;
  /** Edits for the case that another member is a secret name. */
  readonly values: Edit[];
  isNamed: boolean;
}

function containerOf(isList: boolean, name: string | undefined): Container {
  return { isList, name: isList ? name : undefined, keyMembers: [], isKey: false, values: [], isNamed: false };
}

/** A scalar as it is shown. */
function shownValue(token: string, name: string | undefined, replacement: string, show: Show, nested: number): string {
  if (!token.startsWith('"')) {
    const isHidden = isSecret(name) && isSecretNumber(token, name);
    const shown = isHidden ? replacement : /^[-\d]/.test(token) ? show(token, name) : token;
    return shown === token ? token : JSON.stringify(shown);
  }
  const text = textOf(token);
  if (text === '') {
    return token;
  }
  if (isSecret(name)) {
    return JSON.stringify(replacement);
  }
  const inner =
    nested < MOST_NESTED && /^\s*[{[]/.test(text) ? removeNamedInJson(text, replacement, show, nested + 1) : undefined;
  const shown = inner ?? show(text, name);
  return shown === text ? token : JSON.stringify(shown);
}

function isSecret(name: string | undefined): name is string {
  return name !== undefined && isSecretName(name);
}

/** A short number below another name is a count or a limit, such as `max_tokens`. */
function isSecretNumber(number: string, name: string): boolean {
  return /^-?\d{6}/.test(number) || (/^\d/.test(number) && /(?:pass\w*|pwd|pin|otp)$/i.test(name));
}

function textOf(token: string): string {
  const text = parseJson(token);
  return typeof text === 'string' ? text : '';
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function edited(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let last = 0;
  for (const { start, end, text: shown } of edits.toSorted((a, b) => a.start - b.start)) {
    if (start >= last) {
      parts.push(text.slice(last, start), shown);
      last = end;
    }
  }
  return parts.join('') + text.slice(last);
}

// `name=value`, `"name": "value"` and similar. An unquoted value must follow the equals sign directly, or consist of
// letters and digits.
const NAMED =
  /([\w.%[\]-]{3,100})(\\?["']?)(?:(\s{0,20}(?:[:=]|=>)\s{0,20})(?:\\?"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?)|(=)(?!["'])[^\s&;,"'<>()]+|(:[ \t]{1,20})(?=[\w+/=.~-]{0,100}\d)(?=[\w+/=.~-]{0,100}[A-Za-z])[\w+/=.~-]{6,})/g;

/**
 * Replaces the values of secret names in any text: fields of a form, attributes, headers, and members of JSON and of
 * other notations that are a part of the text.
 */
export function removeNamed(text: string, replacement: string): string {
  return text.replace(NAMED, (whole, name: string, quote: string, ...signs: (string | undefined)[]) => {
    const sign = signs.slice(0, 3).find((one) => one !== undefined) ?? '';
    return isSecretName(decodedName(name)) ? `${name}${quote}${sign}${replacement}` : whole;
  });
}

/** The name of a form field, without the percent-encoding of ASCII and the brackets of a list. */
export function decodedName(name: string): string {
  const plain = name.replace(/%([2-7][\da-f])/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
  return plain.replace(/[\][]+$/, '');
}

const OPENING = /<((?:[\w.-]{1,100}:)?[\w.-]{1,100})(?:\s[^<>]{0,1000})?>/g;
/** Elements without an end that are looked for to the end of the text, so that this takes linear time. */
const MOST_OPEN = 20;

/** Replaces the content of XML elements with a secret name. An element without an end reaches to the next sign `<`. */
export function removeNamedElements(text: string, replacement: string): string {
  const edits: Edit[] = [];
  let end = 0;
  let unclosed = 0;
  for (const { 0: opening, 1: name = '', index } of text.matchAll(OPENING)) {
    const start = index + opening.length;
    if (index < end || opening.endsWith('/>') || !isSecretName(name.replace(/^.*:/, ''))) {
      continue;
    }
    const closing = unclosed < MOST_OPEN ? text.indexOf(`</${name}`, start) : -1;
    unclosed += closing === -1 ? 1 : 0;
    const next = text.indexOf('<', start);
    end = closing === -1 ? (next === -1 ? text.length : next) : closing;
    if (text.slice(start, end).trim() !== '') {
      edits.push({ start, end, text: replacement });
    }
  }
  return edited(text, edits);
}

const LINE = /^([ \t]*(?:- +)*(?:["']?)([\w.-]{1,100})["']?)[ \t]*:(?:[ \t]+(.*))?$/;

/** Replaces the values of secret names in YAML, and everything that is indented below them. Headers have this form too. */
export function removeNamedLines(text: string, replacement: string): string {
  const shown: string[] = [];
  // The line of a secret name, and how far it is indented, while lines below it can belong to its value.
  let named: { readonly line: number; readonly text: string; readonly indent: number } | undefined;
  for (const line of text.split('\n')) {
    const indent = /^[ \t]*(?:- +)*/.exec(line)?.[0].length ?? 0;
    const isBelow = named && (indent > named.indent || (/^[ \t]*-(?: |$)/.test(line) && indent - 2 >= named.indent));
    if (named && isBelow && line.trim() !== '') {
      shown[named.line] = named.text;
      continue;
    }
    const [, head = '', name = '', value = ''] = LINE.exec(line.replace(/\r$/, '')) ?? [];
    const isNamed = isSecretName(name);
    if (isNamed || line.trim() !== '') {
      named = isNamed ? { line: shown.length, text: `${head}: ${replacement}`, indent } : undefined;
    }
    shown.push(isNamed && value.trim() !== '' ? `${head}: ${replacement}` : line);
  }
  return shown.join('\n');
}
