import { SignJWT, jwtVerify, type JWTPayload } from 'jose';
import { createHash, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

/** Signs and reads the tokens of one server. */
export interface Issuer {
  readonly name: string;
  /** Private; the test of a real registry makes a certificate of it. */
  readonly key: KeyObject;
  sign(claims: JWTPayload): Promise<string>;
  /** Undefined for a token of another key, issuer or audience, and outside its time. */
  verify(token: string, audience: string): Promise<JWTPayload | undefined>;
}

/** RS256 with a key made now. `now` in milliseconds. */
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

/** As libtrust names a key: 240 bits of its fingerprint in base32, twelve groups of four. */
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
