import type { AuthTrace } from '../../auth/trace.js';
import type { Connection } from '../../connections/connection.js';
import type { TokenInspection } from '../../inspection/inspection.js';
import type { FoundToken } from '../../inspection/paste.js';
import type { InspectionInput } from '../../inspection/reading.js';
import type { TokenState } from '../../inspection/verdict.js';
import type { PageAction } from '../panel/actions.js';
import type { ComparisonInput } from '../panel/view.js';
import type { Surface } from '../surface.js';

/** Results about a token beyond its own claims. */
export type Evidence = Pick<InspectionInput, 'accepted' | 'refused' | 'signature' | 'certificates' | 'cleaned'>;

/** Fetched token, referenced by its place in the cache. A token that was forgotten also disappears from the panel. */
export interface FetchedToken {
  readonly from: 'connection';
  readonly connection: Connection;
  readonly scopes: readonly string[];
  /** Shows the refresh token that came with it instead. */
  readonly part?: 'refresh';
  /** Trace of the fetch that obtained it. */
  readonly trace: AuthTrace;
  /** Comparison with the token previously on the page, which itself isn't kept. */
  readonly replaced?: Pick<ComparisonInput, 'comparison' | 'sides'>;
  /** Requests made with it since. */
  readonly since?: AuthTrace['steps'];
  readonly evidence: Evidence;
}

/** Pasted token, which is stored only here. */
export interface PastedToken {
  readonly from: 'paste';
  /** Secret. */
  readonly value: string;
  /** User name that it is the password of, possibly empty; absent for a token, which needs none. */
  readonly user?: string;
  /** Host (with port) that the text names for it. */
  readonly host?: string;
  /** `refresh`: an identity token or refresh token. */
  readonly use?: 'refresh';
  /** Claim of the outer token in which it was found. */
  readonly within?: string;
  /** An identifier, which no service accepts as a token. */
  readonly isId?: true;
  readonly evidence: Evidence;
}

export type ShownToken = FetchedToken | PastedToken;

/** Token on a page, with the context for its actions. */
export interface OnPage<Shown extends ShownToken = ShownToken> {
  readonly surface: Surface;
  readonly shown: Shown;
  readonly inspection: TokenInspection;
  /** Shows another token in this panel, or the same one with new evidence. */
  readonly show: (shown: ShownToken) => Promise<void>;
  /** Opens a token in its own panel. */
  readonly open: (shown: ShownToken) => Promise<void>;
}

/** Action for a token on a page. */
export interface TokenAction {
  readonly id: PageAction;
  /** Codicon ID without `$()`, for the list of more actions. */
  readonly icon: string;
  offered(shown: ShownToken, inspection: TokenInspection, surface: Surface): boolean;
  run(on: OnPage): Promise<void>;
}

/** The secret and what the text tells of it. */
export function pastedToken({ value, user, host, use, cleaned }: FoundToken): PastedToken {
  return {
    from: 'paste',
    value,
    ...(user !== undefined && { user }),
    ...(host !== undefined && { host }),
    ...(use && { use }),
    evidence: { cleaned },
  };
}

const UNUSABLE: readonly TokenState[] = ['expired', 'damaged', 'blocked'];

/** Whether it is a pasted secret that a service can accept, as far as its page says. `now` is in milliseconds since the epoch. */
export function isUsablePaste(shown: ShownToken, { answers }: TokenInspection, now: number): boolean {
  const { state } = answers.findLast(({ from }) => from <= now) ?? answers[0];
  return shown.from === 'paste' && shown.isId !== true && !UNUSABLE.includes(state);
}

export function isFetched(on: OnPage): on is OnPage<FetchedToken> {
  return on.shown.from === 'connection';
}
