import type { LookupFunction } from 'node:net';
import type { Credential } from './auth/credential.js';
import type { Sessions } from './auth/editorSessions.js';
import type { TlsOptions } from './auth/network/transport.js';
import type { AuthTrace } from './auth/trace.js';
import type { Connection } from './connections/connection.js';

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
  /** The editor's own sign-ins; absent if it has none. */
  readonly sessions?: Sessions;
  /** TLS options of the connection; can hold the key of its client certificate. */
  tls?(connection: Connection): Promise<TlsOptions | undefined>;
  /** Gets the trace of every finished flow, successful or not. */
  traced?(trace: AuthTrace): void;
}
