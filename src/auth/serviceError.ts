import { isRecord, parseJson } from '../text/jsonValue.js';
import { redactSpeech } from '../text/redact.js';
import type { Challenge } from './challenge.js';

/** A service's own error code and text. */
export interface ServiceError {
  readonly code?: string;
  readonly text?: string;
}

/** Reads the service's error from body, content type and status; undefined if the response isn't a failure. */
export type ReadServiceError = (text: string, contentType: string, status?: number) => ServiceError | undefined;

// Long enough for the longest known message, short enough for a notification.
const MAX_TEXT = 300;
const MAX_CODE = 60;

/**
 * The service's own error, read in the order of the distribution client: `error` of a Bearer challenge, then the body.
 * The body can be `{"errors":[{code,message}]}`, `{"details"}`, OAuth's `{"error","error_description"}`, `{"message"}`,
 * `{"__type","Message"}` or plain text. HTML is ignored. `read` replaces this reading of the body. The result is
 * bounded, with known secrets removed; undefined if there is no error.
 */
export function serviceErrorOf(
  answer: { readonly text: string; readonly headers: Readonly<Record<string, string>>; readonly status?: number },
  challenges: readonly Challenge[],
  secrets: readonly string[],
  read: ReadServiceError = fromBody,
): ServiceError | undefined {
  const found = fromChallenge(challenges) ?? read(answer.text, answer.headers['content-type'] ?? '', answer.status);
  const code = bounded(found?.code, MAX_CODE, secrets);
  const text = bounded(found?.text, MAX_TEXT, secrets);
  return code || text ? { ...(code ? { code } : {}), ...(text ? { text } : {}) } : undefined;
}

function fromChallenge(challenges: readonly Challenge[]): ServiceError | undefined {
  const parameters = challenges.find(({ scheme, parameters: { error } }) => scheme === 'bearer' && error)?.parameters;
  return parameters?.error
    ? { code: parameters.error, ...(parameters.error_description ? { text: parameters.error_description } : {}) }
    : undefined;
}

function fromBody(text: string, contentType: string): ServiceError | undefined {
  const body = parseJson(text);
  if (!isRecord(body)) {
    const plain = body === undefined && !/html/i.test(contentType) && !/^\s*</.test(text);
    return plain ? { text } : undefined;
  }
  const first: unknown = Array.isArray(body.errors) ? body.errors[0] : undefined;
  const [source, code, words]: [Readonly<Record<string, unknown>>, string, readonly string[]] = isRecord(first)
    ? [first, 'code', ['message', 'detail']]
    : [
        body,
        ['error', '__type'].find((name) => typeof body[name] === 'string') ?? 'code',
        ['error_description', 'details', 'message', 'Message'],
      ];
  const said = words.map((name) => source[name]).find((value) => typeof value === 'string' && value !== '');
  return {
    ...(typeof source[code] === 'string' ? { code: source[code] } : {}),
    ...(typeof said === 'string' ? { text: said } : {}),
  };
}

function bounded(text: string | undefined, length: number, secrets: readonly string[]): string | undefined {
  // Redacted before it is cut: half a secret would not be recognized.
  const line = text === undefined ? undefined : redactSpeech(text, secrets).replace(/\s+/g, ' ').trim();
  return line !== undefined && line.length > length ? `${line.slice(0, length)}…` : line;
}
