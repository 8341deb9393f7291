import * as v from 'valibot';
import { list } from './panelParts.js';

const texts = list(v.string());
const milliseconds = v.exactOptional(v.pipe(v.number(), v.finite()));

/** A TokenComparison (auth/compare.ts), as it arrives in the page. */
export const TokenComparison = v.strictObject({
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
