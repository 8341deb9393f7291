import type { HttpResponse } from '../auth/http.js';
import { parseJson } from '../text/jsonValue.js';
import { redactText } from '../text/redact.js';
import { mediaTypeOf } from './client.js';

/** A response body for display. Holds no secret. */
export type ResponseBody =
  | { readonly type: 'none' }
  /** `left`: number of characters cut off at the end. */
  | { readonly type: 'json' | 'text'; readonly text: string; readonly left: number }
  /** `bytes`: size, if the service reports it. */
  | { readonly type: 'binary'; readonly mediaType: string; readonly bytes?: number }
  /** `limit`: maximum size in bytes. The response was larger and wasn't read. */
  | { readonly type: 'too-large'; readonly limit: number };

// Characters; more than a person reads in an editor. The largest manifests and listings are shorter.
const LONGEST = 500_000;

// Text types are shown as they are. Without a content type, the content itself decides.
const TEXTUAL = /^text\/|json|xml|yaml|javascript|urlencoded|^$/;
const SECRET_MEMBER =
  /("(?:(?:access|refresh|identity|id|bearer|registry|auth)?_?token|authorizationToken|password|passwd|secret|client_secret|api_?key)"\s*:\s*)"(?:[^"\\]|\\.)*"/gi;
// A route that issues a token can respond with just the token's text.
const BARE_TOKEN = /^"[\w.~+/=-]{16,}"$/;

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
  const json = parseJson(text) !== undefined;
  const shown = masked(redactText(json && text.length < LONGEST ? laidOutJson(text) : text, secrets));
  return { type: json ? 'json' : 'text', text: shown.slice(0, LONGEST), left: Math.max(0, shown.length - LONGEST) };
}

function masked(text: string): string {
  return BARE_TOKEN.test(text.trim()) ? '"…"' : text.replace(SECRET_MEMBER, '$1"…"');
}

// Deeper than any real response. Each level is indented, so without a limit a hostile response could exhaust the
// memory.
const DEEPEST = 40;
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g;

/**
 * Formats JSON with line breaks and indentation. Only whitespace changes: numbers keep their digits, and duplicate
 * members stay. `json` must be valid; JSON that is nested too deeply is returned unchanged.
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
