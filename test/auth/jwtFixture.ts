import { signatureLengths } from '../../src/auth/jwt.js';

/** A token of the compact form with a signature of the right length, which no key made; visibly fake. */
export function fakeJwt(claims: object, header: object = { alg: 'RS256', typ: 'JWT', kid: 'fake' }): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(claims)}.${fakeSignature('alg' in header ? header.alg : undefined)}`;
}

/** As long as signatures of the algorithm are, with an RSA key of 2048 bits. */
export function fakeSignature(alg: unknown): string {
  const lengths = typeof alg === 'string' ? (signatureLengths(alg) ?? []) : [];
  return Buffer.from('signature'.repeat(20).repeat(8))
    .subarray(0, lengths.find((length) => length !== 128) ?? 9)
    .toString('base64url');
}
