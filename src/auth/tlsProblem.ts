import type { Evidence } from './evidence.js';
import type { HttpResponse } from './http.js';

/** Why TLS did not come about. */
export type TlsProblem =
  | 'self-signed' // nobody but the certificate itself vouches for it
  | 'unknown-authority'
  | 'expired'
  | 'not-yet-valid'
  | 'wrong-host'
  | 'protocol' // no version in common
  | 'not-tls' // something else answers there, such as plain http
  | 'client-certificate' // one is wanted, and none was there
  | 'client-certificate-refused'
  | 'handshake' // refused without a reason
  | 'other';

// Names of OpenSSL's verification results and of its alerts. The first row that matches decides.
const codes: readonly (readonly [RegExp, TlsProblem])[] = [
  [/^DEPTH_ZERO_SELF_SIGNED_CERT$/, 'self-signed'],
  [
    /^(SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT\w*)|CERT_UNTRUSTED)$/,
    'unknown-authority',
  ],
  [/^CERT_HAS_EXPIRED$/, 'expired'],
  [/^CERT_NOT_YET_VALID$/, 'not-yet-valid'],
  [/^(ERR_TLS_CERT_ALTNAME_\w+|HOSTNAME_MISMATCH)$/, 'wrong-host'],
  [/(ALERT|TLSV1)_CERTIFICATE_REQUIRED$/, 'client-certificate'],
  [
    /ALERT_(BAD_CERTIFICATE|NO_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_\w+|UNKNOWN_CA|ACCESS_DENIED)$/,
    'client-certificate-refused',
  ],
  [/(ALERT_PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW|INAPPROPRIATE_FALLBACK)$/, 'protocol'],
  [
    /^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|UNEXPECTED_MESSAGE|BAD_RECORD_TYPE)$/,
    'not-tls',
  ],
  [/ALERT_HANDSHAKE_FAILURE$/, 'handshake'],
];

// What nginx and those like it answer, in plain words over TLS that came about.
const WANTS_CERTIFICATE = /No required SSL certificate was sent/i;
const REFUSES_CERTIFICATE = /The SSL certificate error/i;

/** The code of a handshake that failed early, which Node leaves in the text: `SSL routines:…:wrong version number:…`. */
export function tlsCodeIn(message: string): string | undefined {
  const reason = /SSL routines:[^:]*:([^:]+):/.exec(message)?.[1];
  return reason && `ERR_SSL_${reason.toUpperCase().replaceAll(/\W+/g, '_')}`;
}

/** What a code of the TLS library means. */
export function tlsProblemOf(system: string): TlsProblem {
  return codes.find(([pattern]) => pattern.test(system))?.[1] ?? 'other';
}

/**
 * Whether a server that hung up did so because of the client certificate: after the handshake, without a word. One that
 * ends a connection that was kept took the certificate before.
 */
export function hungUpOnCertificate(system: string | undefined, evidence: Evidence, sentCertificate: boolean): boolean {
  const { tls, phases } = evidence;
  const justShown = !!tls && phases.connect !== undefined && phases.firstByte === undefined;
  return /^(ECONNRESET|EPIPE)$/.test(system ?? '') && sentCertificate && justShown;
}

/** Servers that speak HTTP of what TLS should have said. */
export function tlsProblemIn({ status, text }: HttpResponse): TlsProblem | undefined {
  if (status !== 400 && status !== 403) return undefined;
  if (WANTS_CERTIFICATE.test(text)) return 'client-certificate';
  return REFUSES_CERTIFICATE.test(text) ? 'client-certificate-refused' : undefined;
}
