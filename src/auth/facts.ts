import type { Facts, Subject } from './answer.js';
import { timeOf } from './claims.js';
import { statedExpiry } from './expiry.js';
import { compareGrants } from './grants.js';
import type { GrantRow } from './grants.js';
import type { InspectionInput } from './inspection.js';
import type { Json, JsonObject } from './json.js';
import { decodeToken, isNone } from './jwt.js';
import type { DecodedJwt, UndecodedToken } from './jwt.js';
import { LEEWAY } from './leeway.js';
import { maskText } from './masking.js';
import type { Translate } from './pieces.js';
import { mergeScopes, parseScope } from './scope.js';
import { endsAfter, mostGranted, onOurClock, readAccess } from './statedGrants.js';
import type { Token } from './token.js';
import { sentences } from './words.js';

export interface LifePoint {
  /** Milliseconds since the epoch, local clock. */
  readonly at: number;
  /** Where the figure comes from; `default`: nobody said, so the specification's least lifetime is assumed. */
  readonly source: 'iat' | 'nbf' | 'exp' | 'received' | 'expires_in' | 'service' | 'default';
}

export interface Life {
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
  readonly life: Life;
  readonly asked: readonly string[];
  /** Whether `grants` are the token's word and not only what was asked for. */
  readonly told: boolean;
  readonly grants?: readonly GrantRow[];
  /** What becomes of them at the next own ends of some. */
  readonly laterGrants: NonNullable<Facts['laterGrants']>;
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

/** What the first sentence depends on. */
export function factsOf(input: InspectionInput, reading: Reading): Facts {
  const { token, decoded, claims, life, grants, asked } = reading;
  const shown = (text: string) => maskText(text, input.opaqueForms);
  const begun = token?.obtainedAt ?? life.from?.at;
  const audiences = textsOf(claims?.aud);
  const host = input.host ?? audiences.find(isHost);
  const other = otherAudience(audiences, input.host, reading.service);
  const nbf = timeOf(claims?.nbf);
  const refresh = token?.use === 'refresh' || claims?.grant_type === 'refresh_token';
  return {
    pasted: !token,
    format: formatOf(decoded),
    use: refresh ? 'refresh' : 'access',
    misused: refresh && asked.length > 0,
    ...(host !== undefined && { host: shown(host) }),
    ...(other !== undefined && { otherAudience: shown(other) }),
    ...signatureFacts(decoded),
    ...(input.accepted && { accepted: input.accepted }),
    ...(input.signature && { signature: input.signature }),
    subject: subjectOf(claims?.sub, input.account, shown),
    ...(reading.told && grants && { grants, laterGrants: reading.laterGrants }),
    asked: asked.length > 0,
    skew: reading.skew,
    ...(input.refused && { refused: input.refused }),
    ...(nbf !== undefined && { notBefore: nbf - reading.skew }),
    ...(claims && { turns: turnsOf(claims, reading.skew) }),
    ...(life.to && { expires: life.to.at }),
    ...(begun !== undefined && { begun }),
  };
}

/** When what is said of the times in the claims changes. */
function turnsOf({ iat, exp }: JsonObject, skew: number): number[] {
  const [issued, end] = [timeOf(iat), timeOf(exp)];
  return [...(issued === undefined ? [] : [issued - LEEWAY - skew]), ...(end === undefined ? [] : [end - skew])];
}

/** What the third part of a JWT says without a key. */
function signatureFacts(decoded: Reading['decoded']): Pick<Facts, 'unsigned' | 'brokenSignature'> {
  if (decoded?.format !== 'jwt') return {};
  if (decoded.notes.some(({ code }) => code === 'damaged-signature')) return { brokenSignature: 'damaged' };
  if (decoded.signed) return {};
  const { alg } = decoded.header;
  return alg === undefined || isNone(alg) ? { unsigned: true } : { brokenSignature: 'missing' };
}

function formatOf(decoded: Reading['decoded']): Facts['format'] {
  if (!decoded) return 'basic';
  return decoded.format === 'opaque' && decoded.header ? 'damaged' : decoded.format;
}

function lifeOf(claims: JsonObject | undefined, token: Token | undefined, skew: number): Life {
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

/**
 * An empty subject means nobody (distribution token specification); so does the one that some services write out.
 * A subject that is a bare id tells a person less than the account that was signed in with.
 */
function subjectOf(sub: Json | undefined, account: string | undefined, shown: (text: string) => string): Subject {
  if (sub === '' || sub === '(anonymous)') return { type: 'anonymous' };
  const named = typeof sub === 'string' && !(account !== undefined && /^[0-9a-f-]{32,36}$/i.test(sub)) ? sub : account;
  return named === undefined ? { type: 'unknown' } : { type: 'account', name: shown(named) };
}

/**
 * The audience, when it is somebody else than who should accept the token. Where the service did not say what it calls
 * itself, only an audience that looks like a host is taken for another one.
 */
function otherAudience(
  audiences: readonly string[],
  host: string | undefined,
  service: string | undefined,
): string | undefined {
  if (host === undefined) return undefined;
  const own = new Set([host, host.replace(/:\d+$/, ''), service].map((name) => name?.toLowerCase()));
  if (
    audiences.some((audience) =>
      own.has(
        audience
          .toLowerCase()
          .replace(/^https?:\/\//, '')
          .replace(/\/$/, ''),
      ),
    )
  ) {
    return undefined;
  }
  return service === undefined ? audiences.find(isHost) : audiences[0];
}

function isHost(text: string): boolean {
  return /^[\w-]+(\.[\w-]+)+(:\d+)?$/.test(text);
}

/** RFC 7519 section 4.1.3: one text or a list of them. */
function textsOf(aud: Json | undefined): string[] {
  const list: readonly Json[] = Array.isArray(aud) ? (aud as readonly Json[]) : [aud ?? null];
  return list.filter((item) => typeof item === 'string').filter((item) => item !== '');
}
