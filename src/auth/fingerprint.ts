import { createHash } from 'node:crypto';
import { decodeToken } from './jwt.js';

/**
 * SHA-256 in hexadecimal over the whole compact token as it is sent: header, claims and signature. Undefined for
 * anything but a signed JWT: of a short secret a fingerprint would give it away to whoever tries all of them.
 */
export function fingerprintOf(value: string): string | undefined {
  const decoded = decodeToken(value);
  if (decoded.format !== 'jwt' || !decoded.signed) return undefined;
  return createHash('sha256').update(value.replace(/\s+/g, '')).digest('hex');
}
