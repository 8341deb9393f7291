import { createPublicKey, webcrypto, type KeyObject } from 'node:crypto';
import 'reflect-metadata'; // what x509 is built with wants it
import * as x509 from '@peculiar/x509';

export interface CertificateOptions {
  /** IP addresses and DNS names. */
  readonly names: readonly string[];
  /** Milliseconds since the epoch; absent: tomorrow. */
  readonly notAfter?: number;
}

const day = 24 * 60 * 60 * 1000;
const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const rsa = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

/** PEM texts of a new key and a certificate signed with it; trust it by giving `cert` as the CA. */
export async function selfSigned(options: CertificateOptions): Promise<{ key: string; cert: string }> {
  const keys = await webcrypto.subtle.generateKey(ecdsa, true, ['sign', 'verify']);
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'), cert: await certify(keys, ecdsa, options) };
}

/** PEM text of a certificate for the public half of an RSA key, signed with the key itself. */
export async function certificateOf(key: KeyObject): Promise<string> {
  const pkcs8 = key.export({ type: 'pkcs8', format: 'der' });
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const [privateKey, publicKey] = await Promise.all([
    webcrypto.subtle.importKey('pkcs8', pkcs8, rsa, true, ['sign']),
    webcrypto.subtle.importKey('spki', spki, rsa, true, ['verify']),
  ]);
  return certify({ privateKey, publicKey }, rsa, { names: [] });
}

async function certify(
  keys: webcrypto.CryptoKeyPair,
  signingAlgorithm: typeof ecdsa | typeof rsa,
  { names, notAfter = Date.now() + day }: CertificateOptions,
): Promise<string> {
  const alternativeNames = names.map(
    (name) => ({ type: /^[\d.]+$|:/.test(name) ? 'ip' : 'dns', value: name }) as const,
  );
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Loopback of the tests',
    keys,
    notBefore: new Date(Math.min(Date.now(), notAfter) - day),
    notAfter: new Date(notAfter),
    signingAlgorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(alternativeNames)] : []),
    ],
  });
  return certificate.toString('pem');
}
