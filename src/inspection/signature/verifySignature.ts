import { compactVerify, errors, importJWK } from 'jose';
import { decodeToken, isNone, timeOf } from '../../auth/jwt.js';
import { decodeBase64url } from '../../text/base64url.js';
import { nameInSentence } from '../../text/foreignName.js';
import type { JsonObject } from '../../text/json.js';
import { jwtIn } from '../../text/jwtText.js';
import { mask, shorten } from '../../text/masking.js';
import { fill, plainText, same, type Translate } from '../../text/message.js';
import { withOneEnd } from '../ellipsis.js';
import { keyOfCertificate, MAXIMUM_KEYS, readKeys, type SignatureKey } from './keys.js';
import { certificatesIn, type ChainLink, chainOf } from './x5c.js';

/** Result of a signature check. Plain data, without a secret. */
export interface Verification {
  /** `unchecked`: nothing was compared, and the sentence says why. */
  readonly outcome: 'matches' | 'differs' | 'no-key' | 'unchecked';
  /** Exactly what was checked with which key. */
  readonly sentence: string;
  /** Name of the key that matched, or of the only key that didn't. */
  readonly key?: string;
  /** Certificates in the token's header, the signing one first. */
  readonly chain?: readonly ChainLink[];
}

/**
 * Key types by algorithm (RFC 7518 section 3.1, RFC 8037). An algorithm that isn't listed, especially `none`, isn't
 * checked.
 */
const keyTypes: Readonly<Record<string, { readonly kty: string; readonly crv?: readonly string[] }>> = {
  ...Object.fromEntries(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'].map((alg) => [alg, { kty: 'RSA' }])),
  ES256: { kty: 'EC', crv: ['P-256'] },
  ES384: { kty: 'EC', crv: ['P-384'] },
  ES512: { kty: 'EC', crv: ['P-521'] },
  EdDSA: { kty: 'OKP', crv: ['Ed25519'] },
  Ed25519: { kty: 'OKP', crv: ['Ed25519'] },
  // Only a key given as a secret can verify an HMAC; a public key never becomes the secret.
  ...Object.fromEntries(['HS256', 'HS384', 'HS512'].map((alg) => [alg, { kty: 'oct' }])),
};
const NAME_SHOWN = 100;
const ADDRESS_SHOWN = 300;

type Words = keyof typeof verifyWords;
type Say = (words: Words, holes?: Readonly<Record<string, string>>) => string;

/**
 * Checks the signature of a JWT with keys in pasted text, or fetched from `address`: PEM, JWK or JWKS. A key in the
 * token's own header is never used. `now` is in milliseconds since the epoch, on the issuer's clock. Never throws.
 */
export async function verifyWithKeys(
  value: string,
  text: string,
  { now, address }: { readonly now: number; readonly address?: string },
  translate: Translate = same,
): Promise<Verification> {
  const say = sayer(translate);
  const from = address === undefined ? say('pasted') : say('fetched', { address: shorten(address, ADDRESS_SHOWN) });
  const keys = await readKeys(text);
  if (keys === 'too-many') {
    return unchecked(say('tooMany', { count: String(MAXIMUM_KEYS) }));
  }
  if (!keys) {
    return unchecked(say('unreadable'));
  }
  return check(value, keys, { now, from, byName: address !== undefined || keys.length > 1 }, say);
}

/**
 * Checks the signature of a JWT with the first certificate of its `x5c` (RFC 7515 section 4.1.6). A match doesn't mean
 * that the certificate is trusted. `now` is in milliseconds since the epoch, on the issuer's clock. Never throws.
 */
export async function verifyWithCertificates(
  value: string,
  now: number,
  translate: Translate = same,
): Promise<Verification> {
  const say = sayer(translate);
  const certificates = certificatesIn(decodeToken(value).header ?? {});
  const [leaf] = certificates;
  if (!leaf) {
    return unchecked(say('noCertificates'));
  }
  const key = await keyOfCertificate(leaf);
  if (!key) {
    return unchecked(say('certificateKey'));
  }
  const found = await check(value, [key], { now, from: say('certificate'), byName: false }, say);
  return { ...found, sentence: `${found.sentence} ${say('trust')}`, chain: chainOf(certificates) };
}

async function check(
  value: string,
  keys: readonly SignatureKey[],
  { now, from, byName }: { readonly now: number; readonly from: string; readonly byName: boolean },
  say: Say,
): Promise<Verification> {
  const decoded = decodeToken(value);
  const behind = decoded.format === 'opaque' && !decoded.header ? jwtIn(value) : undefined;
  // Some tokens have a prefix before the JWT.
  if (behind !== undefined && behind !== value && value.endsWith(behind)) {
    return check(behind, keys, { now, from, byName }, say);
  }
  if (decoded.format !== 'jwt') {
    return unchecked(say('notJwt'));
  }
  const { header, claims } = decoded;
  if (!decoded.signed || isNone(header.alg)) {
    return unchecked(say('unsigned'));
  }
  const alg = typeof header.alg === 'string' ? header.alg : '';
  const fits = Object.hasOwn(keyTypes, alg) ? keyTypes[alg] : undefined;
  if (!fits) {
    return unchecked(say('algorithm', { alg: nameInSentence(shorten(mask(alg), NAME_SHOWN)) }));
  }
  if (header.crit !== undefined) {
    return unchecked(say('critical'));
  }
  if (fits.kty === 'oct' && keys.every(({ jwk }) => jwk.kty !== 'oct')) {
    return unchecked(say('sharedSecret', { alg }));
  }

  const fitting = keys.filter(({ jwk }) => jwk.kty === fits.kty && (fits.crv?.includes(String(jwk.crv)) ?? true));
  const kid = typeof header.kid === 'string' ? header.kid : undefined;
  const named = fitting.filter((key) => kid !== undefined && [key.kid, key.thumbprint, key.libtrust].includes(kid));
  // Among several keys, the one that the token names counts; a single pasted key was chosen by the user.
  const candidates = byName && kid !== undefined ? named : fitting;
  const count = String(keys.length);
  if (candidates.length === 0) {
    return {
      outcome: 'no-key',
      sentence:
        kid === undefined
          ? say('noKeyUnnamed', { count, from, alg })
          : say('noKey', { count, from, alg, kid: nameInSentence(shorten(mask(kid), NAME_SHOWN)) }),
    };
  }
  const found = await Promise.all(candidates.map(async (key) => ({ key, result: await compare(value, key, alg) })));
  const right = found.find(({ result }) => result === 'matches');
  if (right) {
    const key = nameOf(right.key);
    return { outcome: 'matches', key, sentence: say(whenOf(claims, now), { alg, key, from }) };
  }
  // The result isn't `differs` as long as one key wasn't compared.
  for (const { key, result } of found) {
    if (result === 'matches' || result === 'differs') {
      continue;
    }
    return unchecked(say(result, { alg, key: nameOf(key), from, bits: String(modulusBits(key)) }));
  }
  const [only, ...others] = candidates;
  if (only && others.length === 0) {
    const key = nameOf(only);
    return { outcome: 'differs', key, sentence: say('differs', { alg, key, from }) };
  }
  return { outcome: 'differs', sentence: say('differsAll', { alg, count: String(candidates.length), from }) };
}

/** Minimum length of an RSA key in bits (RFC 7518 sections 3.3 and 3.5). */
const LEAST_BITS = 2048;

/** Whether the key made the signature, or why that couldn't be determined. */
async function compare(
  value: string,
  key: SignatureKey,
  alg: string,
): Promise<'matches' | 'differs' | 'shortKey' | 'unfitKey' | 'notWritten'> {
  if (key.jwk.kty === 'RSA' && modulusBits(key) < LEAST_BITS) {
    return 'shortKey';
  }
  try {
    await compactVerify(withPlainSignature(value), await importJWK(key.jwk, alg), { algorithms: [alg] });
    return 'matches';
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) {
      return 'differs';
    }
    if (error instanceof errors.JWSInvalid) {
      return 'notWritten';
    }
    if (error instanceof errors.JOSEError || error instanceof TypeError || error instanceof DOMException) {
      return 'unfitKey';
    }
    throw error;
  }
}

/** The signed parts stay as written. The signature itself can use the standard alphabet or padding. */
function withPlainSignature(value: string): string {
  const [header = '', claims = '', signature = ''] = value.replace(/\s+/g, '').split('.');
  const bytes = decodeBase64url(signature)?.bytes;
  return [header, claims, bytes ? Buffer.from(bytes).toString('base64url') : signature].join('.');
}

function modulusBits({ jwk }: SignatureKey): number {
  const digits = Buffer.from(jwk.n ?? '', 'base64url')
    .toString('hex')
    .replace(/^0+/, '');
  return digits.length * 4 - Math.max(0, Math.clz32(parseInt(digits.charAt(0), 16)) - 28);
}

function whenOf(claims: JsonObject, now: number): 'matches' | 'matchesExpired' | 'matchesEarly' {
  const [exp, nbf] = [timeOf(claims.exp), timeOf(claims.nbf)];
  if (exp !== undefined && exp <= now) {
    return 'matchesExpired';
  }
  return nbf !== undefined && nbf > now ? 'matchesEarly' : 'matches';
}

/** The key's own `kid`, and its thumbprint, which can't be chosen freely. */
function nameOf({ kid, thumbprint, jwk }: SignatureKey): string {
  // The thumbprint of a secret would allow brute-force guessing.
  if (jwk.kty === 'oct') {
    return nameInSentence(shorten(kid ?? jwk.kty, NAME_SHOWN));
  }
  return kid === undefined ? thumbprint : `${nameInSentence(shorten(kid, NAME_SHOWN))} (${thumbprint})`;
}

function unchecked(sentence: string): Verification {
  return { outcome: 'unchecked', sentence };
}

function sayer(translate: Translate): Say {
  return (words, holes = {}) => withOneEnd(plainText(fill(translate(verifyWords[words]), holes), 0));
}

/** Texts of a signature check; `{names}` are placeholders. */
export const verifyWords = {
  matches: 'The signature ({alg}) matches {key} {from}.',
  matchesExpired: 'The signature ({alg}) matches {key} {from}. The token has expired.',
  matchesEarly: 'The signature ({alg}) matches {key} {from}. The token isn’t valid yet.',
  differs: 'The signature ({alg}) doesn’t match {key} {from}.',
  differsAll: 'The signature ({alg}) matches none of {count} keys {from}.',
  noKey: 'No key {from} fits this token, which names key {kid} and is signed with {alg}. Keys read: {count}.',
  noKeyUnnamed: 'No key {from} fits this token, which is signed with {alg}. Keys read: {count}.',
  pasted: 'from the pasted text',
  fetched: 'from {address}',
  certificate: 'from the first certificate in its own header',
  trust:
    'The certificates are part of the token, so they don’t prove who issued it. Whether to trust them was not checked.',

  notJwt: 'There is no signature to verify: this isn’t a JWT that can be decoded.',
  unsigned: 'There is no signature to verify.',
  algorithm: 'Not verified: the header says alg {alg}, which isn’t supported.',
  critical: 'Not verified: the header lists critical extensions (crit) that aren’t supported.',
  sharedSecret:
    'Not verified: {alg} uses a shared secret, and a public key must never take its place. Paste the secret as a JWK of type oct.',
  shortKey: 'Not verified: {key} {from} has {bits} bits, but {alg} requires 2048 or more.',
  unfitKey: 'Not verified: {key} {from} can’t be used with {alg}.',
  notWritten: 'Not verified: the token isn’t in the form that RFC 7515 requires.',
  certificateKey: 'Not verified: the key of the first certificate in the header can’t sign tokens.',
  noCertificates: 'Not verified: the header has no readable certificates (x5c).',
  unreadable: 'This isn’t a public key or certificate (PEM), a JWK, or a JWKS.',
  tooMany: 'There are more than {count} keys.',
} as const;
