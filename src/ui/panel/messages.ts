import * as v from 'valibot';
import { itemActions, pageActions } from './actions.js';
import { panelTexts } from './texts.js';

/** Message shapes shared by all pages of the panel. */

const list = <Item extends v.GenericSchema>(item: Item) => v.pipe(v.array(item), v.readonly());

const texts = list(v.string());
const milliseconds = v.exactOptional(v.pipe(v.number(), v.finite()));

/** TokenComparison (inspection/compare.ts), as received by the page. */
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

/** TokenInspection (inspection/inspection.ts), as received by the page. */

const tone = v.picklist(['good', 'warn', 'bad', 'plain']);
const time = v.pipe(v.number(), v.finite());
const strong = v.exactOptional(v.literal(true));

/** Part of a sentence; see text/message.ts. */
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

/** One request of the trace, as text. */
const Step = v.strictObject({
  title: v.string(),
  request: v.string(),
  /** Form body fields, as `name=value`. */
  form: list(v.string()),
  details: list(v.string()),
  /** Empty when there was no response. */
  status: v.string(),
  /** Milliseconds. */
  duration: v.number(),
  /** Present when there was no usable response. */
  failed: v.exactOptional(v.literal(true)),
});

// Object.keys loses the type of the names.
const textNames = Object.keys(panelTexts) as (keyof typeof panelTexts)[];

const forms = v.strictTuple([v.string(), v.string()]);
const Durations = v.strictObject({ second: forms, minute: forms, hour: forms, day: forms });

/** Fields of every page. */
const frame = {
  /** The only value that the page may persist. */
  connectionId: v.exactOptional(v.string()),
  /** BCP 47 language tag. */
  language: v.string(),
  title: v.string(),
  subtitle: v.string(),
  /** Machine that sent the requests. Empty when nothing was sent. */
  machine: v.string(),
  steps: list(Step),
  /** Actions that the page can request. */
  actions: list(v.picklist([...pageActions, ...itemActions])),
  /**
   * Whether the page is pinned, so that another token opens beside it. Absent when another token always opens beside
   * it.
   */
  pinned: v.exactOptional(v.boolean()),
  /** Texts of the page. */
  texts: v.strictObject(v.entriesFromList(textNames, v.string())),
  durations: v.strictObject({ left: Durations, ago: Durations, ahead: Durations, length: Durations }),
};

/**
 * Messages between host and page. Both sides validate what they receive, because the page shows untrusted text. The
 * page sends intents, never text to copy. The host sends plain data, never a token.
 */

/** Page of an explained token. */
const Token = v.strictObject({ page: v.literal('token'), ...frame, inspection: Inspection });

/** Cause of a failure, and the next step. */
const Explanation = v.strictObject({ cause: v.string(), next: v.string(), evidence: list(v.string()) });
/** Page of a flow without a token. */
const Failure = v.strictObject({ page: v.literal('failure'), ...frame, explanation: Explanation });
/** Page without content. */
const Empty = v.strictObject({ page: v.literal('empty'), ...frame, sentence: v.string() });

/** Page with the differences between two tokens. */
const Comparison = v.strictObject({
  page: v.literal('comparison'),
  ...frame,
  comparison: TokenComparison,
  sides: v.strictObject({ before: v.string(), after: v.string() }),
});

/** Page of a diagnosis, check by check. */
const Checklist = v.strictObject({
  page: v.literal('checklist'),
  ...frame,
  state: v.picklist(['running', 'allPassed', 'oneFailed', 'stopped']),
  /** Summary of the result. */
  sentence: v.string(),
  /** Machine that the result holds for. */
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
  /** The view updates the current page instead of replacing it. */
  same: v.exactOptional(v.literal(true)),
});
export type HostMessage = v.InferOutput<typeof HostMessage>;

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
