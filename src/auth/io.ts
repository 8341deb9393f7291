import type { LookupFunction } from 'node:net';
import type { RememberedChallenges } from './challenge.js';
import type { Sessions } from './editorSessions.js';
import type { Http } from './http.js';
import type { KnownPings } from './pingCache.js';
import type { RefreshTokens } from './refreshTokens.js';

/** Everything that a flow uses from outside: network, clock, caches and user input. */
export interface Io {
  readonly http: Http;
  /** Name of the computer that sends the requests. */
  readonly machine: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Secrets that must not appear in an error. They are redacted from the service's text. */
  readonly secrets: readonly string[];
  readonly signal: AbortSignal;
  readonly lookup: LookupFunction;
  /** Whether a connection to this origin is kept open; absent: unknown. */
  readonly isConnected?: (origin: string) => boolean;
  /** Ping results of earlier flows; absent without a cache. */
  readonly pings?: KnownPings;
  /** Challenges of earlier windows; absent: none are remembered. */
  readonly challenges?: RecalledChallenges;
  /** Cached refresh tokens; absent without a cache. */
  readonly refreshTokens?: RefreshTokens<Io>;
  /** Absent if the editor has no authentication sessions. */
  readonly sessions?: Sessions;
  /**
   * The user started this flow, so an upload can be started to find out what a push requires. Absent in the background.
   */
  readonly byHand?: true;
  /** Prompts the user, for example for a one-time code; absent when prompting isn't allowed. */
  readonly ask?: (question: Question) => Promise<string | undefined>;
}

export interface RecalledChallenges extends RememberedChallenges {
  /** Recalls none any more in this window, so that the registry is asked. Uploads are asked about `byHand` only. */
  doubt(byHand: true | undefined): void;
}

/** A prompt for the user. `{names}` in its texts are placeholders for `values`, which aren't translated. */
export interface Question {
  readonly title: string;
  readonly prompt: string;
  readonly secret: boolean;
  readonly values?: Readonly<Record<string, string>>;
  /** The allowed answers; absent if any text is allowed. */
  readonly choices?: readonly { readonly value: string; readonly label: string; readonly detail?: string }[];
}
