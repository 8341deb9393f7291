import { parseChallenges } from './challenge.js';
import type { Challenge } from './challenge.js';
import type { AuthErrorCode } from './errors.js';
import type { Evidence, Phases, TlsEvidence } from './evidence.js';
import type { HttpRequest } from './http.js';
import { redactField, redactText, redactUrl, secretsSent } from './redact.js';
import { quote } from './shell.js';
import { serviceErrorOf } from './serviceError.js';
import type { ServiceError } from './serviceError.js';

/** What a request was for. */
export type Purpose = 'ping' | 'sign-in' | 'exchange' | 'check' | 'catalogue' | 'content';

/** One request and its answer, redacted while recorded. */
export interface TraceStep {
  readonly purpose: Purpose;
  readonly method: string;
  /** Unlisted query values are `…`. */
  readonly url: string;
  /** How the request was authorised; the value itself is never recorded. */
  readonly authorization: 'none' | 'basic' | 'bearer' | 'other';
  /** Request headers that matter for repeating it; never Authorization. */
  readonly requestHeaders: Readonly<Record<string, string>>;
  /** Fields of the form body; values not on the allow list are `…`, secret ones `$PASSWORD` or `$TOKEN`. */
  readonly form?: readonly (readonly [name: string, value: string])[];
  /** Another body, with placeholders in place of secrets. */
  readonly body?: { readonly contentType: string; readonly text: string };
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Milliseconds. */
  readonly duration: number;
  /** Absent when there was no answer. */
  readonly status?: number;
  /** Challenges understood, on a 401. */
  readonly challenges?: readonly Challenge[];
  /** Answer headers on the allow list. */
  readonly headers: Readonly<Record<string, string>>;
  /** The service's own error, bounded, known secrets removed. */
  readonly service?: ServiceError;
  /** Why there was no usable answer. */
  readonly failure?: AuthErrorCode;
  /** Verdict on the realm, where one was judged for this request. */
  readonly realm?: string;
  /** Address that the connection went to; absent through a proxy. */
  readonly remoteAddress?: string;
  /** Sent through a proxy, so that no address could be checked here. */
  readonly proxied?: boolean;
  /** `host:port` of that proxy, where the editor tells. */
  readonly proxy?: string;
  readonly phases?: Readonly<Phases>;
  /** Absent without TLS, and where no handshake came to its end. */
  readonly tls?: TlsEvidence;
}

/** What happened, in order. Holds no secret. */
export interface AuthTrace {
  /** The machine that sent the requests. */
  readonly machine: string;
  readonly steps: readonly TraceStep[];
}

/** Collects the steps of one flow. */
export interface TraceRecorder {
  record(request: HttpRequest, outcome: Outcome): void;
  snapshot(): AuthTrace;
}

export interface Outcome {
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
  readonly receivedAt: number;
  readonly evidence: Evidence;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly text?: string;
  readonly failure?: AuthErrorCode;
}

// Useful to a support desk and harmless: correlation ids, limits, clocks, types.
const SHOWN_HEADERS = new Set([
  'content-type',
  'date',
  'docker-content-digest',
  'docker-distribution-api-version',
  'docker-ratelimit-source',
  'ratelimit-limit',
  'ratelimit-remaining',
  'retry-after',
  'server',
  'x-correlation-id',
  'x-ms-correlation-request-id',
  'x-ms-ratelimit-remaining-calls-per-second',
  'x-request-id',
]);
const MAX_HEADER_VALUE = 200;

const PLACEHOLDERS: Readonly<Record<string, string>> = {
  username: '$USERNAME',
  password: '$PASSWORD',
  refresh_token: '$TOKEN',
  access_token: '$TOKEN',
};
const SECRET_FIELDS = new Set(['password', 'refresh_token', 'access_token']);

/** `machine` is the name of the computer that sends, `secrets` what must never be recorded; `watch` gets each step at once. */
export function recordTrace(
  machine: string,
  secrets: readonly string[],
  watch?: (step: TraceStep) => void,
): TraceRecorder {
  const steps: TraceStep[] = [];
  return {
    record(request, outcome) {
      // A service may echo what it was sent.
      const sent = [
        ...(request.authorization ? secretsSent(request.authorization) : []),
        ...Object.values(request.secretHeaders ?? {}),
        ...(request.body?.secrets ?? []),
        ...(request.form ?? []).filter(([name]) => SECRET_FIELDS.has(name)).map(([, value]) => value),
      ];
      const step = stepOf(request, outcome, [...secrets, ...sent]);
      steps.push(step);
      watch?.(step);
    },
    snapshot: () => ({ machine, steps: [...steps] }),
  };
}

function stepOf(request: HttpRequest, outcome: Outcome, secrets: readonly string[]): TraceStep {
  const { evidence, headers = {}, text = '', status } = outcome;
  const challenges = parseChallenges(evidence.authenticate ?? []);
  // Some services say no with a 200: only their own reader knows.
  const service =
    status !== undefined && (status >= 400 || request.said !== undefined)
      ? serviceErrorOf({ text, headers, status }, challenges, secrets, request.said)
      : undefined;
  return {
    purpose: request.purpose,
    method: request.method,
    url: redactUrl(request.url, secrets),
    authorization: authorizationOf(request),
    requestHeaders: request.headers ?? {},
    ...(request.form
      ? { form: request.form.map(([name, value]) => [name, shownField(name, value, secrets)] as const) }
      : {}),
    ...(request.body
      ? { body: { contentType: request.body.contentType, text: redactText(request.body.shown, secrets) } }
      : {}),
    startedAt: outcome.sentAt,
    duration: outcome.receivedAt - outcome.sentAt,
    ...(status === undefined ? {} : { status }),
    ...(challenges.length > 0
      ? { challenges: challenges.map((challenge) => redactChallenge(challenge, secrets)) }
      : {}),
    headers: Object.fromEntries(
      Object.entries(headers)
        .filter(([name]) => SHOWN_HEADERS.has(name))
        .map(([name, value]) => [name, redactText(value, secrets).slice(0, MAX_HEADER_VALUE)]),
    ),
    ...(service ? { service } : {}),
    ...(outcome.failure ? { failure: outcome.failure } : {}),
    ...(request.realm ? { realm: request.realm } : {}),
    ...(evidence.remoteAddress ? { remoteAddress: evidence.remoteAddress } : {}),
    ...(evidence.proxied ? { proxied: true } : {}),
    ...(evidence.proxy === undefined ? {} : { proxy: evidence.proxy }),
    phases: { ...evidence.phases },
    ...(evidence.tls ? { tls: evidence.tls } : {}),
  };
}

function authorizationOf({ authorization, secretHeaders }: HttpRequest): TraceStep['authorization'] {
  if (authorization) {
    return authorization.scheme === 'Basic' ? 'basic' : 'bearer';
  }
  return secretHeaders ? 'other' : 'none';
}

function shownField(name: string, value: string, secrets: readonly string[]): string {
  return value === '' ? '' : (PLACEHOLDERS[name] ?? redactField(name, value, secrets));
}

function redactChallenge({ scheme, parameters, token68 }: Challenge, secrets: readonly string[]): Challenge {
  const shown = Object.entries(parameters).map(([name, value]) => [name, redactParameter(name, value, secrets)]);
  return {
    scheme,
    parameters: Object.fromEntries(shown) as Record<string, string>,
    ...(token68 === undefined ? {} : { token68: redactField('token68', token68, secrets) }),
  };
}

function redactParameter(name: string, value: string, secrets: readonly string[]): string {
  return name === 'realm' && /^https?:/i.test(value) && URL.canParse(value)
    ? redactUrl(new URL(value), secrets)
    : redactText(value, secrets);
}

/** One step as a `curl` command line with `$USERNAME`, `$PASSWORD` and `$TOKEN` in place of secrets. */
export function curlOf(step: TraceStep): string {
  const authorization = {
    none: [],
    basic: ['--user "$USERNAME:$PASSWORD"'],
    bearer: ['--header "Authorization: Bearer $TOKEN"'],
    other: ['--header "Authorization: $AUTHORIZATION"'],
  }[step.authorization];
  const headers = Object.entries(step.requestHeaders).map(([name, value]) => `--header ${quote(`${name}: ${value}`)}`);
  const form = (step.form ?? []).map(([name, value]) =>
    value === PLACEHOLDERS[name]
      ? `--data-urlencode "${name}=${value}"`
      : `--data-urlencode ${quote(`${name}=${value}`)}`,
  );
  const body = step.body
    ? [`--header ${quote(`Content-Type: ${step.body.contentType}`)}`, `--data ${quote(step.body.text)}`]
    : [];
  // curl makes a GET, and a POST of whatever has a body.
  const implied = form.length + body.length > 0 ? 'POST' : 'GET';
  const method = step.method === 'HEAD' ? ['--head'] : step.method === implied ? [] : [`--request ${step.method}`];
  return ['curl --globoff --include', ...method, ...authorization, ...headers, ...form, ...body, quote(step.url)].join(
    ' ',
  );
}
