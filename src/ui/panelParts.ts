import * as v from 'valibot';
import { itemActions, pageActions } from './panelActions.js';
import { panelTexts } from './panelTexts.js';

/** The shapes that every page of the panel is made of. */

export const list = <Item extends v.GenericSchema>(item: Item) => v.pipe(v.array(item), v.readonly());
export const time = v.pipe(v.number(), v.finite());
const strong = v.exactOptional(v.literal(true));

/** A stretch of a sentence; see auth/pieces.ts. */
export const Piece = v.union([
  v.strictObject({ text: v.string(), strong }),
  v.strictObject({ left: time, strong }),
  v.strictObject({ ago: time }),
  v.strictObject({ time }),
]);

/** Why something failed and what to do about it. */
export const Explanation = v.strictObject({ cause: v.string(), next: v.string(), evidence: list(v.string()) });

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
export const frame = {
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
