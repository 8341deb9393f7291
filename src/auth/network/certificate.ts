import { X509Certificate } from 'node:crypto';
import type { DetailedPeerCertificate } from 'node:tls';

/** The contents of a certificate, as presented and unverified. Nothing in it is secret. */
export interface Certificate {
  /** One line with the common name first, such as `CN=registry.example.com, O=Example`. */
  readonly subject: string;
  readonly issuer: string;
  /** DNS names and IP addresses that it is valid for. */
  readonly names: readonly string[];
  /** Milliseconds since the epoch. */
  readonly validFrom: number;
  readonly validTo: number;
  /** SHA-256 of the whole certificate, uppercase hexadecimal with colons. */
  readonly fingerprint: string;
  readonly pem: string;
}

// Display limits: a certificate can name hundreds of hosts, and a chain can be long on purpose.
const MAX_NAMES = 40;
const MAX_NAME = 200;
const MAX_CHAIN = 10;

export function describeCertificate(certificate: X509Certificate): Certificate {
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    names: namesIn(certificate.subjectAltName ?? '').slice(0, MAX_NAMES),
    validFrom: Date.parse(certificate.validFrom),
    validTo: Date.parse(certificate.validTo),
    fingerprint: certificate.fingerprint256,
    pem: certificate.toString(),
  };
}

/**
 * The chain that a server presented, its own certificate first. In a trusted chain, the last certificate is the trusted
 * authority, even if the server didn't present it.
 */
export function describeChain(first: DetailedPeerCertificate): Certificate[] {
  const chain: Certificate[] = [];
  let next: Partial<DetailedPeerCertificate> | undefined = first;
  while (next?.raw !== undefined && chain.length < MAX_CHAIN) {
    const { fingerprint256 } = next;
    if (chain.some(({ fingerprint }) => fingerprint === fingerprint256)) {
      // A root names itself as issuer.
      break;
    }
    chain.push(describeCertificate(new X509Certificate(next.raw)));
    next = next.issuerCertificate;
  }
  return chain;
}

/** Node writes one attribute per line, the most general first. */
function oneLine(name: string | undefined): string {
  return (name ?? '').split('\n').reverse().join(', ').slice(0, MAX_NAME);
}

/** Parses `DNS:a.example, IP Address:127.0.0.1`. Names with special characters are quoted as JSON. */
function namesIn(text: string): string[] {
  const found = text.matchAll(/(DNS|IP Address):("(?:[^"\\]|\\.)*"|[^,]*)/g);
  return [...found].map(([, , name = '']) => name.slice(0, MAX_NAME));
}

/** The common name (CN) of a distinguished name, or the whole name if it has no CN. */
export function commonName(name: string): string {
  return /(?:^|, )CN=((?:\\.|[^,\\])+)/.exec(name)?.[1]?.replaceAll(/\\(.)/g, '$1') ?? name;
}
