import { isNone, timeOf } from '../auth/jwt.js';
import type { GrantRow, LaterGrants } from './grants.js';
import { LEEWAY, type CheckedSignature, type InspectionInput, type Reading } from './reading.js';
import type { Json, JsonObject } from '../text/json.js';
import { maskText } from '../text/masking.js';

/** All that the first sentence depends on. Times are milliseconds since the epoch on the local clock. */
export interface TokenFacts {
  readonly pasted: boolean;
  readonly format: 'jwt' | 'jwe' | 'opaque' | 'damaged' | 'basic';
  readonly use: 'access' | 'refresh';
  /** Handed out as an access token, says of itself that it is a refresh token. */
  readonly misused: boolean;
  /** Where the token is meant to be used. */
  readonly host?: string;
  /** Whom the token was made for, where the host is somebody else. */
  readonly otherAudience?: string;
  /** The header says that nobody signed it, and nobody did. */
  readonly unsigned?: true;
  readonly brokenSignature?: 'missing' | 'damaged';
  /** A request with this token was answered (ms since the epoch). */
  readonly accepted?: { readonly host: string; readonly at: number };
  readonly signature?: CheckedSignature;
  readonly subject: TokenSubject;
  /** Undefined: the token does not tell. */
  readonly grants?: readonly GrantRow[];
  /** What becomes of them at each later moment at which some end, in order. */
  readonly laterGrants?: LaterGrants;
  readonly asked: boolean;
  /** Milliseconds that the service's clock is ahead of ours. */
  readonly skew: number;
  /** The service refused it at that time (ms since the epoch). */
  readonly refused?: { readonly host: string; readonly at: number };
  readonly notBefore?: number;
  readonly expires?: number;
  /** When its life began, which says from when on it counts as expiring. */
  readonly begun?: number;
  /** When something else that is said of it stops being true. */
  readonly turns?: readonly number[];
}

export type TokenSubject =
  { readonly type: 'account'; readonly name: string } | { readonly type: 'anonymous' } | { readonly type: 'unknown' };

/** What the first sentence depends on. */
export function factsOf(input: InspectionInput, reading: Reading): TokenFacts {
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
function signatureFacts(decoded: Reading['decoded']): Pick<TokenFacts, 'unsigned' | 'brokenSignature'> {
  if (decoded?.format !== 'jwt') return {};
  if (decoded.notes.some(({ code }) => code === 'damaged-signature')) return { brokenSignature: 'damaged' };
  if (decoded.signed) return {};
  const { alg } = decoded.header;
  return alg === undefined || isNone(alg) ? { unsigned: true } : { brokenSignature: 'missing' };
}

function formatOf(decoded: Reading['decoded']): TokenFacts['format'] {
  if (!decoded) return 'basic';
  return decoded.format === 'opaque' && decoded.header ? 'damaged' : decoded.format;
}

/**
 * An empty subject means nobody (distribution token specification); so does the one that some services write out.
 * A subject that is a bare id tells a person less than the account that was signed in with.
 */
function subjectOf(sub: Json | undefined, account: string | undefined, shown: (text: string) => string): TokenSubject {
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
