import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { type Clause, clause, clauseText } from '../../text/message.js';
import { AuthError } from '../errors.js';
import { type Certificate, describeCertificate } from './certificate.js';

/** Certificates read from a file. */
export interface CertificateFile {
  /** PEM text of the certificates only, one after the other. */
  readonly pem: string;
  readonly certificates: readonly Certificate[];
}

/** A client certificate with its key. */
export interface ClientIdentity extends CertificateFile {
  /** PEM text (PKCS#8, not encrypted). Secret. */
  readonly key: string;
}

const CERTIFICATE = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]+-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g;
const KEY = /-----BEGIN ((?:RSA |EC |ENCRYPTED )?PRIVATE KEY)-----[^]+?-----END \1-----/;
// No real list of trusted authorities is longer, and every connection checks all of them.
const MAX_CERTIFICATES = 300;

/**
 * Reads one or more certificates as PEM (RFC 7468), or one as DER. Other content of the file, such as a key or the text
 * that OpenSSL puts before a certificate, is ignored. Throws AuthError `invalid-input`.
 */
export function readCertificates(content: Uint8Array): CertificateFile {
  const blocks = textOf(content).match(CERTIFICATE) ?? [];
  if (blocks.length > MAX_CERTIFICATES) {
    throw unusable(clause('it contains more than {count} certificates', { count: String(MAX_CERTIFICATES) }));
  }
  if (blocks.length === 0 && looksLikePkcs12(content)) {
    throw unusable('it is PKCS#12; convert it to PEM first');
  }
  const sources = blocks.length > 0 ? blocks : looksLikeDer(content) ? [content] : [];
  if (sources.length === 0) {
    throw unusable('it contains no certificate');
  }
  const certificates = sources.map((source, index) => readOne(source, index, sources.length));
  return { pem: certificates.map(({ pem }) => pem).join(''), certificates };
}

/** Certificates in PEM text that was read before. Throws AuthError `invalid-input`. */
export function certificatesOf(pem: string): readonly Certificate[] {
  return readCertificates(Buffer.from(pem)).certificates;
}

/** Whether a file holds a private key in PEM. */
export function holdsKey(content: Uint8Array): boolean {
  return KEY.test(textOf(content));
}

/** Whether the private key in a file is encrypted with a passphrase. */
export function wantsPassphrase(content: Uint8Array): boolean {
  const block = KEY.exec(textOf(content))?.[0] ?? '';
  return /BEGIN ENCRYPTED|^Proc-Type: 4,ENCRYPTED/m.test(block);
}

/**
 * Reads a client certificate and its private key, from two files or the same one. Throws AuthError `invalid-input` if
 * one of them can't be read, the passphrase is wrong, or the two don't belong together.
 */
export function readClientIdentity(certificate: Uint8Array, key: Uint8Array, passphrase?: string): ClientIdentity {
  const file = readCertificates(certificate);
  const [own] = file.certificates;
  const privateKey = readKey(key, passphrase);
  if (own === undefined || !new X509Certificate(own.pem).checkPrivateKey(privateKey)) {
    throw unusable('the key doesn’t match the certificate');
  }
  return { ...file, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

function readOne(source: string | Uint8Array, index: number, count: number): Certificate {
  try {
    return describeCertificate(new X509Certificate(source));
  } catch {
    throw unusable(
      count === 1
        ? 'its certificate can’t be read'
        : `certificate ${String(index + 1)} of ${String(count)} can’t be read`,
    );
  }
}

function readKey(content: Uint8Array, passphrase: string | undefined): KeyObject {
  const block = KEY.exec(textOf(content))?.[0];
  if (block === undefined) {
    throw unusable('it contains no private key in PEM format');
  }
  try {
    return createPrivateKey({ key: block, ...(passphrase === undefined ? {} : { passphrase }) });
  } catch {
    throw unusable(wantsPassphrase(content) ? 'the passphrase is wrong' : 'its private key can’t be read');
  }
}

/** PKCS#12 is DER that begins with its version (RFC 7292 section 4). */
function looksLikePkcs12(content: Uint8Array): boolean {
  return looksLikeDer(content) && content[4] === 0x02;
}

/** A DER certificate is an ASN.1 sequence whose length takes two bytes. */
function looksLikeDer(content: Uint8Array): boolean {
  return content[0] === 0x30 && content[1] === 0x82;
}

function textOf(content: Uint8Array): string {
  return Buffer.from(content).toString('latin1');
}

function unusable(reason: Clause): AuthError {
  return new AuthError('invalid-input', `The file is unusable: ${clauseText(reason)}.`, {
    details: { field: 'file', reason },
  });
}
