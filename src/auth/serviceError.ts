import { isRecord, parseJson } from '../text/jsonValue.js';
import { redactSpeech } from '../text/redactSpeech.js';
import { isSecretName } from '../text/secretNames.js';
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
const MAX_ERRORS = 20;

/**
 * The service's own error, read in the order of the distribution client: `error` of a Bearer challenge, then the body.
 * The body can be `{"errors":[{code,message}]}`, OAuth's `{"error","error_description"}`, `{"error":{code,message}}`,
 * `{"detail"}`, problem details, `{"__type","Message"}`, another object of these names, a JSON text or plain text. HTML
 * is ignored. `read` replaces this reading of the body. The result is bounded, with known secrets removed; undefined if
 * there is no error.
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
  const written = text.replace(/^\uFEFF/, '');
  const body = parseJson(written);
  if (body === undefined) {
    const plain = !/html/i.test(contentType) && !/^\s*</.test(written);
    return plain ? { text: written } : undefined;
  }
  return fromJson(body);
}

// Names of the words of an error, as APIs write them: the distribution specification, OAuth, AWS, Django, problem
// details (RFC 9457), and what else was seen.
const words = [
  'error_description',
  'message',
  'Message',
  'detail',
  'details',
  'error_message',
  'msg',
  'reason',
  'title',
];
const codes = ['code', '__type', 'status'];
// Errors nest twice at most: `{"errors":[{"detail":{…}}]}`.
const MAX_DEPTH = 4;

/** Returns the first error with a text, else the first with a code. */
function fromJson(body: unknown, depth = 0): ServiceError | undefined {
  if (typeof body === 'string') {
    return body.trim() === '' ? undefined : { text: body };
  }
  if (depth > MAX_DEPTH || typeof body !== 'object' || body === null) {
    return undefined;
  }
  if (Array.isArray(body)) {
    const found = body.slice(0, MAX_ERRORS).flatMap((one) => fromJson(one, depth + 1) ?? []);
    return found.find(({ text }) => text !== undefined) ?? found[0];
  }
  const members = body as Readonly<Record<string, unknown>>;
  const { errors, error } = members;
  // One error, a list, or messages by the name of the field that is wrong.
  const named = isRecord(errors)
    ? Object.entries(errors).flatMap(([name, one]) => (isSecretName(name) ? [] : [one]))
    : [];
  const inside = [errors, named, error].flatMap((one) =>
    typeof one === 'object' ? (fromJson(one, depth + 1) ?? []) : [],
  );
  const first = inside.find(({ text }) => text !== undefined);
  if (first) {
    return first;
  }
  const textOf = (names: readonly string[]): string | undefined =>
    names
      .map((name) => members[name])
      .find((value): value is string => typeof value === 'string' && value.trim() !== '');
  const nested = ['detail', 'details', 'message']
    .map((name) => members[name])
    .filter((value) => typeof value === 'object');
  const code = typeof error === 'string' ? error : (inside[0]?.code ?? textOf(codes));
  const text = textOf(words) ?? nested.flatMap((one) => fromJson(one, depth + 1)?.text ?? [])[0];
  return code === undefined && text === undefined
    ? undefined
    : { ...(code === undefined ? {} : { code }), ...(text === undefined ? {} : { text }) };
}

function bounded(text: string | undefined, length: number, secrets: readonly string[]): string | undefined {
  // Redacted before it is cut: half a secret would not be recognized.
  const line = text === undefined ? undefined : redactSpeech(text, secrets).replace(/\s+/g, ' ').trim();
  return line !== undefined && line.length > length ? `${line.slice(0, length)}…` : line;
}
