import type { LookupFunction } from 'node:net';
import type { RememberedChallenges } from './auth/challenge.js';
import type { Credential } from './auth/credential.js';
import type { Sessions } from './auth/editorSessions.js';
import type { Io } from './auth/io.js';
import type { TlsOptions } from './auth/network/transport.js';
import type { ServiceError } from './auth/serviceError.js';
import type { Token } from './auth/token.js';
import type { AuthTrace, TraceStep } from './auth/trace.js';
import type { Connection } from './connections/connection.js';
import type { Clause } from './text/message.js';

/** Dependencies of fetching tokens. */
export interface TokensWorld {
  /** Name of the computer that sends the requests, for the trace. */
  readonly machine: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds of a monotonic clock; absent: the process's own. */
  readonly elapsed?: () => number;
  readonly lookup: LookupFunction;
  /** Timeout of one request, in milliseconds. */
  readonly timeout: number;
  credential(connection: Connection): Promise<Credential>;
  /**
   * The user's stored choices: origins allowed as token server, and the address that replaces the challenge's realm.
   */
  realms(connection: Connection): { readonly allowed: readonly string[]; readonly chosen?: string };
  /** What earlier windows remember of the connection's registry; absent: nothing. */
  challenges?(connection: Connection): RememberedChallenges;
  /** The editor's own sign-ins; absent if it has none. */
  readonly sessions?: Sessions;
  /** TLS options of the connection; can hold the key of its client certificate. */
  tls?(connection: Connection): Promise<TlsOptions | undefined>;
  /** Gets the trace of every finished flow, successful or not. */
  traced?(trace: AuthTrace): void;
}

/** Result of testing a token at its service. */
export interface Proof {
  readonly accepted: boolean;
  /** Host that responded. */
  readonly host: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Status of a refusal. */
  readonly status?: number;
  /** The service's error with a refusal. */
  readonly said?: ServiceError;
  /** One clause with the known cause. */
  readonly reason?: Clause;
  /** The requests of the test. */
  readonly steps: AuthTrace['steps'];
}

export interface FlowOptions {
  readonly signal: AbortSignal;
  /** Prompts the user, for example for a one-time code; absent if no prompt is allowed. */
  readonly ask?: Io['ask'];
  /** A person started it, although no prompt is allowed; with `ask` it counts as such anyway. */
  readonly byHand?: true;
  /** TLS options of a connection that isn't saved yet, in place of the world's. */
  readonly tls?: TlsOptions | undefined;
  /** Opens connections of its own, so that a diagnosis sees the network and the certificates as they are now. */
  readonly anew?: true;
  /** Gets every request when it ends. */
  readonly watch?: (step: TraceStep) => void;
}

export interface FetchOptions extends FlowOptions {
  /** Always fetches a new token. */
  readonly fresh?: boolean;
  /** Uses its own requests: waits for a pending fetch of the same token. A failure isn't retried. */
  readonly alone?: boolean;
}

/** A cached token with the trace of its fetch. */
export interface CachedToken {
  readonly token: Token;
  readonly trace: AuthTrace;
  /** Absent: not tested. */
  readonly proof?: Proof;
  /** Revision of the connection's credential. */
  readonly revision: number;
  /** As they are requested (see wireScopes). */
  readonly scopes: readonly string[];
}

export interface TokenResult extends CachedToken {
  readonly cached: boolean;
}
