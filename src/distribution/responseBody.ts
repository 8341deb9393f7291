import type { HttpResponse } from '../auth/http.js';
import { mediaTypeOf } from './client.js';
import { redactText } from '../text/redact.js';

/** What an answer held, fit to be shown: no secret in it. */
export type ResponseBody =
  | { readonly type: 'none' }
  /** `left`: characters that were left out at the end. */
  | { readonly type: 'json' | 'text'; readonly text: string; readonly left: number }
  /** `bytes`: where the service says how many. */
  | { readonly type: 'binary'; readonly mediaType: string; readonly bytes?: number }
  /** Bytes that an answer may have; it had more and was not read. */
  | { readonly type: 'too-large'; readonly limit: number };

// More than anybody reads in an editor; the largest manifests and listings are below.
const LONGEST = 500_000;

// Texts are shown as they are; what says nothing of itself is judged by its look.
const TEXTUAL = /^text\/|json|xml|yaml|javascript|urlencoded|^$/;
const SECRET_MEMBER =
  /("(?:(?:access|refresh|identity|id|bearer|registry|auth)?_?token|authorizationToken|password|passwd|secret|client_secret|api_?key)"\s*:\s*)"(?:[^"\\]|\\.)*"/gi;
// A route that hands out a token may answer with nothing but its text.
const BARE_TOKEN = /^"[\w.~+/=-]{16,}"$/;

/** The body of an answer, laid out, with `secrets` and whatever looks like one taken out. */
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
  const json = isJson(text);
  const shown = masked(redactText(json && text.length < LONGEST ? laidOutJson(text) : text, secrets));
  return { type: json ? 'json' : 'text', text: shown.slice(0, LONGEST), left: Math.max(0, shown.length - LONGEST) };
}

function masked(text: string): string {
  return BARE_TOKEN.test(text.trim()) ? '"…"' : text.replace(SECRET_MEMBER, '$1"…"');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
} // Deeper than any answer of a service; each level is indented, so without a limit a hostile one would fill the memory.
const DEEPEST = 40;
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g;

/**
 * JSON with line breaks and indentation. White space is all that changes: numbers keep their digits, and members that
 * occur twice stay. `json` must be valid; what is nested too deeply comes back as it is.
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
