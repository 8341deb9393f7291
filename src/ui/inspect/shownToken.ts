import type { AuthTrace } from '../../auth/trace.js';
import type { Connection } from '../../connections/connection.js';
import type { TokenInspection } from '../../inspection/inspection.js';
import type { InspectionInput } from '../../inspection/reading.js';
import type { PageAction } from '../panel/actions.js';
import type { ComparisonInput } from '../panel/view.js';
import type { Surface } from '../surface.js';

/** What was found out about a token beyond what it says itself. */
export type Evidence = Pick<InspectionInput, 'accepted' | 'refused' | 'signature' | 'certificates' | 'cleaned'>;

/** A fetched token by where it is kept: what was forgotten meanwhile is gone from the panel as well. */
export interface FetchedToken {
  readonly from: 'connection';
  readonly connection: Connection;
  readonly scopes: readonly string[];
  /** The refresh token that came with it, in its place. */
  readonly part?: 'refresh';
  /** Of the very fetch that gave it. */
  readonly trace: AuthTrace;
  /** How it differs from the one that was on the page before; that one itself is gone. */
  readonly replaced?: Pick<ComparisonInput, 'comparison' | 'sides'>;
  /** Requests that were made with it since. */
  readonly since?: AuthTrace['steps'];
  readonly evidence: Evidence;
}

/** One that was pasted, which is nowhere else. */
interface PastedToken {
  readonly from: 'paste';
  /** Secret. */
  readonly value: string;
  /** The claim of another token that it was found in. */
  readonly within?: string;
  readonly evidence: Evidence;
}

export type ShownToken = FetchedToken | PastedToken;

/** A token on a page, for what is done with it there. */
export interface OnPage<Shown extends ShownToken = ShownToken> {
  readonly surface: Surface;
  readonly shown: Shown;
  readonly inspection: TokenInspection;
  /** In place of it, or itself after more was found out. */
  readonly show: (shown: ShownToken) => Promise<void>;
  /** In a panel of its own. */
  readonly open: (shown: ShownToken) => Promise<void>;
}

/** One thing to do with a token on a page. */
export interface TokenAction {
  readonly id: PageAction;
  /** Codicon id without `$()`, for the list of more actions. */
  readonly icon: string;
  offered(shown: ShownToken, inspection: TokenInspection, surface: Surface): boolean;
  run(on: OnPage): Promise<void>;
}

export function isFetched(on: OnPage): on is OnPage<FetchedToken> {
  return on.shown.from === 'connection';
}
