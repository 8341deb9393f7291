import { LEEWAY } from '../auth/expiry.js';
import { type DecodedJwt, isNone, signatureLengths, timeOf, unreadEntries } from '../auth/jwt.js';
import { secretOf } from '../auth/token.js';
import type { Json, JsonObject } from '../text/json.js';
import { MASK, mask, type OpaqueForm } from '../text/masking.js';
import { same, type Translate } from '../text/message.js';
import { isTokenLike } from '../text/opaqueWords.js';
import type { GrantRow, LaterGrants } from './grants.js';
import {
  type CheckedSignature,
  type InspectionInput,
  type PastedLogin,
  type Reading,
  SURELY_MILLISECONDS,
} from './reading.js';
import { subjectOf, type TokenSubject } from './subject.js';

/** Facts that the summary sentence depends on. Times are milliseconds since the epoch on the local clock. */
export interface TokenFacts {
  readonly pasted: boolean;
  readonly format: 'jwt' | 'jwe' | 'opaque' | 'damaged' | 'part' | 'basic';
  /** The one part of a JWT that it is, if the format is `part`. */
  readonly part?: 'header' | 'claims';
  readonly use: 'access' | 'refresh';
  /** Issued as an access token, but its own claims identify it as a refresh token. */
  readonly misused: boolean;
  /** Where the token is meant to be used. */
  readonly host?: string;
  /** Host that the pasted text names for the token. */
  readonly namedHost?: string;
  /** The user, possibly empty, whose password it is; the secret is one of its own unless the format is `basic`. */
  readonly login?: PastedLogin;
  /** Audience of the token, if that isn't the host. */
  readonly otherAudience?: string;
  /** HTTP Basic that the registry didn't have to check. */
  readonly unproved?: true;
  /** There is no signature, and the header's `alg` is `none` or absent. */
  readonly unsigned?: true;
  /** `cut`, `misfit`: the algorithm makes longer ones, or ones of another length. */
  readonly brokenSignature?: 'missing' | 'damaged' | 'cut' | 'misfit';
  /** The length of the signature is possible with its algorithm, but rare. */
  readonly unusualSignature?: true;
  /** Host that accepted a request with this token, and when (ms since the epoch). */
  readonly accepted?: { readonly host: string; readonly at: number };
  readonly signature?: CheckedSignature;
  /** The signature was checked with the token's own certificate, which anyone can make. */
  readonly ownKey?: true;
  readonly subject: TokenSubject;
  /** A credential was sent, but the token identifies no one. */
  readonly isIgnored?: true;
  /** Undefined if the token doesn't state its grants. */
  readonly grants?: readonly GrantRow[];
  /** It states grants, but none of them in a form that can be read. */
  readonly unreadGrants?: true;
  /** It states scopes of OAuth, and no grants. */
  readonly scoped?: true;
  /** It is too long to be read. */
  readonly unread?: true;
  /** Known form of an opaque token. */
  readonly form?: Pick<OpaqueForm, 'what' | 'isId' | 'isPlain' | 'expiryOf'>;
  /** Grants after each later moment at which some expire, in order. */
  readonly laterGrants?: LaterGrants;
  readonly asked: boolean;
  /** Clock skew: milliseconds that the service's clock is ahead of the local clock. */
  readonly skew: number;
  /** Host that rejected the token, and when (ms since the epoch). */
  readonly refused?: { readonly host: string; readonly at: number };
  readonly notBefore?: number;
  readonly expires?: number;
  /** Its `exp` is in milliseconds, which readers take for seconds. */
  readonly endsFarOff?: true;
  /** Its `exp` isn't a time. */
  readonly unreadExpiry?: true;
  /** Start of its lifetime, which decides when it counts as expiring. */
  readonly begun?: number;
  /** Other moments at which a statement about the token stops being true. */
  readonly turns?: readonly number[];
}

/** Derives the facts for the summary sentence from a decoded token. */
export function factsOf(input: InspectionInput, reading: Reading, translate: Translate = same): TokenFacts {
  const { token, decoded, claims, life, grants, asked } = reading;
  const shown = (text: string) => mask(text, input.opaqueForms);
  const begun = token?.obtainedAt ?? life.from?.at;
  const audiences = textsOf(claims?.aud);
  const clients = [claims?.azp, claims?.client_id, claims?.appid];
  const places = input.knowledge?.clientAudience ? [] : audiences.filter((audience) => !clients.includes(audience));
  const host = input.host ?? places.find(isHost);
  const other = otherAudience(audiences, input.host, reading.service);
  const nbf = timeOf(claims?.nbf);
  const farOff = life.to?.source === 'exp' && typeof claims?.exp === 'number' && claims.exp > SURELY_MILLISECONDS;
  const subject = subjectOf(claims, input, shown, translate);
  const refresh = token?.use === 'refresh' || input.use === 'refresh' || isRefreshToken(claims, !token);
  return {
    pasted: !token,
    format: reading.part ? 'part' : formatOf(decoded, input),
    ...(reading.part && { part: reading.part.name }),
    use: refresh ? 'refresh' : 'access',
    misused: refresh && asked.length > 0,
    ...(host !== undefined && { host: shown(host) }),
    ...placesNamed(input, shown),
    ...(other !== undefined && { otherAudience: shown(other) }),
    ...(token?.details?.unproved !== undefined && !input.accepted && { unproved: true }),
    ...signatureFacts(decoded, input),
    ...(input.accepted && { accepted: input.accepted }),
    ...(input.signature && { signature: input.signature }),
    ...(input.certificates && { ownKey: true }),
    subject,
    ...(subject.type === 'anonymous' && input.account !== undefined && { isIgnored: true }),
    ...(reading.told && grants && { grants, laterGrants: reading.laterGrants }),
    ...(!reading.told && claims && unreadEntries(claims.access) > 0 && { unreadGrants: true }),
    ...(claims && [claims.scope, claims.scp].some(isStated) && { scoped: true }),
    ...(reading.form && !reading.form.common && { form: reading.form }),
    ...(decoded && 'unread' in decoded && { unread: true }),
    asked: asked.length > 0,
    skew: reading.skew,
    ...(input.refused && { refused: input.refused }),
    ...(nbf !== undefined && { notBefore: nbf - reading.skew }),
    ...(claims && { turns: turnsOf(claims, reading.skew) }),
    ...(farOff ? { endsFarOff: true } : life.to && { expires: life.to.at }),
    ...(!life.to && (claims?.exp ?? null) !== null && { unreadExpiry: true }),
    ...(begun !== undefined && { begun }),
  };
}

/** Whether its own claims call it a refresh token. Only a pasted one is taken at its word in the claim `typ`. */
export function isRefreshToken(claims: JsonObject = {}, pasted = true): boolean {
  return claims.grant_type === 'refresh_token' || (pasted && (claims.typ === 'Refresh' || claims.typ === 'Offline'));
}

/** Moments at which the statements about the times in the claims change. */
function turnsOf({ iat, exp }: JsonObject, skew: number): number[] {
  const [issued, end] = [timeOf(iat), timeOf(exp)];
  return [...(issued === undefined ? [] : [issued - LEEWAY - skew]), ...(end === undefined ? [] : [end - skew])];
}

/** Facts about the signature part of a JWT that need no key. */
function signatureFacts(
  decoded: Reading['decoded'],
  { accepted, signature }: InspectionInput,
): Pick<TokenFacts, 'unsigned' | 'brokenSignature' | 'unusualSignature'> {
  if (decoded?.format !== 'jwt') {
    return {};
  }
  if (decoded.notes.some(({ code }) => code === 'damaged-signature')) {
    return { brokenSignature: 'damaged' };
  }
  const { alg } = decoded.header;
  if (!decoded.signed) {
    return alg === undefined || isNone(alg) ? { unsigned: true } : { brokenSignature: 'missing' };
  }
  // What a service or a key has proved is stronger than what the length suggests.
  const fault = accepted || signature?.matches ? undefined : lengthFault(decoded);
  return fault === undefined ? {} : fault === 'unusual' ? { unusualSignature: true } : { brokenSignature: fault };
}

/** RFC 7518 section 3.3 asks for RSA keys of 2048 bits or more; this is the length of their signatures in bytes. */
const SHORTEST_RSA = 256;
/** Real sizes of RSA keys, old ones too, are multiples of this many bytes. */
const RSA_STEP = 64;

/**
 * What the length of a signature says: `cut` and `misfit` are certain. An RSA key can have any size, so `unusual` says
 * only that most keys make signatures of another length. Undefined if the length fits, or the algorithm is unknown.
 */
function lengthFault({
  header: { alg },
  signatureLength: length,
}: DecodedJwt): 'cut' | 'misfit' | 'unusual' | undefined {
  const lengths = signatureLengths(alg);
  if (!lengths || lengths.includes(length)) {
    return undefined;
  }
  if (typeof alg === 'string' && /^[RP]S/.test(alg)) {
    return length < SHORTEST_RSA && length % RSA_STEP !== 0 ? 'cut' : 'unusual';
  }
  return lengths.every((whole) => length < whole) ? 'cut' : 'misfit';
}

function formatOf(decoded: Reading['decoded'], { login }: InspectionInput): TokenFacts['format'] {
  if (!decoded) {
    return 'basic';
  }
  if (decoded.format !== 'opaque') {
    return decoded.format;
  }
  return decoded.header ? 'damaged' : login ? 'basic' : 'opaque';
}

/** From this length on, a secret isn't a part of a name by chance. */
const LONG = 8;

/** What the pasted text says about the secret. Some services take one secret as user name and password. */
function placesNamed(
  { token, login, namedHost, opaqueForms = [] }: InspectionInput,
  shown: (text: string) => string,
): Pick<TokenFacts, 'login' | 'namedHost'> {
  const secret = secretOf(token);
  const forms = opaqueForms.filter(({ isId }) => !isId);
  const isSecret = (text: string) => isTokenLike(text) || forms.some(({ looks }) => looks.test(text));
  const hide = (text: string) =>
    text === secret || (secret.length >= LONG && text.includes(secret)) ? MASK : shown(text);
  const named = login?.host;
  return {
    ...(login && {
      login: {
        user: isSecret(login.user) ? MASK : hide(login.user),
        ...(named !== undefined && { host: hide(named) }),
      },
    }),
    ...(namedHost !== undefined && { namedHost: hide(namedHost) }),
  };
}

/**
 * The audience, if it isn't the service that should accept the token. If the challenge had no `service`, only an
 * audience that looks like a host counts as another one.
 */
function otherAudience(
  audiences: readonly string[],
  host: string | undefined,
  service: string | undefined,
): string | undefined {
  if (host === undefined) {
    return undefined;
  }
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

function isStated(scopes: Json | undefined): boolean {
  return Array.isArray(scopes) ? scopes.length > 0 : typeof scopes === 'string' && scopes !== '';
}

function isHost(text: string): boolean {
  return /^[\w-]+(\.[\w-]+)+(:\d+)?$/.test(text);
}

/** `aud` is one text or a list of them (RFC 7519 section 4.1.3). */
function textsOf(aud: Json | undefined): string[] {
  const list: readonly Json[] = Array.isArray(aud) ? (aud as readonly Json[]) : [aud ?? null];
  return list.filter((item) => typeof item === 'string').filter((item) => item !== '');
}
