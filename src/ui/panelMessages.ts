import * as v from 'valibot';
import { itemActions, pageActions } from './panelActions.js';
import { TokenComparison } from './panelComparison.js';
import { Inspection } from './panelInspection.js';
import { Explanation, frame } from './panelParts.js';

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
const Comparison = v.strictObject({ page: v.literal('comparison'), ...frame, comparison: TokenComparison });

const View = v.variant('page', [Token, Failure, Empty, Comparison]);
export type TokenView = v.InferOutput<typeof Token>;
export type FailureView = v.InferOutput<typeof Failure>;
export type ComparisonView = v.InferOutput<typeof Comparison>;
export type EmptyView = v.InferOutput<typeof Empty>;
export type PanelView = v.InferOutput<typeof View>;

export const HostMessage = v.variant('type', [v.strictObject({ type: v.literal('show'), view: View })]);
export type HostMessage = v.InferOutput<typeof HostMessage>;

export const PageMessage = v.variant('type', [
  v.strictObject({ type: v.literal('ready') }),
  v.strictObject({ type: v.picklist(pageActions) }),
  v.strictObject({ type: v.picklist(itemActions), index: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
]);
export type PageMessage = v.InferOutput<typeof PageMessage>;
