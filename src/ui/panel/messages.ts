import * as v from 'valibot';
import type { Explanation } from '../../diagnosis/explanation.js';
import type { ExplainedChallenge } from '../../inspection/challengeExplanation.js';
import type { TokenComparison } from '../../inspection/compare.js';
import type { TokenInspection } from '../../inspection/inspection.js';
import { type ItemAction, itemActions, type PageAction, pageActions } from './actions.js';
import type { panelTexts } from './texts.js';

// Messages between host and page. The host sends plain data, never a token, to a page of its own. The page sends intents,
// never text to copy; it shows untrusted text, so the host validates what it receives.

/** What every page needs in the user's language, once: its HTML holds it. */
export interface PageWords {
  /** BCP 47 language tag. */
  readonly language: string;
  readonly texts: Readonly<Record<keyof typeof panelTexts, string>>;
  /** Template of a remaining time; see text/duration.ts. */
  readonly moreLeft: string;
}

/** One request of the trace, as text. */
export interface StepView {
  readonly title: string;
  readonly request: string;
  /** Form body fields, as `name=value`. */
  readonly form: readonly string[];
  readonly details: readonly string[];
  /** Empty when there was no response. */
  readonly status: string;
  /** Milliseconds. */
  readonly duration: number;
  /** Present when there was no usable response. */
  readonly failed?: true;
}

/** Fields of every page. */
export interface FrameView {
  /** The only value that the page may persist. */
  readonly connectionId?: string;
  readonly title: string;
  readonly subtitle: string;
  /** Machine that sent the requests. Empty when nothing was sent. */
  readonly machine: string;
  readonly steps: readonly StepView[];
  /** Requests of earlier flows whose responses were reused. They aren't counted. */
  readonly earlier?: readonly StepView[];
  /** Actions that the page can request. */
  readonly actions: readonly (PageAction | ItemAction)[];
  /**
   * Whether the page is kept open, so that another token opens beside it. Absent when it always does so.
   */
  readonly keptOpen?: boolean;
}

/** Page of an explained token. */
export interface TokenView extends FrameView {
  readonly page: 'token';
  readonly inspection: TokenInspection;
}

/** Page of a flow without a token: cause, next step and evidence. */
export interface FailureView extends FrameView {
  readonly page: 'failure';
  readonly explanation: Explanation;
}

/** Page of a pasted challenge. */
export interface ChallengeView extends FrameView {
  readonly page: 'challenge';
  readonly challenge: ExplainedChallenge;
}

/** Page without content. */
export interface EmptyView extends FrameView {
  readonly page: 'empty';
  readonly sentence: string;
}

/** Page with the differences between two tokens. */
export interface ComparisonView extends FrameView {
  readonly page: 'comparison';
  readonly comparison: TokenComparison;
  /** Labels of the two tokens. */
  readonly sides: { readonly before: string; readonly after: string };
}

/** Page of a diagnosis, check by check. */
export interface ChecklistView extends FrameView {
  readonly page: 'checklist';
  readonly state: 'running' | 'allPassed' | 'withWarnings' | 'partlyTested' | 'oneFailed' | 'stopped';
  /** Summary of the result. */
  readonly sentence: string;
  /** Machine that the result holds for. */
  readonly note: string;
  readonly checks: readonly {
    readonly label: string;
    readonly state: 'waiting' | 'passed' | 'skipped' | 'untested' | 'noted' | 'failed' | 'not-reached';
    /** What tells most, such as "10.0.0.5:443, direct". */
    readonly fact?: string;
    readonly evidence: readonly string[];
    readonly explanation?: Explanation;
  }[];
}

export type PanelView = TokenView | FailureView | ChallengeView | EmptyView | ComparisonView | ChecklistView;

export interface HostMessage {
  readonly type: 'show';
  readonly view: PanelView;
  /** The view updates the current page instead of replacing it. */
  readonly same?: true;
}

export const PageMessage = v.variant('type', [
  v.strictObject({ type: v.literal('ready') }),
  /** A time has passed after which the host would send different content. */
  v.strictObject({ type: v.literal('due') }),
  /** The page could not show the host's message. */
  v.strictObject({ type: v.literal('failed') }),
  v.strictObject({ type: v.picklist(pageActions) }),
  v.strictObject({ type: v.picklist(itemActions), index: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
]);
export type PageMessage = v.InferOutput<typeof PageMessage>;
