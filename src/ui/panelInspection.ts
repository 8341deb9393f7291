import * as v from 'valibot';
import { list, Piece, time } from './panelParts.js';

/** A TokenInspection (auth/inspection.ts), as it arrives in the page. */

const tone = v.picklist(['good', 'warn', 'bad', 'plain']);

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

export const Inspection = v.strictObject({
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
