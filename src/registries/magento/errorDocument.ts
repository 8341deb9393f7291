import type { ServiceError } from '../../auth/serviceError.js';
import { isRecord } from '../../text/jsonValue.js';

// Shops have a few errors with a few parameters of a few words. Errors hold a list of errors, which hold none.
const MAX_ERRORS = 20;
const MAX_DEPTH = 3;
const MAX_PARAMETERS = 100;
const MAX_NAME = 60;
// Characters of all values that are filled into one message.
const MAX_FILLED = 4000;

type Values = readonly unknown[] | Readonly<Record<string, unknown>>;

/** A shop's error. */
export interface Said {
  /** Message with its placeholders filled in. */
  readonly message: string;
  readonly parameters: Values;
  /** SOAP only: the side that caused the fault. */
  readonly fault?: 'sender' | 'receiver';
}

/**
 * Reads the error in a document: `message` with `parameters` and `errors`. Errors while rendering have a second form,
 * `messages.error[]`. Returns undefined if the document isn't an error. The message is a template whose `%name` or `%1`
 * are filled in. Never throws; time and memory are linear in the size of the document.
 */
export function saidIn(document: unknown): Said | undefined {
  return saidAt(document, 0);
}

function saidAt(document: unknown, depth: number): Said | undefined {
  if (!isRecord(document) || depth > MAX_DEPTH) {
    return undefined;
  }
  const rendering = isRecord(document.messages) ? listOf(document.messages.error)[0] : undefined;
  const source = isRecord(rendering) ? rendering : document;
  const { message, parameters, errors } = source;
  if (typeof message !== 'string') {
    return undefined;
  }
  // Some versions answer a two-factor request without an exception, with the facts next to the message.
  const values: Values = isValues(parameters) ? parameters : source;
  const inner = listOf(errors)
    .slice(0, MAX_ERRORS)
    .map((error) => saidAt(error, depth + 1))
    .filter((said) => said !== undefined);
  return {
    message: [fill(message, values), ...inner.map((said) => said.message)].join(' '),
    parameters: isValues(parameters) ? parameters : (inner[0]?.parameters ?? source),
  };
}

/** Reads a SOAP 1.2 Fault: text in Reason, parameters as pairs of key and value. */
export function saidInFault(fault: unknown): Said {
  const code = textAt(fault, 'Code', 'Value');
  const pairs = listOf(at(fault, 'Detail', 'GenericFault', 'Parameters', 'GenericFaultParameter'));
  const parameters = Object.fromEntries(pairs.map((pair) => [textAt(pair, 'key'), textAt(pair, 'value')]));
  return {
    message: fill(textAt(fault, 'Reason', 'Text'), parameters),
    parameters,
    fault: /receiver$/i.test(code) ? 'receiver' : 'sender',
  };
}

/**
 * Returns a shop's error message and code. A 2xx response without a fault isn't quoted: it can be a token in another
 * shape.
 */
export function serviceErrorOfSaid(said: Said | undefined, status = 0): ServiceError | undefined {
  if (said === undefined || (isSuccess(status) && said.fault === undefined)) {
    return undefined;
  }
  const { message, parameters } = said;
  const code = Array.isArray(parameters) ? undefined : at(parameters, 'code');
  return { text: message, ...(typeof code === 'string' ? { code } : {}) };
}

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** The different texts of a parameter that is a list or one text; an object's text is its `code`. */
export function textsOf({ parameters }: Said, name: string): string[] {
  const texts = listOf(at(parameters, name))
    .slice(0, MAX_PARAMETERS)
    .map((item) => (isRecord(item) ? item.code : item))
    .flatMap((item) => (typeof item === 'string' ? item.split(/[,\s]+/, MAX_PARAMETERS) : []))
    .filter(Boolean);
  return [...new Set(texts)].slice(0, MAX_ERRORS);
}

/** Value at a path of member names; undefined if the path doesn't exist. */
export function at(value: unknown, ...names: readonly string[]): unknown {
  return names.reduce<unknown>((part, name) => (isRecord(part) ? part[name] : undefined), value);
}

/**
 * Fills `%name` by name and `%1` by position, longest first. A placeholder without a value stays as it is, and so does
 * one whose value would make the message too long: a part of a secret would not be recognized.
 */
function fill(template: string, values: Values): string {
  const entries: (readonly [string, unknown])[] = Array.isArray(values)
    ? values.slice(0, MAX_PARAMETERS).map((value: unknown, index) => [String(index + 1), value])
    : Object.entries(values).slice(0, MAX_PARAMETERS);
  const named = entries.filter(([name]) => name !== '' && name.length <= MAX_NAME);
  const known = new Map(named.map(([name, value]) => [name, wordsOf(value)]));
  const names = [...known.keys()].sort((a, b) => b.length - a.length).map((name) => name.replace(/\W/g, '\\$&'));
  if (names.length === 0) {
    return template;
  }
  let room = MAX_FILLED;
  return template.replace(new RegExp(`%(${names.join('|')})`, 'g'), (whole, name: string) => {
    const words = known.get(name);
    if (words === undefined || words.length > room) {
      return whole;
    }
    room -= words.length;
    return words;
  });
}

function wordsOf(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string' || typeof value === 'number') {
    return String(value);
  }
  return Array.isArray(value) && depth < MAX_DEPTH
    ? value
        .slice(0, MAX_PARAMETERS)
        .map((item) => wordsOf(item, depth + 1))
        .filter(Boolean)
        .join(', ')
    : undefined;
}

function textAt(value: unknown, ...names: readonly string[]): string {
  const [text] = listOf(at(value, ...names));
  return typeof text === 'string' ? text : '';
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null || value === '') {
    return [];
  }
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
}

function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null;
}
