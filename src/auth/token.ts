import * as v from 'valibot';
import type { JsonObject } from '../text/json.js';
import { isRecord } from '../text/jsonValue.js';
import { holdsLongSecret } from '../text/knownSecrets.js';
import { redactAll } from '../text/redact.js';
import { AuthError } from './errors.js';
import { accessEntries, decodeToken, timeOf } from './jwt.js';
import { grantedScopes, mergeScopes, parseScope, resourceKey } from './scope.js';
import { dateOf, momentNear } from './serverClock.js';

/**
 * A bearer token or HTTP Basic value for a service. `value` is secret: it goes only to the clipboard and into request
 * headers.
 */
export interface Token {
  readonly scheme: 'Bearer' | 'Basic';
  readonly value: string;
  readonly use: 'access' | 'refresh';
  /** Milliseconds since the epoch, local clock. */
  readonly obtainedAt: number;
  /** Milliseconds since the epoch, local clock. */
  readonly expiresAt?: number;
  /** The token's own `nbf`; services reject it before. Milliseconds since the epoch, local clock. */
  readonly notBefore?: number;
  readonly expirySource: 'claim' | 'expires_in' | 'service' | 'assumed' | 'none';
  /**
   * After this time, use triggers a renewal; this token stays valid until `expiresAt`. Milliseconds since the epoch,
   * local clock.
   */
  readonly renewAt?: number;
  /** Secret. */
  readonly refreshToken?: string;
  /** Requested scopes. */
  readonly scopes: readonly string[];
  /** Granted scopes; absent if the response doesn't report them. */
  readonly granted?: readonly string[];
  /** Earliest expiry of a granted scope, if scopes have their own. Milliseconds since the epoch, local clock. */
  readonly grantsEnd?: number;
  /** Never secret, such as the realm and service that issued it. */
  readonly details?: Readonly<Record<string, string>>;
}

// The specification's default and minimum lifetime (distribution token specification, "expires_in").
const DEFAULT_LIFETIME = 60_000;
// Go's JSON encoder writes this for a time that was never set.
const GO_ZERO_TIME = '0001-01-01T00:00:00Z';
const LATEST_DATE = 8.64e15;

// A field of the wrong type is treated as absent: several servers send `""`, `null` or a number as text.
const text = v.optional(v.fallback(v.optional(v.string()), undefined));
const TokenAnswer = v.object({
  token: text,
  access_token: text,
  refresh_token: text,
  expires_in: v.optional(v.unknown()),
  issued_at: v.optional(v.unknown()),
  scope: text,
});

/**
 * Reads the response of a token endpoint (distribution token specification; RFC 6749 section 5.1). `body` is the parsed
 * JSON, `scopes` are the requested scopes, and `now` is the time of receipt in milliseconds since the epoch.
 * `access_token` takes precedence over a different `token`.
 *
 * Expiry: with `expires_in`, the earlier of start + max(60 s, `expires_in`) and the token's own `exp`; otherwise the
 * `exp`; otherwise receipt + 60 s, marked `assumed`. Unusable times count as absent.
 *
 * Throws AuthError `bad-response` if there is no token, or one that can't go into a header.
 */
export function parseTokenResponse(body: unknown, scopes: readonly string[], now: number): Token {
  const answer = v.safeParse(TokenAnswer, ignoringCase(body, Object.keys(TokenAnswer.entries)));
  if (!answer.success || Array.isArray(body)) {
    throw new AuthError('bad-response', 'The response isn’t a JSON object.', {
      details: { reason: 'the response isn’t a JSON object' },
    });
  }
  const { token, access_token, refresh_token, expires_in, issued_at, scope } = answer.output;
  // An empty text counts as absent: some servers fill only one of the two.
  const value = [access_token, token].find(Boolean);
  if (value === undefined) {
    throw new AuthError('bad-response', 'The response contains no token.', {
      details: { reason: 'the response contains no token' },
    });
  }
  requireSendable(value);
  if (refresh_token) {
    requireSendable(refresh_token);
  }
  const claimed = grantsOf(value, scopes, now);
  return {
    scheme: 'Bearer',
    value,
    use: useOf(value),
    obtainedAt: now,
    ...expiryOf(value, expires_in, issued_at, now),
    ...startOfUse(value),
    ...(refresh_token ? { refreshToken: refresh_token } : {}),
    scopes,
    ...(claimed ?? (scope ? { granted: mergeScopes([scope]) } : {})),
  };
}

/**
 * A Token from a ready-made bearer token. `now` is in milliseconds since the epoch. Throws AuthError `invalid-input`.
 */
export function readyMadeToken(value: string, scopes: readonly string[], now: number): Token {
  if (value === '' || !isSendable(value)) {
    throw new AuthError('invalid-input', 'The token contains characters that can’t be sent in a header.', {
      details: { field: 'token', reason: 'it contains spaces or characters that can’t be sent in a header' },
    });
  }
  const exp = claimedExpiry(value);
  return {
    scheme: 'Bearer',
    value,
    use: useOf(value),
    obtainedAt: now,
    ...(exp === undefined ? { expirySource: 'none' } : { expiresAt: exp, expirySource: 'claim' }),
    ...startOfUse(value),
    scopes,
    ...grantsOf(value, scopes, now),
  };
}

/** Grants of the token's access claim, which are unknown if it can't be read; undefined without an access claim. */
function grantsOf(
  value: string,
  scopes: readonly string[],
  now: number,
): Pick<Token, 'granted' | 'grantsEnd'> | undefined {
  const access = claimsOf(value)?.access;
  if (access === undefined) {
    return undefined;
  }
  const entries = accessEntries(access);
  if (entries === undefined) {
    return {};
  }
  const asked = new Set(mergeScopes(scopes).map(parseScope).map(resourceKey));
  const ends = entries.flatMap(({ expires, ...scope }) =>
    expires !== undefined && expires > now && (asked.size === 0 || asked.has(resourceKey(scope))) ? [expires] : [],
  );
  const grantsEnd = ends.reduce((one, other) => Math.min(one, other), Infinity);
  return { granted: grantedScopes(entries, now), ...(grantsEnd < Infinity ? { grantsEnd } : {}) };
}

/** A JWT marks itself as a refresh token with its `grant_type` claim. */
function useOf(value: string): Token['use'] {
  return claimsOf(value)?.grant_type === 'refresh_token' ? 'refresh' : 'access';
}

function expiryOf(
  value: string,
  expiresIn: unknown,
  issuedAt: unknown,
  now: number,
): Pick<Token, 'expiresAt' | 'expirySource'> {
  const exp = claimedExpiry(value);
  const end = statedEnd(expiresIn, issuedAt, now);
  if (end !== undefined) {
    return exp !== undefined && exp < end
      ? { expiresAt: exp, expirySource: 'claim' }
      : { expiresAt: end, expirySource: 'expires_in' };
  }
  return exp === undefined
    ? { expiresAt: now + DEFAULT_LIFETIME, expirySource: 'assumed' }
    : { expiresAt: exp, expirySource: 'claim' };
}

function startOfUse(value: string): Pick<Token, 'notBefore'> {
  const notBefore = timeOf(claimsOf(value)?.nbf);
  return notBefore === undefined ? {} : { notBefore };
}

/** `issued_at` if it is plausible, otherwise the time of receipt. */
function startOf(issuedAt: unknown, lifetime: number, now: number): number {
  if (typeof issuedAt !== 'string' || issuedAt === GO_ZERO_TIME) {
    return now;
  }
  const issued = dateOf(issuedAt) ?? now;
  return issued <= now && issued + lifetime > now ? issued : now;
}

/**
 * End by `expires_in`, in milliseconds since the epoch: a number of seconds, also as text or with a fraction. A number
 * that is a moment near now, in seconds or milliseconds, is that moment: no token lives for decades.
 */
function statedEnd(expiresIn: unknown, issuedAt: unknown, now: number): number | undefined {
  const written = typeof expiresIn === 'string' && /^\s*\d{1,15}(?:\.\d+)?\s*$/.test(expiresIn);
  const stated = written ? Number(expiresIn) : expiresIn;
  if (typeof stated !== 'number' || !Number.isFinite(stated)) {
    return undefined;
  }
  const moment = momentNear(stated, now);
  if (moment !== undefined) {
    return Math.max(moment, now + DEFAULT_LIFETIME);
  }
  const lifetime = Math.max(DEFAULT_LIFETIME, Math.floor(stated) * 1000);
  return lifetime < LATEST_DATE / 2 ? startOf(issuedAt, lifetime, now) + lifetime : undefined;
}

/** The object with members of these names, which count in any case unless the exact one is there. */
function ignoringCase(body: unknown, names: readonly string[]): unknown {
  if (!isRecord(body)) {
    return body;
  }
  const members = Object.entries(body);
  const found = names.flatMap((name) => {
    const member = members.find(([one]) => one === name) ?? members.find(([one]) => one.toLowerCase() === name);
    return member === undefined ? [] : [[name, member[1]] as const];
  });
  return Object.fromEntries(found);
}

/**
 * The `exp` claim (RFC 7519 section 4.1.4) in milliseconds since the epoch; undefined for anything but a JWT with one.
 */
export function claimedExpiry(value: string): number | undefined {
  const exp = claimsOf(value)?.exp;
  return typeof exp === 'number' && Math.abs(exp * 1000) <= LATEST_DATE ? exp * 1000 : undefined;
}

function claimsOf(value: string): JsonObject | undefined {
  const decoded = decodeToken(value);
  return decoded.format === 'jwt' ? decoded.claims : undefined;
}

/** Visible ASCII only: any other character could break the header or inject another one. */
function isSendable(value: string): boolean {
  return /^[\x21-\x7e]+$/.test(value);
}

function requireSendable(value: string): void {
  if (!isSendable(value)) {
    throw new AuthError('bad-response', 'The token contains characters that can’t be sent in a header.', {
      details: { reason: 'the token contains characters that can’t be sent in a header' },
    });
  }
}

/** Returns the secret text of a fetched or pasted token. */
export function secretOf(token: Token | string): string {
  return typeof token === 'string' ? token : token.value;
}

/** The token without scopes and details in which the service repeats a secret. */
export function withoutSecrets(token: Token, secrets: readonly string[]): Token {
  const { granted, details } = token;
  return {
    ...token,
    ...(granted && { granted: granted.filter((scope) => !holdsLongSecret(scope, secrets)) }),
    ...(details && { details: redactAll(details, secrets) }),
  };
}
