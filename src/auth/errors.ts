import type { Clause } from '../text/message.js';
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

/** Facts for the text of a message. Which ones are present depends on the code; none is secret. */
export interface ErrorDetails {
  /** Index in the trace of the request that was answered with the failure. Other requests can follow it. */
  readonly step?: number;
  /** Host that answered or was addressed, with its port unless it is the scheme's default. */
  readonly host?: string;
  /** Host of the registry, if it differs from `host`. */
  readonly registry?: string;
  /** Form field or parameter that was invalid, or the part of a use that failed, such as `upload` or `network`. */
  readonly field?: string;
  /** One bounded clause, without a full stop, that states the problem more precisely. */
  readonly reason?: Clause;
  /** Origin of the token server (realm), or of a redirect's target. */
  readonly origin?: string;
  /**
   * Why the user has to agree to that origin: it shares the registry's domain, or only the registry itself names it.
   */
  readonly verdict?: 'same-domain' | 'ask';
  /** Full URL of a redirect's target or a realm. Query values that aren't on the allow list are removed. */
  readonly address?: string;
  /** Authentication schemes that were offered but aren't supported, lowercase. */
  readonly schemes?: readonly string[];
  /** Requested scopes. */
  readonly scopes?: readonly string[];
  /** When a rate limit ends, milliseconds since the epoch. */
  readonly retryAt?: number;
  /** The system's or TLS library's own code, such as ECONNREFUSED. */
  readonly system?: string;
  /** The credential needs something, such as a file, that isn't on the machine that sends the request. */
  readonly elsewhere?: true;
  /** For code `tls`: why TLS failed. */
  readonly tls?: TlsProblem;
  /** For code `tls`: the chain as presented, the server's own certificate first. Empty if none was received. */
  readonly chain?: readonly Certificate[];
  /** `host:port` of the proxy that was used. */
  readonly proxy?: string;
  /** The request needs user input, such as a sign-in. The failure says nothing about the credential. */
  readonly asks?: true;
  /** For code `refused`: the rejected secret was the token that the credential had obtained. */
  readonly token?: true;
  /** The registry doesn't require a token. */
  readonly open?: true;
  /** A command that fixes the problem, safe to insert into a terminal unchanged. */
  readonly command?: string;
  /** Limit that was exceeded, in milliseconds or bytes. */
  readonly limit?: number;
  /** Protocol that answered instead of HTTP. */
  readonly speaks?: 'tls';
  /** Registry API version that the host supports instead of the required one. */
  readonly version?: 1;
  /** For a rejected token: clock skew (service clock minus local clock) in milliseconds, if above the tolerance. */
  readonly skew?: number;
  /** For a rejected token: its audience, if that is another service. */
  readonly audience?: string;
}

export interface AuthErrorFacts {
  readonly status?: number;
  /** The service's own error, bounded, with known secrets removed. */
  readonly service?: { readonly code?: string; readonly text?: string };
  readonly details?: ErrorDetails;
  readonly trace?: AuthTrace;
}

/**
 * The only error type. `message` is a plain English sentence for logs and tests. One place in the user interface
 * composes the displayed text from `code` and `details`. Never holds a secret.
 */
export class AuthError extends Error {
  /** Identifies the error, even across bundles with their own copy of the class (tests, benchmarks). */
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

/** Why TLS failed. */
export type TlsProblem =
  | 'self-signed' // the server's own certificate is self-signed
  | 'unknown-authority'
  | 'expired'
  | 'not-yet-valid'
  | 'wrong-host'
  | 'protocol' // no common TLS version
  | 'not-tls' // another protocol answers, such as plain http
  | 'client-certificate' // required, but none was sent
  | 'client-certificate-refused'
  | 'handshake' // rejected without a reason
  | 'other';

/** The failure with facts that became known after it was thrown. */
export function errorWith(error: AuthError, more: AuthErrorFacts): AuthError {
  const { code, message, status, service, details, trace } = error;
  return new AuthError(code, message, {
    ...(status === undefined ? {} : { status }),
    ...(service ? { service } : {}),
    ...(details ? { details } : {}),
    ...(trace ? { trace } : {}),
    ...more,
  });
}
