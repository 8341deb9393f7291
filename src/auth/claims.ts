import { claimMeanings, headerMeanings } from './claimWords.js';
import type { Json, JsonObject } from './json.js';
import { isSecretMember, mask, maskSecrets, shorten } from './masking.js';
import type { Translate } from './pieces.js';
import { printJson } from './printJson.js';
import type { TokenKnowledge } from './tokenKnowledge.js';

/** One member of a header or of the claims, ready to be shown. Holds no secret. */
export interface ClaimRow {
  readonly name: string;
  /** Numbers as written, strings without quotes; at most VALUE_SHOWN characters. */
  readonly value: string;
  /** `value` is JSON with line breaks of ours; otherwise every character of it is the token's. */
  readonly json?: true;
  /** Length of the whole value, where it was cut. */
  readonly length?: number;
  readonly meaning?: string;
  /** Why this value matters. */
  readonly hint?: string;
  /** Milliseconds since the epoch, for claims that are a time. */
  readonly time?: number;
  /** Something in it is hidden. */
  readonly masked?: true;
  /** Places of what is hidden, for innerToken. */
  readonly inner?: readonly string[];
}

/** What rows of claims depend on beside the claims. */
export interface RowContext {
  readonly knowledge?: Pick<TokenKnowledge, 'claims' | 'values' | 'opaqueForms'>;
  /** Text of each number that JavaScript would print otherwise, by JSON pointer. */
  readonly numbers: ReadonlyMap<string, string>;
  /** Why a value matters, whatever the kind of service. */
  readonly hint?: (name: string, value: Json) => string | undefined;
}

/** Enough for an `x5c` certificate or a long `access` claim; a person reads no more. */
const VALUE_SHOWN = 2000;
const NAME_SHOWN = 200;
const HIDDEN_NAMED = 20;

const timeClaims: ReadonlySet<string> = new Set(['exp', 'nbf', 'iat', 'auth_time', 'updated_at']);

/** Rows of the first `count` claims; the meanings of the kind come before the registered ones. */
export function claimRows(claims: JsonObject, context: RowContext, count: number, translate: Translate): ClaimRow[] {
  const meanings = { ...claimMeanings, ...context.knowledge?.claims };
  return rows('claims', claims, { ...context, meanings }, count, translate);
}

export function headerRows(header: JsonObject, context: RowContext, count: number, translate: Translate): ClaimRow[] {
  return rows('header', header, { ...context, meanings: headerMeanings }, count, translate);
}

function rows(
  part: 'header' | 'claims',
  object: JsonObject,
  { knowledge, numbers, hint, meanings }: RowContext & { readonly meanings: Readonly<Record<string, string>> },
  count: number,
  translate: Translate,
): ClaimRow[] {
  return Object.entries(object)
    .slice(0, count)
    .map(([name, value], index) => {
      const { value: masked, hidden } = maskSecrets(
        value,
        `${part}/${index}`,
        knowledge?.opaqueForms ?? [],
        isSecretMember(object, name),
      );
      const text = typeof masked === 'string' ? masked : printJson(masked, [name], numbers);
      const meaning = own(meanings, name);
      const valueMeaning = own(own(knowledge?.values ?? {}, name) ?? {}, text);
      const why = hint?.(name, value) ?? (valueMeaning === undefined ? undefined : translate(valueMeaning));
      const time = timeClaims.has(name) ? timeOf(value) : undefined;
      return {
        name: shorten(mask(name), NAME_SHOWN),
        value: text.slice(0, VALUE_SHOWN),
        ...(typeof masked === 'object' && masked !== null && { json: true as const }),
        ...(text.length > VALUE_SHOWN && { length: text.length }),
        ...(meaning !== undefined && { meaning: translate(meaning) }),
        ...(why !== undefined && { hint: why }),
        ...(time !== undefined && { time }),
        ...(hidden.length > 0 && { masked: true as const, inner: hidden.slice(0, HIDDEN_NAMED) }),
      };
    });
}

/** Milliseconds since the epoch of a NumericDate (RFC 7519 section 2); undefined for what is not a finite number. */
export function timeOf(value: Json | undefined): number | undefined {
  if (typeof value !== 'number') return undefined;
  const time = value * 1000 + 0; // no negative zero, which JSON does not know
  return Number.isNaN(new Date(time).getTime()) ? undefined : time;
}

function own<Value>(object: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
