import type { Cleaning } from './findingWords.js';
import type { Json } from './json.js';
import { decodeToken } from './jwt.js';

/** A JWT that blanks stood in, and what was made of them. */
export interface TornToken {
  readonly value: string;
  /** `blanks`: taken out. `cut`: nobody can tell whether what stands behind the blank belongs to it. */
  readonly cleaned: Extract<Cleaning, 'blanks' | 'cut'>;
}

/** Bytes of a signature by algorithm (RFC 7518 section 3.1, RFC 8037); of RSA those of the usual keys. */
const lengths: Readonly<Record<string, readonly number[]>> = {
  ...{ HS256: [32], HS384: [48], HS512: [64], ES256: [64], ES384: [96], ES512: [132], EdDSA: [64, 114], Ed25519: [64] },
  ...Object.fromEntries(
    ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'].map((alg) => [alg, [128, 256, 384, 512]]),
  ),
};

/**
 * A text that is nothing but a JWT with blanks in it. In header and claims they cannot belong to anything else; behind
 * the second dot a word may follow the token, so there the length of the signature decides.
 */
export function closeTorn(text: string): TornToken | undefined {
  if (!/\s/.test(text) || !/^[\w+/=.\s-]+$/.test(text)) return undefined;
  const value = text.replace(/\s+/g, '');
  const decoded = decodeToken(value);
  if (decoded.format !== 'jwt') return undefined;
  const [first = ''] = text.split(/\s/, 1);
  if (first.split('.').length < 3) return { value, cleaned: 'blanks' };
  const { alg } = decoded.header;
  if (fits(first, alg)) return undefined;
  return fits(value, alg) ? { value, cleaned: 'blanks' } : { value: first, cleaned: 'cut' };
}

function fits(value: string, alg: Json | undefined): boolean {
  const known = typeof alg === 'string' && Object.hasOwn(lengths, alg) ? lengths[alg] : undefined;
  const signature = (value.split('.')[2] ?? '').replace(/=+$/, '');
  return known?.includes(Math.floor((signature.length * 3) / 4)) === true;
}
