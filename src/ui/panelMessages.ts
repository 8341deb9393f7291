import * as v from 'valibot';
import { panelTexts } from './panelTexts.js';

/**
 * What host and page say to each other. Both sides check what they receive, because the page shows texts of strangers.
 * The page sends intents, never text to copy; the host sends plain data, never a token.
 */

const list = <Item extends v.GenericSchema>(item: Item) => v.pipe(v.array(item), v.readonly());
const time = v.pipe(v.number(), v.finite());
const strong = v.exactOptional(v.literal(true));

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
    'nothing-granted',
  ]),
  tone: v.picklist(['good', 'warn', 'bad', 'plain']),
  sentence: list(Piece),
  text: v.string(),
});

const LifePoint = v.strictObject({
  at: time,
  source: v.picklist(['iat', 'nbf', 'exp', 'received', 'expires_in', 'service']),
});

const Grant = v.strictObject({
  type: v.string(),
  name: v.string(),
  actions: list(
    v.strictObject({
      action: v.string(),
      state: v.picklist(['granted', 'granted-as-wildcard', 'missing', 'extra', 'unknown']),
    }),
  ),
  hint: v.exactOptional(v.string()),
});

const Finding = v.strictObject({
  severity: v.picklist(['blocks', 'warning', 'info']),
  title: v.string(),
  text: v.string(),
});

const Claim = v.strictObject({
  name: v.string(),
  value: v.string(),
  json: v.exactOptional(v.literal(true)),
  length: v.exactOptional(v.number()),
  meaning: v.exactOptional(v.string()),
  time: v.exactOptional(time),
});

const Inspection = v.strictObject({
  pasted: v.boolean(),
  answers: v.pipe(v.tupleWithRest([Answer], Answer), v.readonly()),
  proof: list(Piece),
  life: v.strictObject({ from: v.exactOptional(LifePoint), to: v.exactOptional(LifePoint) }),
  grants: v.exactOptional(list(Grant)),
  lessThanAsked: v.boolean(),
  findings: list(Finding),
  header: list(Claim),
  claims: list(Claim),
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
});

// Object.keys forgets the names.
const textNames = Object.keys(panelTexts) as (keyof typeof panelTexts)[];

const forms = v.strictTuple([v.string(), v.string()]);
const Durations = v.strictObject({ second: forms, minute: forms, hour: forms, day: forms });

const View = v.strictObject({
  /** What the page may remember, and all that it may. */
  connectionId: v.exactOptional(v.string()),
  /** BCP 47. */
  language: v.string(),
  title: v.string(),
  subtitle: v.string(),
  inspection: Inspection,
  /** Machine that sent the requests, in words; empty when nothing was sent. */
  machine: v.string(),
  steps: list(Step),
  /** What the page may ask for; a button each. */
  actions: list(v.picklist(['copyToken', 'fetchAgain', 'copyStep'])),
  /** The page's words. */
  texts: v.strictObject(v.entriesFromList(textNames, v.string())),
  durations: v.strictObject({ left: Durations, ago: Durations, ahead: Durations, length: Durations }),
});
export type PanelView = v.InferOutput<typeof View>;

export const HostMessage = v.variant('type', [v.strictObject({ type: v.literal('show'), view: View })]);
export type HostMessage = v.InferOutput<typeof HostMessage>;

export const PageMessage = v.variant('type', [
  v.strictObject({ type: v.literal('ready') }),
  v.strictObject({ type: v.literal('copyToken') }),
  v.strictObject({ type: v.literal('fetchAgain') }),
  v.strictObject({ type: v.literal('copyStep'), index: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
]);
export type PageMessage = v.InferOutput<typeof PageMessage>;
