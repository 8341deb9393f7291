import type { Challenge } from './challenge.js';
import type { Phases, TlsEvidence } from './network/evidence.js';
import type { ServiceError } from './serviceError.js';

export type Purpose = 'ping' | 'sign-in' | 'exchange' | 'check' | 'catalogue' | 'content';

/** Why a request got no usable response. */
export type RequestFailure =
  'cancelled' | 'untrusted-realm' | 'proxy' | 'timeout' | 'bad-response' | 'dns' | 'tls' | 'unreachable';

/** One request and its response, redacted while recorded. */
export interface TraceStep {
  readonly purpose: Purpose;
  readonly method: string;
  /** Query values that aren't on the allow list are `…`. */
  readonly url: string;
  /** How the request was authorized; the value itself is never recorded. */
  readonly authorization: 'none' | 'basic' | 'bearer' | 'other';
  /** Request headers that matter for repeating it; never Authorization. */
  readonly requestHeaders: Readonly<Record<string, string>>;
  /** Fields of the form body; values not on the allow list are `…`, secret ones `$PASSWORD` or `$TOKEN`. */
  readonly form?: readonly (readonly [name: string, value: string])[];
  /** Another body, with placeholders in place of secrets. */
  readonly body?: { readonly contentType: string; readonly text: string };
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Milliseconds. */
  readonly duration: number;
  /** Absent if there was no response. */
  readonly status?: number;
  /** Challenges that could be parsed, on a 401. */
  readonly challenges?: readonly Challenge[];
  /** Response headers on the allow list. */
  readonly headers: Readonly<Record<string, string>>;
  /** The service's own error, bounded, known secrets removed. */
  readonly service?: ServiceError;
  /** Why there was no usable response. */
  readonly failure?: RequestFailure;
  /** Error code of the system or of the TLS library that ended the request, such as `ECONNREFUSED`. */
  readonly system?: string;
  /** Verdict of the realm check, if this request had one. */
  readonly realm?: string;
  /** Address that the connection went to; absent through a proxy. */
  readonly remoteAddress?: string;
  /** Sent once more: the connection that was kept from an earlier request turned out to be closed. */
  readonly resent?: true;
  /** Sent through a proxy, so the address couldn't be checked locally. */
  readonly proxied?: boolean;
  /** `host:port` of that proxy, if the editor reports it. */
  readonly proxy?: string;
  readonly phases?: Readonly<Phases>;
  /** Absent without TLS or a completed handshake. */
  readonly tls?: TlsEvidence;
}

/** The requests of a flow, in order. Holds no secret. */
export interface AuthTrace {
  /** The machine that sent the requests. */
  readonly machine: string;
  readonly steps: readonly TraceStep[];
  /** Requests of earlier flows of this window whose responses this flow reused. Not among `steps`. */
  readonly earlier?: readonly TraceStep[];
}

export const PLACEHOLDERS: Readonly<Record<string, string>> = {
  username: '$USERNAME',
  password: '$PASSWORD',
  refresh_token: '$TOKEN',
  access_token: '$TOKEN',
};
