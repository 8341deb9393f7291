import { createHash, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { type JWTPayload, jwtVerify, SignJWT } from 'jose';

/** Signs and verifies the tokens of one server. */
export interface Issuer {
  readonly name: string;
  /** Private key. The test with a real registry makes a certificate from it. */
  readonly key: KeyObject;
  sign(claims: JWTPayload): Promise<string>;
  /** Claims of a valid token. Undefined for another key, issuer or audience, and outside the validity period. */
  verify(token: string, audience: string): Promise<JWTPayload | undefined>;
}

/** Creates an RS256 issuer with a new key. `now` is in milliseconds since the epoch. */
export async function createIssuer(name: string, now: () => number): Promise<Issuer> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const header = { alg: 'RS256', typ: 'JWT', kid: keyId(publicKey) };
  return {
    name,
    key: privateKey,
    sign: (claims) => new SignJWT({ iss: name, ...claims }).setProtectedHeader(header).sign(privateKey),
    verify: async (token, audience) => {
      const options = {
        issuer: name,
        audience,
        algorithms: ['RS256'],
        requiredClaims: ['exp'],
        currentDate: new Date(now()),
      };
      const verified = await jwtVerify(token, publicKey, options).catch(() => undefined);
      return verified?.payload;
    },
  };
}

/** Key ID in libtrust format: 240 bits of the key's fingerprint in base32, in twelve groups of four. */
function keyId(publicKey: KeyObject): string {
  const fingerprint = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest();
  const digits = BigInt(`0x${fingerprint.toString('hex', 0, 30)}`)
    .toString(32)
    .padStart(48, '0');
  const letters = digits.replace(/./g, (digit) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(parseInt(digit, 32)));
  return letters.replace(/.{4}(?=.)/g, '$&:');
}
