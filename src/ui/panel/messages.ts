import * as v from 'valibot';
import { itemActions, pageActions } from './actions.js';
import { panelTexts } from './texts.js';

/** The shapes that every page of the panel is made of. */

const list = <Item extends v.GenericSchema>(item: Item) => v.pipe(v.array(item), v.readonly());

const texts = list(v.string());
const milliseconds = v.exactOptional(v.pipe(v.number(), v.finite()));

/** A TokenComparison (auth/compare.ts), as it arrives in the page. */
const TokenComparison = v.strictObject({
  identical: v.boolean(),
  sentence: v.string(),
  claims: list(
    v.strictObject({
      part: v.picklist(['header', 'claims']),
      name: v.string(),
      before: v.exactOptional(v.string()),
      after: v.exactOptional(v.string()),
      usual: v.exactOptional(v.literal(true)),
    }),
  ),
  grants: list(
    v.strictObject({
      type: v.string(),
      name: v.string(),
      gained: texts,
      lost: texts,
      more: v.exactOptional(v.number()),
    }),
  ),
  life: v.strictObject({ before: milliseconds, after: milliseconds }),
});

/** A TokenInspection (auth/inspection.ts), as it arrives in the page. */

const tone = v.picklist(['good', 'warn', 'bad', 'plain']);
const time = v.pipe(v.number(), v.finite());
const strong = v.exactOptional(v.literal(true));

/** A stretch of a sentence; see auth/pieces.ts. */
const Piece = v.union([
  v.strictObject({ text: v.string(), strong }),
  v.strictObject({ left: time, strong }),
  v.strictObject({ ago: time }),
  v.strictObject({ time }),
]);

const Answer = v.strictObject({
  from: time,
  state: v.picklist([
    'valid',
    'expiring',
    'expired',
    'not-yet-valid',
    'no-expiry',
    'opaque',
    'encrypted',
    'damaged',
    'blocked',
    'refused',
    'nothing-granted',
  ]),
  tone,
  marks: list(v.strictObject({ tone, text: v.string() })),
  sentence: list(Piece),
  text: v.string(),
});

const LifePoint = v.strictObject({
  at: time,
  source: v.picklist(['iat', 'nbf', 'exp', 'received', 'expires_in', 'service', 'default']),
});

const Grant = v.strictObject({
  type: v.string(),
  name: v.string(),
  any: v.exactOptional(v.literal(true)),
  actions: list(
    v.strictObject({
      action: v.string(),
      state: v.picklist(['granted', 'granted-as-wildcard', 'missing', 'extra', 'unknown', 'at-most', 'ended']),
    }),
  ),
  more: v.exactOptional(v.number()),
  hint: v.exactOptional(v.string()),
  expires: v.exactOptional(time),
  notes: v.exactOptional(list(v.string())),
});

const Finding = v.strictObject({
  code: v.string(),
  severity: v.picklist(['blocks', 'warning', 'info']),
  title: v.string(),
  text: v.string(),
  advice: v.string(),
});

const Claim = v.strictObject({
  name: v.string(),
  value: v.string(),
  json: v.exactOptional(v.literal(true)),
  length: v.exactOptional(v.number()),
  meaning: v.exactOptional(v.string()),
  hint: v.exactOptional(v.string()),
  time: v.exactOptional(time),
  masked: v.exactOptional(v.literal(true)),
  inner: v.exactOptional(list(v.string())),
});

const Inspection = v.strictObject({
  pasted: v.boolean(),
  answers: v.pipe(v.tupleWithRest([Answer], Answer), v.readonly()),
  proof: list(Piece),
  life: v.strictObject({
    from: v.exactOptional(LifePoint),
    to: v.exactOptional(LifePoint),
    notBefore: v.exactOptional(LifePoint),
    reuse: v.exactOptional(LifePoint),
  }),
  grants: v.exactOptional(list(Grant)),
  lessThanAsked: v.boolean(),
  findings: list(Finding),
  header: list(Claim),
  claims: list(Claim),
  details: list(Claim),
  certificates: v.exactOptional(
    list(
      v.strictObject({
        subject: v.string(),
        issuer: v.string(),
        validFrom: time,
        validTo: time,
        signedByNext: v.exactOptional(v.boolean()),
      }),
    ),
  ),
  opaque: v.exactOptional(list(v.strictObject({ name: v.string(), value: v.string() }))),
  leaked: v.exactOptional(v.strictObject({ text: v.string(), until: v.exactOptional(time) })),
});

/** One request of the trace, in words. */
const Step = v.strictObject({
  title: v.string(),
  request: v.string(),
  /** Fields of the form body, as `name=value`. */
  form: list(v.string()),
  details: list(v.string()),
  /** Empty when there was no answer. */
  status: v.string(),
  /** Milliseconds. */
  duration: v.number(),
  /** There was no usable answer. */
  failed: v.exactOptional(v.literal(true)),
});

// Object.keys forgets the names.
const textNames = Object.keys(panelTexts) as (keyof typeof panelTexts)[];

const forms = v.strictTuple([v.string(), v.string()]);
const Durations = v.strictObject({ second: forms, minute: forms, hour: forms, day: forms });

/** What every page has, whatever it is about. */
const frame = {
  /** What the page may remember, and all that it may. */
  connectionId: v.exactOptional(v.string()),
  /** BCP 47. */
  language: v.string(),
  title: v.string(),
  subtitle: v.string(),
  /** Machine that sent the requests, in words; empty when nothing was sent. */
  machine: v.string(),
  steps: list(Step),
  /** What the page may ask for. */
  actions: list(v.picklist([...pageActions, ...itemActions])),
  /** Whether another token opens beside this one; absent: it does in any case. */
  pinned: v.exactOptional(v.boolean()),
  /** The page's words. */
  texts: v.strictObject(v.entriesFromList(textNames, v.string())),
  durations: v.strictObject({ left: Durations, ago: Durations, ahead: Durations, length: Durations }),
};

/**
 * What host and page say to each other. Both sides check what they receive, because the page shows texts of strangers.
 * The page sends intents, never text to copy; the host sends plain data, never a token.
 */

/** A token, explained. */
const Token = v.strictObject({ page: v.literal('token'), ...frame, inspection: Inspection });

/** Why something failed and what to do about it. */
const Explanation = v.strictObject({ cause: v.string(), next: v.string(), evidence: list(v.string()) });
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
