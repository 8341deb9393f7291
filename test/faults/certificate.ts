import 'reflect-metadata'; // what x509 is built with wants it
import { createPublicKey, type KeyObject, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

export interface CertificateOptions {
  /** IP addresses and DNS names. */
  readonly names: readonly string[];
  /** Milliseconds since the epoch; absent: yesterday. */
  readonly notBefore?: number;
  /** Milliseconds since the epoch; absent: tomorrow. */
  readonly notAfter?: number;
}

/** PEM texts. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
}

export interface Authority extends Identity {
  /** A new key, and a certificate for it that this authority signed. */
  issue(options: CertificateOptions): Promise<Identity>;
}

const day = 24 * 60 * 60 * 1000;
const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const rsa = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
const OWN_NAME = 'CN=Loopback of the tests';

/** PEM texts of a new key and a certificate signed with it; trust it by giving `cert` as the CA. */
export async function selfSigned(options: CertificateOptions): Promise<Identity> {
  const keys = await newKeys();
  return { key: await pemOf(keys), cert: await certify(keys, ecdsa, options) };
}

/** A certificate authority of its own, which nobody trusts. */
export async function authority(name = 'Authority of the tests'): Promise<Authority> {
  const issuer = `CN=${name}`;
  const keys = await newKeys();
  const cert = await certify(keys, ecdsa, { names: [] }, issuer);
  return {
    key: await pemOf(keys),
    cert,
    async issue(options) {
      const own = await newKeys();
      const certificate = await x509.X509CertificateGenerator.create({
        subject: OWN_NAME,
        issuer,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: ecdsa,
        ...validity(options),
        extensions: alternativeNames(options),
      });
      return { key: await pemOf(own), cert: certificate.toString('pem') };
    },
  };
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

/** PEM text of a certificate for a public key of any type, which an authority of its own signed. */
export async function certifiedKey(key: KeyObject): Promise<string> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.create({
    subject: OWN_NAME,
    issuer: OWN_NAME,
    publicKey: new x509.PublicKey(key.export({ type: 'spki', format: 'der' })),
    signingKey: keys.privateKey,
    signingAlgorithm: ecdsa,
    ...validity({ names: [] }),
  });
  return certificate.toString('pem');
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ecdsa, true, ['sign', 'verify']);
}

async function pemOf({ privateKey }: webcrypto.CryptoKeyPair): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', privateKey), 'PRIVATE KEY');
}

async function certify(
  keys: webcrypto.CryptoKeyPair,
  signingAlgorithm: typeof ecdsa | typeof rsa,
  options: CertificateOptions,
  name = OWN_NAME,
): Promise<string> {
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name,
    keys,
    signingAlgorithm,
    ...validity(options),
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true), ...alternativeNames(options)],
  });
  return certificate.toString('pem');
}

function validity({ notBefore, notAfter = Date.now() + day }: CertificateOptions): { notBefore: Date; notAfter: Date } {
  return {
    notBefore: new Date(notBefore ?? Math.min(Date.now(), notAfter) - day),
    notAfter: new Date(notAfter),
  };
}

function alternativeNames({ names }: CertificateOptions): x509.Extension[] {
  const entries = names.map((name) => ({ type: /^[\d.]+$|:/.test(name) ? 'ip' : 'dns', value: name }) as const);
  return entries.length > 0 ? [new x509.SubjectAlternativeNameExtension(entries)] : [];
}
