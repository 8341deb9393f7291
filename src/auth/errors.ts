import type { Certificate } from './network/certificate.js';
import type { AuthTrace, RequestFailure } from './trace.js';

export type AuthErrorCode =
  | RequestFailure
  | 'invalid-input'
  | 'no-credential'
  | 'not-a-registry'
  | 'unsupported-challenge'
  | 'realm-needs-consent'
  | 'redirected'
  | 'refused' // the credential
  | 'locked'
  | 'second-factor'
  | 'expired-credential'
  | 'denied' // the scope
  | 'not-found'
  | 'rate-limited'
  | 'server-failed'
  | 'clock'
  | 'storage'
  | 'storage-behind'
  | 'changed' // the connection, while it was used
  | 'removed';

/** Facts that the words of a message need. Which are present depends on the code; none is secret. */
export interface ErrorDetails {
  /** Host (with port where it is not the scheme's own) that spoke, or that was meant. */
  readonly host?: string;
  /** Host of the registry where it differs from `host`. */
  readonly registry?: string;
  /** The field of a form or the parameter that was wrong. */
  readonly field?: string;
  /** One bounded clause, without a full stop, that says more precisely what was wrong. */
  readonly reason?: string;
  /** Origin of the token server in question (realm), or of a redirect's target. */
  readonly origin?: string;
  /** Full address of a redirect's target or realm, unlisted query values removed. */
  readonly address?: string;
  /** Schemes that were offered and that we do not answer, lower case. */
  readonly schemes?: readonly string[];
  /** Scopes asked for. */
  readonly scopes?: readonly string[];
  /** When a rate limit ends, milliseconds since the epoch. */
  readonly retryAt?: number;
  /** The system's or TLS library's own code, such as ECONNREFUSED. */
  readonly system?: string;
  /** What the credential rests on, such as a file, is not on the machine that sends. */
  readonly elsewhere?: true;
  /** Of `tls`: what went wrong. */
  readonly tls?: TlsProblem;
  /** Of `tls`: the chain as presented, the server's own certificate first; empty where it did not come to that. */
  readonly chain?: readonly Certificate[];
  /** `host:port` of the proxy on the way. */
  readonly proxy?: string;
  /** Somebody has to be there to answer, such as to sign in: it says nothing of the credential. */
  readonly asks?: true;
  /** Of `refused`: it was the token that the credential had won. */
  readonly token?: true;
  /** The registry wants no token at all. */
  readonly open?: true;
  /** A command that mends it, safe to be put into a terminal as it is. */
  readonly command?: string;
  /** Limit that was hit: milliseconds or bytes. */
  readonly limit?: number;
  /** What answers there in place of HTTP. */
  readonly speaks?: 'tls';
  /** Version of the registry API that is spoken in place of the one that is needed. */
  readonly version?: 1;
  /** Of a token that was refused: clock of the service minus that of this machine, milliseconds, where they differ too much. */
  readonly skew?: number;
  /** Of a token that was refused: whom it was made for, where that is somebody else. */
  readonly audience?: string;
}

export interface AuthErrorFacts {
  readonly status?: number;
  /** What the service itself said, bounded, known secrets removed. */
  readonly service?: { readonly code?: string; readonly text?: string };
  readonly details?: ErrorDetails;
  readonly trace?: AuthTrace;
}

/**
 * The one failure type. `message` is a plain English sentence for logs and tests; what a person reads is composed
 * from `code` and `details` in one place of the user interface. Never holds a secret.
 */
export class AuthError extends Error {
  /** How other chunks recognise it: `instanceof` fails between two copies of this class. */
  readonly brand = 'registry-auth/AuthError';
  readonly code: AuthErrorCode;
  declare readonly status?: number;
  declare readonly service?: { readonly code?: string; readonly text?: string };
  declare readonly details?: ErrorDetails;
  declare readonly trace?: AuthTrace;

  constructor(code: AuthErrorCode, message: string, facts: AuthErrorFacts = {}) {
    super(message);
    this.name = 'AuthError';
    this.code = code;
    Object.assign(this, facts);
  }
}

export function isAuthError(value: unknown): value is AuthError {
  return value instanceof Error && 'brand' in value && value.brand === 'registry-auth/AuthError';
}

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

/** The same failure, with what was sent until then; anything else than an AuthError as it is. */
export function withTrace(error: unknown, trace: AuthTrace): unknown {
  if (!isAuthError(error)) {
    return error;
  }
  const { code, message, status, service, details } = error;
  return new AuthError(code, message, {
    ...(status === undefined ? {} : { status }),
    ...(service ? { service } : {}),
    ...(details ? { details } : {}),
    trace,
  });
}
