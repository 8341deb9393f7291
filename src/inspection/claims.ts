import { LEEWAY } from '../auth/expiry.js';
import { isNone, timeOf } from '../auth/jwt.js';
import { isList, type Json, type JsonObject, printJson } from '../text/json.js';
import { own } from '../text/jsonValue.js';
import { isSecretMember, mask, maskSecrets, shorten } from '../text/masking.js';
import { fill, plainText, type Translate } from '../text/message.js';
import type { TokenFacts } from './facts.js';
import { SURELY_MILLISECONDS } from './reading.js';
import type { TokenKnowledge } from './tokenKnowledge.js';

const times: ReadonlySet<string> = new Set(['exp', 'nbf', 'iat']);

/** Hint on the value of a registered claim at `now` (ms since the epoch); undefined if there is none. */
export function claimHint(
  name: string,
  value: Json,
  facts: TokenFacts,
  now: number,
  translate: Translate,
): string | undefined {
  const hint = times.has(name) ? timeHint(name, value, now + facts.skew) : otherHint(name, value, facts);
  return hint && plainText(fill(translate(claimHints[hint]), { host: facts.host ?? '' }), 0);
}

/**
 * Hint on the value of a header field; undefined if there is none. A claim of the same name says nothing about the
 * signature.
 */
export function headerHint(name: string, value: Json, translate: Translate): string | undefined {
  if (name !== 'alg') {
    return undefined;
  }
  if (isNone(value)) {
    return translate(claimHints['alg-none']);
  }
  return typeof value === 'string' && /^HS\d/i.test(value) ? translate(claimHints['alg-shared']) : undefined;
}

function timeHint(name: string, value: Json, now: number): keyof typeof claimHints | undefined {
  if (value === null) {
    return undefined;
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    return 'not-a-number';
  }
  if (value > SURELY_MILLISECONDS) {
    return 'milliseconds';
  }
  const time = timeOf(value) ?? now;
  if (name === 'exp') {
    return time <= now ? 'exp-past' : undefined;
  }
  if (time - LEEWAY <= now) {
    return undefined;
  }
  return name === 'nbf' ? 'nbf-ahead' : 'iat-ahead';
}

function otherHint(name: string, value: Json, facts: TokenFacts): keyof typeof claimHints | undefined {
  if (name === 'aud') {
    return facts.otherAudience === undefined ? undefined : 'aud-other';
  }
  if (name === 'sub') {
    return value === '' ? 'sub-empty' : undefined;
  }
  return name === 'grant_type' && value === 'refresh_token' ? 'refresh' : undefined;
}

/**
 * Meanings of registered claims (RFC 7519 section 4.1, RFC 8693, OpenID Connect, and the distribution token
 * specification).
 */
export const claimMeanings: Readonly<Record<string, string>> = {
  iss: 'Issuer of the token',
  sub: 'Subject: the account that it identifies',
  aud: 'Audience: the service that it is for',
  exp: 'Expiry: rejected from then on',
  nbf: 'Not valid before',
  iat: 'Issued at',
  jti: 'Unique ID of this token',
  access: 'Grants: repositories and actions',
  scope: 'Grants, as scopes',
  azp: 'Authorized party: the client that it was issued to',
  client_id: 'Client that it was issued to',
  auth_time: 'Time of the sign-in',
  name: 'Name of the subject',
  email: 'Email address of the subject',
};

/** Meanings of header fields (RFC 7515 section 4.1, RFC 7516 section 4.1). */
export const headerMeanings: Readonly<Record<string, string>> = {
  alg: 'Signature algorithm (or key encryption algorithm)',
  enc: 'Content encryption algorithm',
  typ: 'Token type',
  cty: 'Content type',
  kid: 'ID of the signing key',
  jwk: 'The signing key itself, which proves nothing: anyone can add one',
  jku: 'Address of the signing keys, which was not requested: anyone can add one',
  x5c: 'Certificates of the signing key',
  x5t: 'SHA-1 fingerprint of the signing certificate',
  'x5t#S256': 'SHA-256 fingerprint of the signing certificate',
  x5u: 'Address of the signing certificate, which was not requested',
  crit: 'Extensions that a client must support',
  zip: 'Compression algorithm',
};

/** Hints on the values of claims and header fields; `{names}` are placeholders. */
export const claimHints = {
  'aud-other': 'Not {host}, which would reject it.',
  'exp-past': 'In the past.',
  'nbf-ahead': 'In the future: rejected until then.',
  'iat-ahead': 'Ahead of this machine’s clock.',
  'not-a-number': 'Not a number, so clients can read it differently.',
  milliseconds: 'Looks like milliseconds. Clients will read it as seconds.',
  'sub-empty': 'The value is empty, which means an anonymous user.',
  'alg-none': 'Not signed.',
  'alg-shared': 'Signed with a shared secret: anyone who can verify it can also create such tokens.',
  refresh: 'A refresh token, which can only be exchanged for access tokens.',
} as const;

/** One header field or claim for display. Holds no secret. */
export interface ClaimRow {
  readonly name: string;
  /** Numbers as written, strings without quotes; at most VALUE_SHOWN characters. */
  readonly value: string;
  /** `value` is JSON with added line breaks; otherwise every character in it is the token's. */
  readonly json?: true;
  /** Length of the whole value in characters, if it was cut. */
  readonly length?: number;
  readonly meaning?: string;
  /** Why this value matters. */
  readonly hint?: string;
  /** Milliseconds since the epoch, for claims that are a time. */
  readonly time?: number;
  /** Part of the value is masked. */
  readonly masked?: true;
  /** Paths of the masked parts, for innerToken. */
  readonly inner?: readonly string[];
}

/** Context for rows of claims. */
export interface RowContext {
  readonly knowledge?: Pick<TokenKnowledge, 'claims' | 'values' | 'opaqueForms'>;
  /** Source text of the numbers that JavaScript would print differently, by JSON pointer. */
  readonly numbers: ReadonlyMap<string, string>;
  /** Hint on a value, independent of the kind of service. */
  readonly hint?: (name: string, value: Json) => string | undefined;
}

/** Enough for an `x5c` certificate or a long `access` claim; a person reads no more. */
const VALUE_SHOWN = 2000;
const NAME_SHOWN = 200;
const HIDDEN_NAMED = 20;

const timeClaims: ReadonlySet<string> = new Set(['exp', 'nbf', 'iat', 'auth_time', 'updated_at']);

/** Rows of the first `count` claims. The kind's meanings take precedence over the registered ones. */
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
      const secret = isSecretMember(object, name);
      const { masked, hidden, text, length } = shownOf(value, VALUE_SHOWN, (head) => {
        const found = maskSecrets(head, `${part}/${index}`, knowledge?.opaqueForms ?? [], secret);
        const printed = typeof found.value === 'string' ? found.value : printJson(found.value, [name], numbers);
        return { masked: found.value, hidden: found.hidden, text: printed };
      });
      const meaning = own(meanings, name);
      const valueMeaning = own(own(knowledge?.values ?? {}, name) ?? {}, text);
      const why = hint?.(name, value) ?? (valueMeaning === undefined ? undefined : translate(valueMeaning));
      const time = timeClaims.has(name) ? timeOf(value) : undefined;
      return {
        name: shorten(mask(name, knowledge?.opaqueForms), NAME_SHOWN),
        value: text.slice(0, VALUE_SHOWN),
        ...(typeof masked === 'object' && masked !== null && { json: true as const }),
        ...(text.length > VALUE_SHOWN && { length }),
        ...(meaning !== undefined && { meaning: translate(meaning) }),
        ...(why !== undefined && { hint: why }),
        ...(time !== undefined && { time }),
        ...(hidden.length > 0 && { masked: true as const, inner: hidden.slice(0, HIDDEN_NAMED) }),
      };
    });
}

/**
 * Reads as much of a value as gives more than `wanted` characters of text: of a list of a thousand grants, only the first
 * ones are masked and printed. `length` is that of the whole text in characters, or of its JSON if it wasn't all read.
 */
function shownOf<Read extends { readonly text: string }>(
  value: Json,
  wanted: number,
  read: (head: Json) => Read,
): Read & { readonly length: number } {
  // Only lists: what of an object is secret can depend on a member further down.
  const items = typeof value === 'object' && value !== null && isList(value) ? value : [];
  for (let count = ITEMS_FIRST; count < items.length; count *= 4) {
    const found = read(items.slice(0, count));
    // The end of the text is that of the part, not of the whole.
    if (found.text.length > wanted + CLOSING) {
      return { ...found, length: Math.max(found.text.length, JSON.stringify(value).length) };
    }
  }
  const found = read(value);
  return { ...found, length: found.text.length };
}

const ITEMS_FIRST = 64;
const CLOSING = '\n]'.length;
