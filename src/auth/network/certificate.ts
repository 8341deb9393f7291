import { X509Certificate } from 'node:crypto';
import type { DetailedPeerCertificate } from 'node:tls';

/** What a certificate says of itself: nothing secret, and all of it the word of whoever presented it. */
export interface Certificate {
  /** One line, the common name first, such as `CN=registry.example.com, O=Example`. */
  readonly subject: string;
  readonly issuer: string;
  /** DNS names and IP addresses that it is for. */
  readonly names: readonly string[];
  /** Milliseconds since the epoch. */
  readonly validFrom: number;
  readonly validTo: number;
  /** SHA-256 of the whole certificate, upper-case hexadecimal with colons. */
  readonly fingerprint: string;
  readonly pem: string;
}

// A certificate may name hundreds of hosts, a chain may be made to be long: nobody reads them.
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
 * The chain that a server presented, its own certificate first; where it is trusted, the authority that vouches for it is
 * the last one, presented or not.
 */
export function describeChain(first: DetailedPeerCertificate): Certificate[] {
  const chain: Certificate[] = [];
  let next: Partial<DetailedPeerCertificate> | undefined = first;
  while (next?.raw !== undefined && chain.length < MAX_CHAIN) {
    const { fingerprint256 } = next;
    if (chain.some(({ fingerprint }) => fingerprint === fingerprint256)) break; // a root names itself as issuer
    chain.push(describeCertificate(new X509Certificate(next.raw)));
    next = next.issuerCertificate;
  }
  return chain;
}

/** Node writes one attribute on each line, the most general first. */
function oneLine(name: string | undefined): string {
  return (name ?? '').split('\n').reverse().join(', ').slice(0, MAX_NAME);
}

/** `DNS:a.example, IP Address:127.0.0.1`; names with strange characters stand in quotes, as JSON. */
function namesIn(text: string): string[] {
  const found = text.matchAll(/(DNS|IP Address):("(?:[^"\\]|\\.)*"|[^,]*)/g);
  return [...found].map(([, , name = '']) => name.slice(0, MAX_NAME));
}

/** The part of a certificate's name that people use; the whole where there is none. */
export function commonName(name: string): string {
  return /(?:^|, )CN=((?:\\.|[^,\\])+)/.exec(name)?.[1]?.replaceAll(/\\(.)/g, '$1') ?? name;
}
