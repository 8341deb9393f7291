import { headerValue } from './members.js';
import { type Secrets, together } from './place.js';

const AUTHORIZATION =
  /authorization\\?["'\]]{0,2}\s{0,10}(?:=>|[:=,])\s{0,10}(?:\[\]string\{|\[|\{)?\s{0,10}\\?["'`]?(?=bearer|basic|token|jwt)/gi;
const BEARER = /(?<![\w-])(?=bearer\s{1,10}[\w.~+/-]{16})/gi;
/** The longest value that is read. */
const LONGEST = 1024 * 1024;

/** The values of Authorization headers, whatever surrounds them: requests, options of curl, traces, dumps. */
export function secretsInHeaders(text: string): Secrets {
  return together(
    [AUTHORIZATION, BEARER].flatMap((pattern) =>
      [...text.matchAll(pattern)].map(({ 0: whole, index }) => {
        const start = index + whole.length;
        return headerValue(text.slice(start, start + LONGEST), { at: 'header' });
      }),
    ),
  );
}
