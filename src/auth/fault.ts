import type { AuthErrorCode, AuthErrorFacts } from './errors.js';
import type { Evidence } from './evidence.js';
import { hungUpOnCertificate, tlsCodeIn, tlsProblemOf } from './tlsProblem.js';

interface Circumstances {
  readonly url: URL;
  readonly cancelled: boolean;
  readonly timedOut: boolean;
  /** Milliseconds. */
  readonly timeout: number;
  readonly maxBytes: number;
  readonly evidence: Evidence;
  /** A client certificate was at hand. */
  readonly sentCertificate: boolean;
  readonly status?: number;
}

interface Fault {
  readonly code: AuthErrorCode;
  readonly message: string;
  readonly facts: AuthErrorFacts;
}

// The system's and the TLS library's codes. The first row that matches decides.
const codes: readonly (readonly [RegExp, AuthErrorCode])[] = [
  [/^(ENOTFOUND|EAI_\w+|ENODATA|ESERVFAIL)$/, 'dns'],
  [/^(ETIMEDOUT|ESOCKETTIMEDOUT|ECONNABORTED)$/, 'timeout'],
  [
    /^(ERR_TLS_\w+|ERR_SSL_\w+|CERT_\w+|UNABLE_TO_\w+|SELF_SIGNED_\w+|DEPTH_ZERO_\w+|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|EPROTO)$/,
    'tls',
  ],
  [/^(ERR_PROXY_\w+|ERR_HTTP_PROXY\w*)$/, 'proxy'],
  [/^(HPE_\w+|ERR_BAD_RESPONSE|Z_\w+|ERR_STREAM_PREMATURE_CLOSE)$/, 'bad-response'],
  [
    /^(ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EPIPE|EADDRNOTAVAIL|EACCES|EPERM)$/,
    'unreachable',
  ],
];

/** Turns whatever ended a request into one of our codes with its facts. */
export function faultOf(error: unknown, at: Circumstances): Fault {
  const host = at.url.host;
  if (at.cancelled) {
    return { code: 'cancelled', message: `The request to ${host} was cancelled.`, facts: {} };
  }
  if (at.evidence.refusal !== undefined) {
    return {
      code: 'untrusted-realm',
      message: `${host} was not asked: ${at.evidence.refusal}.`,
      facts: { details: { host, reason: at.evidence.refusal } },
    };
  }
  if (at.evidence.outsideTls) {
    const { proxy } = at.evidence;
    return {
      code: 'proxy',
      message: `A proxy answered in place of ${host}.`,
      facts: { ...status(at), details: { host, ...(proxy === undefined ? {} : { proxy }) } },
    };
  }
  if (at.timedOut) {
    return {
      code: 'timeout',
      message: `${host} did not answer in full within ${String(at.timeout)} ms.`,
      facts: { details: { host, limit: at.timeout } },
    };
  }
  const system = systemCode(error);
  const text = error instanceof Error ? error.message : '';
  if (text.includes('maxContentLength')) {
    return {
      code: 'bad-response',
      message: `${host} answered with more than ${String(at.maxBytes)} bytes.`,
      facts: { ...status(at), details: { host, limit: at.maxBytes, reason: 'the answer is too large' } },
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

/** What a proxy answered in place of opening the way, which Node leaves in the text. */
function tunnelStatus(text: string): Pick<AuthErrorFacts, 'status'> {
  const [, found] = /\bHTTP\/1\.\d (\d{3})\b/.exec(text) ?? [];
  return found === undefined ? {} : { status: Number(found) };
}

/** Whether what is no HTTP is an alert of TLS (RFC 8446 section 5.1), as servers of https answer to plain http. */
function speaksTls(error: unknown): boolean {
  if (!(error instanceof Error)) {
    return false;
  }
  const alert = 'rawPacket' in error && Buffer.isBuffer(error.rawPacket) && error.rawPacket[0] === 0x15;
  return alert || speaksTls(error.cause);
}

/** The innermost code: libraries wrap the socket's error, and a failed race for addresses wraps several. */
function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) {
    return undefined;
  }
  const inner = systemCode(error.cause) ?? (error instanceof AggregateError ? systemCode(error.errors[0]) : undefined);
  const own = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return inner ?? (own === 'EPROTO' ? tlsCodeIn(error.message) : undefined) ?? own;
}
