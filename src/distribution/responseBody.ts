import type { HttpResponse } from '../auth/http.js';
import { parseJson } from '../text/jsonValue.js';
import { redactBody } from '../text/redactSpeech.js';
import { mediaTypeOf } from './client.js';

/** A response body for display. Holds no secret. */
export type ResponseBody =
  | { readonly type: 'none' }
  /** `left`: number of characters cut off at the end. `hidden`: something that could be secret was replaced. */
  | { readonly type: 'json' | 'text'; readonly text: string; readonly left: number; readonly hidden?: true }
  /** `bytes`: size, if the service reports it. */
  | { readonly type: 'binary'; readonly mediaType: string; readonly bytes?: number }
  /** `limit`: maximum size in bytes. The response was larger and wasn't read. */
  | { readonly type: 'too-large'; readonly limit: number };

// Characters; more than a person reads in an editor. The largest manifests and listings are shorter.
const LONGEST = 500_000;

// Text types are shown as they are. Without a content type, the content itself decides.
const TEXTUAL = /^text\/|json|xml|yaml|javascript|urlencoded|^$/;
// Read beyond what is shown, so that no half of a secret or of its name remains at the end.
const MARGIN = 10_000;

/** The body of a response, formatted if it is JSON. `secrets`, and everything that looks like one, are redacted. */
export function responseBody(response: HttpResponse, secrets: readonly string[]): ResponseBody {
  const { text, headers } = response;
  if (text === '') {
    return { type: 'none' };
  }
  const mediaType = mediaTypeOf(response);
  if (!TEXTUAL.test(mediaType) || /[\0\uFFFD]/.test(text.slice(0, LONGEST))) {
    const bytes = Number(headers['content-length']);
    const counted = Number.isSafeInteger(bytes) && bytes > 0 && !('content-encoding' in headers);
    return { type: 'binary', mediaType: mediaType || 'application/octet-stream', ...(counted ? { bytes } : {}) };
  }
  const type = parseJson(text) === undefined ? 'text' : 'json';
  const unread = Math.max(0, text.length - LONGEST - MARGIN);
  const read = text.slice(0, LONGEST + MARGIN);
  const redacted = redactBody(read, secrets);
  // The end of what was read can be half a secret.
  const whole = unread === 0 ? redacted : redacted.slice(0, -MARGIN);
  const shown = type === 'json' && unread === 0 ? laidOutJson(whole) : whole;
  return {
    ...{
      type,
      text: shown.slice(0, LONGEST),
      left: Math.max(0, shown.length - LONGEST) + (unread === 0 ? 0 : unread + MARGIN),
    },
    ...(redacted !== read && { hidden: true }),
  };
}

// Deeper than any real response. Each level is indented, so without a limit a hostile response could exhaust the
// memory.
const DEEPEST = 40;
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g;

/**
 * Formats JSON with line breaks and indentation. Only whitespace changes: numbers keep their digits, and duplicate
 * members stay. JSON that is nested too deeply is returned unchanged.
 */
export function laidOutJson(json: string): string {
  const pieces: string[] = [];
  let depth = 0;
  let before = '';
  const newLine = (): string => `\n${'  '.repeat(depth)}`;
  for (const [token] of json.matchAll(TOKENS)) {
    const opened = before === '{' || before === '[';
    if (token === '}' || token === ']') {
      depth -= 1;
      pieces.push(opened ? token : newLine() + token);
    } else if (token === ',') {
      pieces.push(token);
    } else if (token === ':') {
      pieces.push(': ');
    } else {
      pieces.push(opened || before === ',' ? newLine() + token : token);
    }
    if (token === '{' || token === '[') {
      depth += 1;
      if (depth > DEEPEST) {
        return json;
      }
    }
    before = token;
  }
  return pieces.join('');
}
