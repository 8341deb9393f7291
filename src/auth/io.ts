import type { LookupFunction } from 'node:net';
import type { Http } from './http.js';
import type { KnownPings } from './pingCache.js';
import type { RefreshTokens } from './refreshTokens.js';
import type { Sessions } from './editorSessions.js';

/** The world, as a flow sees it. */
export interface Io {
  readonly http: Http;
  /** Name of the computer that sends. */
  readonly machine: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Texts that must not appear in an error: what the service says is searched for them. */
  readonly secrets: readonly string[];
  readonly signal: AbortSignal;
  readonly lookup: LookupFunction;
  /** What the registry answered to flows before; absent where nothing is remembered. */
  readonly pings?: KnownPings;
  /** What credentials won that gets tokens for a while; absent where nothing is kept. */
  readonly refreshTokens?: RefreshTokens<Io>;
  /** Absent where the editor has none. */
  readonly sessions?: Sessions;
  /** Asks the user for something like a one-time code; absent when nobody may be asked. */
  readonly ask?: (question: Question) => Promise<string | undefined>;
}

/** `{names}` in its texts stand for `values`, which are not translated. */
export interface Question {
  readonly title: string;
  readonly prompt: string;
  readonly secret: boolean;
  readonly values?: Readonly<Record<string, string>>;
  /** The only answers there are; absent: any text. */
  readonly choices?: readonly { readonly value: string; readonly label: string; readonly detail?: string }[];
}
