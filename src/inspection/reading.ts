import { statedExpiry } from '../auth/expiry.js';
import { decodeToken, timeOf, type DecodedJwt, type UndecodedToken } from '../auth/jwt.js';
import { mergeScopes, parseScope } from '../auth/scope.js';
import type { Token } from '../auth/token.js';
import { endsAfter, mostGranted, onOurClock, readAccess } from './accessClaim.js';
import type { Cleaning } from './finding.js';
import { compareGrants, type GrantRow, type LaterGrants } from './grants.js';
import type { TokenKnowledge } from './tokenKnowledge.js';
import { sentences } from './sentences.js';
import type { ChainLink } from './signature/x5c.js';
import type { JsonObject } from '../text/json.js';
import type { OpaqueForm } from '../text/masking.js';
import type { Translate } from '../text/message.js';

/** What came of checking a signature; `key` says with which key. Absent: with several, and none of them matched. */
export interface CheckedSignature {
  readonly matches: boolean;
  readonly key?: string;
}

export interface LifePoint {
  /** Milliseconds since the epoch, local clock. */
  readonly at: number;
  /** Where the figure comes from; `default`: nobody said, so the specification's least lifetime is assumed. */
  readonly source: 'iat' | 'nbf' | 'exp' | 'received' | 'expires_in' | 'service' | 'default';
}

export interface TokenLife {
  readonly from?: LifePoint;
  /** Absent: no expiry stated. */
  readonly to?: LifePoint;
  /** Where it differs from `from`. */
  readonly notBefore?: LifePoint;
  /** Until when it is handed out again where no expiry is stated. */
  readonly reuse?: LifePoint;
}

/** A token taken apart. */
export interface Reading {
  /** Absent when it was pasted. */
  readonly token?: Token;
  /** Absent for Basic: nothing to decode. */
  readonly decoded?: DecodedJwt | UndecodedToken;
  readonly claims?: JsonObject;
  readonly numbers: ReadonlyMap<string, string>;
  /** Milliseconds that the service's clock is ahead of ours. */
  readonly skew: number;
  readonly life: TokenLife;
  readonly asked: readonly string[];
  /** Whether `grants` are the token's word and not only what was asked for. */
  readonly told: boolean;
  readonly grants?: readonly GrantRow[];
  /** What becomes of them at the next own ends of some. */
  readonly laterGrants: LaterGrants;
  /** What the service that should accept it calls itself, by its challenge. */
  readonly service?: string;
}

export function readToken(
  input: Pick<InspectionInput, 'token' | 'knowledge' | 'opaqueForms' | 'now'>,
  translate: Translate,
): Reading {
  const token = typeof input.token === 'string' ? undefined : input.token;
  const value = typeof input.token === 'string' ? input.token : input.token.value;
  const decoded = token?.scheme === 'Basic' ? undefined : decodeToken(value, translate);
  const jwt = decoded?.format === 'jwt' ? decoded : undefined;
  const skew = Number(token?.details?.clockSkew ?? 0);
  const { knowledge = { claims: {}, missingGrant: {} }, opaqueForms: forms = [] } = input;
  const stated = jwt && readAccess(jwt.claims.access, knowledge, forms, translate);
  const granted = stated?.map((grant) => onOurClock(grant, skew)) ?? token?.granted?.map(parseScope);
  const most = jwt && mostGranted(jwt.claims, knowledge.mostGranted, translate(sentences.anyRepository));
  const asked = mergeScopes(token?.scopes ?? []);
  const service = token?.details?.service;
  return {
    ...(token && { token }),
    ...(decoded && { decoded }),
    ...(jwt && { claims: jwt.claims }),
    numbers: jwt?.numbers ?? new Map(),
    skew,
    life: lifeOf(jwt?.claims, token, skew),
    asked,
    told: granted !== undefined,
    laterGrants: endsAfter(input.now, granted).map((from) => ({ from, grants: compareGrants(asked, granted, from) })),
    ...((granted ?? most ?? asked[0]) !== undefined && {
      grants: [...(most ?? []), ...compareGrants(asked, granted, input.now)],
    }),
    ...(service !== undefined && { service }),
  };
}

function lifeOf(claims: JsonObject | undefined, token: Token | undefined, skew: number): TokenLife {
  const claimed = (source: 'iat' | 'nbf' | 'exp'): LifePoint | undefined => {
    const time = timeOf(claims?.[source]);
    return time === undefined ? undefined : { at: time - skew, source };
  };
  const notBefore = claimed('nbf');
  const from = claimed('iat') ?? notBefore ?? (token && { at: token.obtainedAt, source: 'received' as const });
  // A refresh token comes without a word on its end beside it, and says it itself.
  const to = (token && endOf(token)) ?? claimed('exp');
  const reuse = token?.expirySource === 'assumed' ? token.expiresAt : undefined;
  return {
    ...(from && { from }),
    ...(to && { to }),
    ...(notBefore && notBefore.at !== from?.at && { notBefore }),
    ...(reuse !== undefined && { reuse: { at: reuse, source: 'default' } }),
  };
}

function endOf(token: Token): LifePoint | undefined {
  const stated = statedExpiry(token);
  return stated && { at: stated.at, source: stated.source === 'claim' ? 'exp' : stated.source };
}

export interface InspectionInput {
  /** A token that a service handed out, or the text of a pasted one. */
  readonly token: Token | string;
  /** Host (with port) where the token is meant to be used; absent when nobody said. */
  readonly host?: string;
  /** Name of the account whose credential was sent. */
  readonly account?: string;
  /** Id of the credential form. */
  readonly form?: string;
  /** What the registry kind knows; a KindKnowledge is one. */
  readonly knowledge?: TokenKnowledge;
  /** Whose token a pasted one looks like. */
  readonly maker?: string;
  /** What secrets look like, of all kinds. */
  readonly opaqueForms?: readonly OpaqueForm[];
  /** What was taken off when it was pasted. */
  readonly cleaned?: readonly Cleaning[];
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** A request with this token was answered at that time (ms since the epoch); absent: nobody tried. */
  readonly accepted?: { readonly host: string; readonly at: number };
  /** Absent: nobody checked. */
  readonly signature?: CheckedSignature;
  /** The certificates that it came with, when somebody had the signature checked with them. */
  readonly certificates?: readonly ChainLink[];
  /** The service refused it at that time (ms since the epoch). */
  readonly refused?: { readonly host: string; readonly at: number };
} /** How much too early a token may be by its own times (ms): clocks differ, and registries let it pass (distribution). */
export const LEEWAY = 60_000;
