import type { ClientRequest } from 'node:http';
import { clauseText } from '../../text/message.js';
import type { AuthErrorFacts, TlsProblem } from '../errors.js';
import { reasons } from '../reasons.js';
import type { RequestFailure } from '../trace.js';
import type { ConnectionEvidence } from './evidence.js';

interface Circumstances {
  readonly url: URL;
  readonly cancelled: boolean;
  readonly timedOut: boolean;
  /** Milliseconds. */
  readonly timeout: number;
  readonly maxBytes: number;
  readonly evidence: ConnectionEvidence;
  /** A client certificate was configured. */
  readonly sentCertificate: boolean;
  readonly status?: number;
}

interface Fault {
  readonly code: RequestFailure;
  readonly message: string;
  readonly facts: AuthErrorFacts;
}

// Names of OpenSSL's verification results and of its alerts. The first row that matches decides.
const tlsCodes: readonly (readonly [RegExp, TlsProblem])[] = [
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

// The system's and the TLS library's codes. The first row that matches decides.
const codes: readonly (readonly [RegExp, RequestFailure])[] = [
  [/^(ENOTFOUND|EAI_\w+|ENODATA|ESERVFAIL)$/, 'dns'],
  [/^(ETIMEDOUT|ESOCKETTIMEDOUT|ECONNABORTED)$/, 'timeout'],
  [
    /^(ERR_TLS_\w+|ERR_SSL_\w+|CERT_\w+|UNABLE_TO_\w+|SELF_SIGNED_\w+|DEPTH_ZERO_\w+|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|EPROTO)$/,
    'tls',
  ],
  [/^(ERR_PROXY_\w+|ERR_HTTP_PROXY\w*)$/, 'proxy'],
  // Node names the errors of Brotli `ERR__ERROR_FORMAT_…`.
  [
    /^(HPE_\w+|ERR_BAD_RESPONSE|Z_\w+|ERR__ERROR_\w+|ERR_BROTLI_\w+|ZSTD_\w+|ERR_ZSTD_\w+|ERR_STREAM_PREMATURE_CLOSE)$/,
    'bad-response',
  ],
  [
    /^(ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EPIPE|EADDRNOTAVAIL|EACCES|EPERM)$/,
    'unreachable',
  ],
];

// What Node's own parser calls it.
const SWITCHED = 'HPE_PAUSED_UPGRADE';

/**
 * Fails a request whose answer switches protocols, which none asks for (RFC 9110 section 15.2.2). Node ends the
 * connection without an error, so the request would wait for its deadline.
 */
export function failOnUpgrade(request: ClientRequest): void {
  request.once('upgrade', (_response, socket) => {
    socket.destroy();
    request.emit('error', Object.assign(new Error('switched protocols'), { code: SWITCHED }));
  });
}

/** Maps the error that ended a request to an AuthError code with its facts. */
export function faultOf(error: unknown, at: Circumstances): Fault {
  const host = at.url.host;
  if (at.cancelled) {
    return { code: 'cancelled', message: `The request to ${host} was canceled.`, facts: {} };
  }
  if (at.evidence.refusal !== undefined) {
    return {
      code: 'untrusted-realm',
      message: `No request was sent to ${host}: ${clauseText(at.evidence.refusal)}.`,
      facts: { details: { host, reason: at.evidence.refusal } },
    };
  }
  if (at.evidence.outsideTls) {
    const { proxy } = at.evidence;
    return {
      code: 'proxy',
      message: `A proxy responded instead of ${host}.`,
      facts: { ...status(at), details: { host, ...(proxy === undefined ? {} : { proxy }) } },
    };
  }
  if (at.timedOut) {
    return {
      code: 'timeout',
      message: `${host} did not send a complete response within ${String(at.timeout)} ms.`,
      facts: { details: { host, limit: at.timeout } },
    };
  }
  const system = systemCode(error);
  const text = error instanceof Error ? error.message : '';
  const { excess } = at.evidence;
  if (excess === 'pieces' || excess === 'interim') {
    const reason = { pieces: reasons.tooManyPieces, interim: reasons.tooManyInterim }[excess];
    return {
      code: 'bad-response',
      message: `The response from ${host} was stopped: ${reason}.`,
      facts: { ...status(at), details: { host, reason } },
    };
  }
  if (excess === 'bytes' || text.includes('maxContentLength')) {
    return {
      code: 'bad-response',
      message: `${host} sent a response of more than ${String(at.maxBytes)} bytes.`,
      facts: { ...status(at), details: { host, limit: at.maxBytes, reason: 'the response is too large' } },
    };
  }
  const { evidence } = at;
  const hungUp = hungUpOnCertificate(system, evidence, at.sentCertificate);
  const known = codes.find(([pattern]) => system !== undefined && pattern.test(system))?.[1];
  const atProxy = known !== 'tls' && evidence.proxied && /\b(proxy|tunnel)/i.test(text);
  const code = hungUp ? 'tls' : atProxy ? 'proxy' : (known ?? 'unreachable');
  return {
    code,
    message: `${host} could not be asked${system === undefined ? '' : ` (${system})`}.`,
    facts: {
      ...(atProxy ? tunnelStatus(text) : status(at)),
      details: {
        host,
        ...(speaksTls(error) ? { speaks: 'tls' } : {}),
        ...(system === undefined ? {} : { system }),
        ...(system === SWITCHED ? { reason: 'it switches to another protocol' } : {}),
        ...(evidence.proxy === undefined ? {} : { proxy: evidence.proxy }),
        ...(code === 'tls'
          ? {
              tls: hungUp ? 'client-certificate-refused' : tlsProblemOf(system ?? ''),
              chain: evidence.tls?.chain ?? [],
            }
          : {}),
      },
    },
  };
}

function status({ status: value }: Circumstances): Pick<AuthErrorFacts, 'status'> {
  return value === undefined ? {} : { status: value };
}

/** Status of a proxy that didn't open the tunnel; Node reports it only in the error text. */
function tunnelStatus(text: string): Pick<AuthErrorFacts, 'status'> {
  const [, found] = /\bHTTP\/1\.\d (\d{3})\b/.exec(text) ?? [];
  return found === undefined ? {} : { status: Number(found) };
}

/**
 * Whether a non-HTTP response is a TLS alert (RFC 8446 section 5.1), which https servers send to plain http requests.
 */
function speaksTls(error: unknown): boolean {
  if (!(error instanceof Error)) {
    return false;
  }
  const alert = 'rawPacket' in error && Buffer.isBuffer(error.rawPacket) && error.rawPacket[0] === 0x15;
  return alert || speaksTls(error.cause);
}

/** The innermost error code: libraries wrap the socket's error, and a failed race for addresses wraps several. */
function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) {
    return undefined;
  }
  const inner = systemCode(error.cause) ?? (error instanceof AggregateError ? systemCode(error.errors[0]) : undefined);
  const own = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return inner ?? (own === 'EPROTO' ? tlsCodeIn(error.message) : undefined) ?? own;
}

// Error pages of nginx and similar servers, sent over an established TLS connection.
const WANTS_CERTIFICATE = /No required SSL certificate was sent/i;
const REFUSES_CERTIFICATE = /The SSL certificate error/i;

/**
 * Error code of a handshake that failed early; Node reports it only in the text: `SSL routines:…:wrong version
 * number:…`.
 */
function tlsCodeIn(message: string): string | undefined {
  const reason = /SSL routines:[^:]*:([^:]+):/.exec(message)?.[1];
  return reason && `ERR_SSL_${reason.toUpperCase().replaceAll(/\W+/g, '_')}`;
}

function tlsProblemOf(system: string): TlsProblem {
  return tlsCodes.find(([pattern]) => pattern.test(system))?.[1] ?? 'other';
}

/**
 * Whether a server closed the connection because of the client certificate: after the handshake, without a response. On
 * a reused connection, or after one, the server had probably accepted the certificate.
 */
function hungUpOnCertificate(
  system: string | undefined,
  evidence: ConnectionEvidence,
  sentCertificate: boolean,
): boolean {
  const { tls, phases, resent } = evidence;
  const justShown = !resent && !!tls && phases.connect !== undefined && phases.firstByte === undefined;
  return /^(ECONNRESET|EPIPE)$/.test(system ?? '') && sentCertificate && justShown;
}

/** The TLS problem that a server reports in an HTTP error page instead of a TLS alert; undefined if there is none. */
export function tlsProblemIn({
  status,
  text,
}: {
  readonly status: number;
  readonly text: string;
}): TlsProblem | undefined {
  if (status !== 400 && status !== 403) {
    return undefined;
  }
  if (WANTS_CERTIFICATE.test(text)) {
    return 'client-certificate';
  }
  return REFUSES_CERTIFICATE.test(text) ? 'client-certificate-refused' : undefined;
}
