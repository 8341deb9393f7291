import type { LookupFunction } from 'node:net';
import type { Credential } from './auth/credential.js';
import type { TlsOptions } from './auth/network/transport.js';
import type { Sessions } from './auth/editorSessions.js';
import type { AuthTrace } from './auth/trace.js';
import type { Connection } from './connections/connection.js';

/** The world, as far as fetching tokens needs it. */
export interface TokensWorld {
  /** Name of the computer that sends, for the trace. */
  readonly machine: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds by a clock that nobody sets; absent: the process's own. */
  readonly elapsed?: () => number;
  readonly lookup: LookupFunction;
  /** Milliseconds for one request. */
  readonly timeout: number;
  credential(connection: Connection): Promise<Credential>;
  /** Remembered answers: origins allowed as token server, and the address taken in place of the challenge's realm. */
  realms(connection: Connection): { readonly allowed: readonly string[]; readonly chosen?: string };
  /** The editor's own sign-ins; absent where there are none. */
  readonly sessions?: Sessions;
  /** What the options of the connection say about TLS; may hold the key of its client certificate. */
  tls?(connection: Connection): Promise<TlsOptions | undefined>;
  /** Gets the trace of every finished flow, whatever came of it. */
  traced?(trace: AuthTrace): void;
}
