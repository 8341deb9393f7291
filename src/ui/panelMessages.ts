import * as v from 'valibot';
import { itemActions, pageActions } from './panelActions.js';
import { TokenComparison } from './panelComparison.js';
import { Inspection } from './panelInspection.js';
import { Explanation, frame, list } from './panelParts.js';

/**
 * What host and page say to each other. Both sides check what they receive, because the page shows texts of strangers.
 * The page sends intents, never text to copy; the host sends plain data, never a token.
 */

/** A token, explained. */
const Token = v.strictObject({ page: v.literal('token'), ...frame, inspection: Inspection });
/** A flow that gave no token. */
const Failure = v.strictObject({ page: v.literal('failure'), ...frame, explanation: Explanation });
/** Nothing to show yet, or any more. */
const Empty = v.strictObject({ page: v.literal('empty'), ...frame, sentence: v.string() });

/** Two tokens, and what they do not share. */
const Comparison = v.strictObject({
  page: v.literal('comparison'),
  ...frame,
  comparison: TokenComparison,
  sides: v.strictObject({ before: v.string(), after: v.string() }),
});

/** A whole use, check by check. */
const Checklist = v.strictObject({
  page: v.literal('checklist'),
  ...frame,
  state: v.picklist(['running', 'allPassed', 'oneFailed', 'stopped']),
  /** What it comes to, in a sentence. */
  sentence: v.string(),
  /** For whom this holds. */
  note: v.string(),
  checks: list(
    v.strictObject({
      label: v.string(),
      state: v.picklist(['waiting', 'passed', 'skipped', 'noted', 'failed', 'not-reached']),
      evidence: list(v.string()),
      explanation: v.exactOptional(Explanation),
    }),
  ),
});

const View = v.variant('page', [Token, Failure, Empty, Comparison, Checklist]);
export type TokenView = v.InferOutput<typeof Token>;
export type ChecklistView = v.InferOutput<typeof Checklist>;
export type FailureView = v.InferOutput<typeof Failure>;
export type ComparisonView = v.InferOutput<typeof Comparison>;
export type EmptyView = v.InferOutput<typeof Empty>;
export type PanelView = v.InferOutput<typeof View>;

export const HostMessage = v.strictObject({
  type: v.literal('show'),
  view: View,
  /** It is about what is shown already, as that stands now. */
  same: v.exactOptional(v.literal(true)),
});
export type HostMessage = v.InferOutput<typeof HostMessage>;

export const PageMessage = v.variant('type', [
  v.strictObject({ type: v.literal('ready') }),
  /** A moment has passed from which on the host would say other things. */
  v.strictObject({ type: v.literal('due') }),
  /** What the host sent could not be shown. */
  v.strictObject({ type: v.literal('failed') }),
  v.strictObject({ type: v.picklist(pageActions) }),
  v.strictObject({ type: v.picklist(itemActions), index: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
]);
export type PageMessage = v.InferOutput<typeof PageMessage>;
