import { X509Certificate } from 'node:crypto';
import type { JsonObject } from '../../text/json.js';

/** One certificate of a token's x5c. */
export interface ChainLink {
  readonly subject: string;
  readonly issuer: string;
  /** Milliseconds since the epoch. */
  readonly validFrom: number;
  readonly validTo: number;
  /** The next certificate signed this one. Absent for the last. */
  readonly signedByNext?: boolean;
}

const MAXIMUM_CERTIFICATES = 10;

/** The certificates of `x5c`, the one of the signing key first (RFC 7515 section 4.1.6). Empty if one can't be read. */
export function certificatesIn({ x5c }: JsonObject): X509Certificate[] {
  const texts = Array.isArray(x5c) ? (x5c as readonly unknown[]).slice(0, MAXIMUM_CERTIFICATES) : [];
  try {
    return texts.map((text) => new X509Certificate(Buffer.from(String(text), 'base64')));
  } catch {
    return [];
  }
}

/** Describes each certificate, and whether the next one signed it. */
export function chainOf(certificates: readonly X509Certificate[]): ChainLink[] {
  return certificates.map((certificate, index) => linkOf(certificate, certificates[index + 1]));
}

function linkOf(certificate: X509Certificate, next: X509Certificate | undefined): ChainLink {
  return {
    subject: certificate.subject,
    issuer: certificate.issuer,
    validFrom: Date.parse(certificate.validFrom),
    validTo: Date.parse(certificate.validTo),
    ...(next && { signedByNext: isSignedBy(certificate, next) }),
  };
}

function isSignedBy(certificate: X509Certificate, next: X509Certificate): boolean {
  try {
    return certificate.checkIssued(next) && certificate.verify(next.publicKey);
  } catch {
    return false; // a key that cannot have made that signature
  }
}
