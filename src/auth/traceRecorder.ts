import { holdsSecret } from '../text/knownSecrets.js';
import {
  redactAddresses,
  redactAll,
  redactField,
  redactText,
  redactUrl,
  REMOVED,
  secretsSent,
} from '../text/redact.js';
import { type Challenge, parseChallenges } from './challenge.js';
import type { HttpRequest, Outcome, TraceRecorder } from './http.js';
import { serviceErrorOf } from './serviceError.js';
import { PLACEHOLDERS, type TraceStep } from './trace.js';

// Response headers that help support and hold no secret: correlation ids, limits, clocks, types.
const SHOWN_HEADERS = new Set([
  'content-type',
  'date',
  'age',
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
  'x-retry-after',
]);
const MAX_HEADER_VALUE = 200;
const SECRET_FIELDS = new Set(['password', 'refresh_token', 'access_token']);

/**
 * Creates a recorder. `machine` is the name of the computer that sends the requests. `secrets` are never recorded; if
 * they are unknown, nothing that a service chose is. `watch` gets each step immediately. `own` is the registry's origin:
 * it is always recorded, and what it holds isn't secret.
 */
export function recordTrace(
  machine: string,
  secrets: readonly string[] | undefined,
  watch?: (step: TraceStep) => void,
  own = '',
): TraceRecorder {
  const steps: TraceStep[] = [];
  return {
    record(request, outcome) {
      // A service can echo what it was sent.
      const sent = [
        ...(request.authorization ? secretsSent(request.authorization) : []),
        ...Object.values(request.secretHeaders ?? {}),
        ...(request.body?.secrets ?? []),
        ...(request.form ?? []).filter(([name]) => SECRET_FIELDS.has(name)).map(([, value]) => value),
      ].filter((secret) => !holdsSecret(own, [secret]));
      const step = secrets
        ? stepOf(request, outcome, [...secrets, ...sent])
        : unquoted(stepOf(request, outcome, sent), request.url, own);
      steps.push(step);
      watch?.(step);
      return steps.length - 1;
    },
    snapshot: () => ({ machine, steps: [...steps] }),
  };
}

function stepOf(request: HttpRequest, outcome: Outcome, secrets: readonly string[]): TraceStep {
  const { evidence, headers = {}, text = '', status } = outcome;
  const challenges = parseChallenges(evidence.authenticate ?? []);
  // Some services report an error with status 200; only their own reader recognizes it.
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
      ? { challenges: challenges.map((challenge) => redactChallenge(challenge, request.url, secrets)) }
      : {}),
    headers: Object.fromEntries(
      Object.entries(headers)
        .filter(([name]) => SHOWN_HEADERS.has(name))
        .map(([name, value]) => [name, redactText(value, secrets).slice(0, MAX_HEADER_VALUE)]),
    ),
    ...(service ? { service } : {}),
    ...(outcome.failure ? { failure: outcome.failure } : {}),
    ...(outcome.system === undefined ? {} : { system: outcome.system }),
    ...(request.realm ? { realm: request.realm } : {}),
    ...(evidence.remoteAddress ? { remoteAddress: evidence.remoteAddress } : {}),
    ...(evidence.resent && evidence.phases.connect !== undefined ? { resent: true } : {}),
    ...(evidence.proxied ? { proxied: true } : {}),
    ...(evidence.proxy === undefined ? {} : { proxy: evidence.proxy }),
    phases: { ...evidence.phases },
    ...(evidence.tls ? { tls: redactAll(evidence.tls, secrets) } : {}),
  };
}

/** The step without its path and query, which a redirect can choose, and without anything of the response. */
function unquoted(step: TraceStep, { origin }: URL, own: string): TraceStep {
  const shown = { ...step, url: origin === own ? `${origin}/${REMOVED}` : REMOVED, headers: {} };
  delete shown.challenges;
  delete shown.service;
  delete shown.tls;
  return shown;
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

function redactChallenge({ scheme, parameters, token68 }: Challenge, base: URL, secrets: readonly string[]): Challenge {
  const shown = Object.entries(parameters).map(([name, value]) => [
    redactText(name, secrets),
    redactAddresses(value, base, secrets),
  ]);
  return {
    scheme: redactText(scheme, secrets),
    parameters: Object.fromEntries(shown) as Record<string, string>,
    ...(token68 === undefined ? {} : { token68: redactField('token68', token68, secrets) }),
  };
}
