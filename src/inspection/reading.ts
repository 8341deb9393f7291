import { statedExpiry } from '../auth/expiry.js';
import { type DecodedJwt, decodeToken, timeOf, type UndecodedToken } from '../auth/jwt.js';
import { mergeScopes, parseScope } from '../auth/scope.js';
import type { Token } from '../auth/token.js';
import type { JsonObject } from '../text/json.js';
import type { OpaqueForm } from '../text/masking.js';
import type { Translate } from '../text/message.js';
import { endsAfter, mostGranted, onOurClock, readAccess } from './accessClaim.js';
import type { Cleaning } from './finding.js';
import { compareGrants, type GrantRow, type LaterGrants } from './grants.js';
import { type JwtPart, jwtPartOf, opaqueFormOf, withoutPrefix } from './opaqueToken.js';
import { sentences } from './sentences.js';
import type { ChainLink } from './signature/x5c.js';
import type { TokenKnowledge } from './tokenKnowledge.js';

/** Result of a signature check. `key` names the key; absent if several were tried and none matched. */
export interface CheckedSignature {
  readonly matches: boolean;
  readonly key?: string;
}

export interface LifePoint {
  /** Milliseconds since the epoch, local clock. */
  readonly at: number;
  /** Source of the time. `expiration`: the form of an opaque value. `default`: not stated, so the specification's minimum lifetime is assumed. */
  readonly source: 'iat' | 'nbf' | 'exp' | 'expiration' | 'received' | 'expires_in' | 'service' | 'default';
}

export interface TokenLife {
  readonly from?: LifePoint;
  /** Absent if no expiry is stated. */
  readonly to?: LifePoint;
  /** Present if it differs from `from`. */
  readonly notBefore?: LifePoint;
  /** Until when it is reused, if no expiry is stated. */
  readonly reuse?: LifePoint;
}

/** A decoded token. */
export interface Reading {
  /** Absent if the token was pasted. */
  readonly token?: Token;
  /** Absent for HTTP Basic, which has nothing to decode. */
  readonly decoded?: DecodedJwt | UndecodedToken;
  /** Known form of the value; of a JWT, the one whose prefix stands before it. */
  readonly form?: OpaqueForm;
  readonly claims?: JsonObject;
  /** What was pasted is only this part of a JWT. */
  readonly part?: JwtPart;
  readonly numbers: ReadonlyMap<string, string>;
  /** Clock skew: milliseconds that the service's clock is ahead of the local clock. */
  readonly skew: number;
  readonly life: TokenLife;
  readonly asked: readonly string[];
  /** Whether `grants` were stated as granted, not only requested. */
  readonly told: boolean;
  readonly grants?: readonly GrantRow[];
  /** Grants after each of the next expiries of a grant. */
  readonly laterGrants: LaterGrants;
  /** Name of the service that should accept the token: `service` of its challenge. */
  readonly service?: string;
}

export function readToken(
  input: Pick<InspectionInput, 'token' | 'knowledge' | 'opaqueForms' | 'login' | 'now'>,
  translate: Translate,
): Reading {
  const token = typeof input.token === 'string' ? undefined : input.token;
  const value = typeof input.token === 'string' ? input.token : input.token.value;
  const { knowledge = { claims: {}, missingGrant: {} }, opaqueForms: forms = [] } = input;
  const bare = withoutPrefix(value, forms);
  const decoded = token?.scheme === 'Basic' ? undefined : decodeToken(bare, translate);
  const jwt = decoded?.format === 'jwt' ? decoded : undefined;
  const form = decoded?.header && bare === value ? undefined : opaqueFormOf(value, forms);
  const part = token || form || input.login || decoded?.format !== 'opaque' ? undefined : jwtPartOf(value);
  const skew = Number(token?.details?.clockSkew ?? 0);
  const stated = jwt && readAccess(jwt.claims.access, knowledge, forms, translate);
  const granted = stated?.map((grant) => onOurClock(grant, skew)) ?? token?.granted?.map(parseScope);
  const most = jwt && mostGranted(jwt.claims, knowledge.mostGranted, forms, translate(sentences.anyRepository));
  const asked = mergeScopes(token?.scopes ?? []);
  // With HTTP Basic, no service reports what it grants.
  const listed = granted ?? most ?? (token?.scheme === 'Basic' ? undefined : asked[0]);
  const service = token?.details?.service;
  return {
    ...(token && { token }),
    ...(decoded && { decoded }),
    ...(decoded && form && { form }),
    ...(jwt && { claims: jwt.claims }),
    ...(part && { part }),
    numbers: jwt?.numbers ?? new Map(),
    skew,
    life: lifeOf(jwt?.claims, token, { skew, stated: decoded && form?.expiryOf?.(value) }),
    asked,
    told: granted !== undefined,
    laterGrants: endsAfter(input.now, granted).map((from) => ({ from, grants: compareGrants(asked, granted, from) })),
    ...(listed !== undefined && {
      grants: [...(most ?? []), ...compareGrants(asked, granted, input.now)],
    }),
    ...(service !== undefined && { service }),
  };
}

function lifeOf(
  claims: JsonObject | undefined,
  token: Token | undefined,
  { skew, stated }: { readonly skew: number; readonly stated: number | undefined },
): TokenLife {
  const claimed = (source: 'iat' | 'nbf' | 'exp'): LifePoint | undefined => {
    const time = timeOf(claims?.[source]);
    return time === undefined ? undefined : { at: time - skew, source };
  };
  const notBefore = claimed('nbf');
  const from = claimed('iat') ?? notBefore ?? (token && { at: token.obtainedAt, source: 'received' as const });
  // The response states no expiry for a refresh token; its own `exp` does.
  const to =
    (token && endOf(token)) ??
    claimed('exp') ??
    (stated === undefined ? undefined : { at: stated - skew, source: 'expiration' as const });
  const reuse = token?.expirySource === 'assumed' ? token.expiresAt : undefined;
  return {
    ...(from && { from }),
    ...(to && { to }),
    ...(notBefore && notBefore.at !== from?.at && { notBefore }),
    ...(reuse !== undefined && { reuse: { at: reuse, source: 'default' } }),
  };
}

// The grants end by themselves (`laterGrants`), which isn't the end of the token.
function endOf({ expiresAt, expirySource }: Token): LifePoint | undefined {
  const stated = statedExpiry({ expirySource, ...(expiresAt !== undefined && { expiresAt }) });
  return stated && { at: stated.at, source: stated.source === 'claim' ? 'exp' : stated.source };
}

export interface InspectionInput {
  /** A fetched token, or the text of a pasted one. */
  readonly token: Token | string;
  /** Host (with port) where the token is meant to be used; absent if unknown. */
  readonly host?: string;
  /** Name of the account whose credential was sent. */
  readonly account?: string;
  /** Id of the credential form. */
  readonly form?: string;
  /** Knowledge of the registry kind, such as a KindKnowledge. */
  readonly knowledge?: TokenKnowledge;
  /** The pasted secret is the password of this user; `user` is empty if the text names none. */
  readonly login?: PastedLogin;
  /** `refresh`: a pasted token that the text calls an identity token or refresh token. */
  readonly use?: 'refresh';
  /** Host (with port) that the pasted text names for a token, which says less than its audience. */
  readonly namedHost?: string;
  /** Issuer that the format of a pasted token suggests. */
  readonly maker?: string;
  /** Secrets of the connection, which the service can have put into the token. */
  readonly secrets?: readonly string[];
  /** Known forms of secrets, of all registry kinds. */
  readonly opaqueForms?: readonly OpaqueForm[];
  /** Corrections that were made when it was pasted. */
  readonly cleaned?: readonly Cleaning[];
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Host that accepted a request with this token, and when (ms since the epoch). Absent if it wasn't tested. */
  readonly accepted?: { readonly host: string; readonly at: number };
  /** Absent if not checked. */
  readonly signature?: CheckedSignature;
  /** Certificates in its header, only if the signature was checked with the first of them. */
  readonly certificates?: readonly ChainLink[];
  /** Host that rejected the token, and when (ms since the epoch). */
  readonly refused?: { readonly host: string; readonly at: number };
}

export interface PastedLogin {
  readonly user: string;
  /** Host (with port) that the pasted text names for it. */
  readonly host?: string;
}

/** Seconds since the epoch in the year 5138. As milliseconds it is in 1973, before any token existed. */
export const SURELY_MILLISECONDS = 1e11;
