import { AuthError, type AuthErrorCode, type ErrorDetails, isAuthError } from '../../auth/errors.js';
import type { HttpResponse } from '../../auth/http.js';
import { retryAfter } from '../../auth/rateLimits.js';
import { clockSkew } from '../../auth/serverClock.js';
import { type Clause, clause } from '../../text/message.js';
import { redactSpeech } from '../../text/redactSpeech.js';
import { kindReasons } from '../shared/reasons.js';

/** Context of a failed call. */
export interface Call {
  readonly region: string;
  /** Profile that the credential comes from; absent for any other source. */
  readonly profile?: string;
  /** Permission that the service's error doesn't name. */
  readonly alsoNeeds?: string;
  /** Milliseconds by which the request was signed later than this machine's clock says. */
  readonly corrected?: number;
  /** Command that renews an expired sign-in. */
  readonly command?: string;
}

interface Told extends Call {
  readonly text: string;
  /** Server time minus local time, milliseconds. */
  readonly skew: number;
}

interface Verdict {
  readonly code: AuthErrorCode;
  readonly reason?: Clause;
  readonly field?: string;
}

// AWS rejects signatures with a clock skew above five minutes. `Date` and latency blur the measurement.
const SKEW = 4 * 60_000;
const MAX_TEXT = 300;

const unknownKey = ({ region }: Told): Verdict => ({
  code: 'refused',
  reason: clause(kindReasons.unknownKey, { region }),
});
const badSignature = ({ skew, text, corrected = 0 }: Told): Verdict => {
  // Once the time was corrected, only the service's words can still mean it.
  const onTime = corrected !== 0 && !/expired|not yet current/i.test(text);
  if (Math.abs(skew) <= SKEW || onTime) {
    return { code: 'refused', reason: 'the secret access key doesn’t match the access key ID' };
  }
  const { clockBehind, clockAhead } = kindReasons;
  const minutes = String(Math.round(Math.abs(skew) / 60_000));
  return { code: 'clock', reason: clause(skew > 0 ? clockBehind : clockAhead, { minutes }) };
};
const ended = ({ profile, command }: Told): Verdict => {
  const { sessionEnded, sessionEndedRun, profileEnded } = kindReasons;
  const known = profile === undefined ? sessionEnded : clause(profileEnded, { profile });
  const reason = command === undefined ? known : clause(sessionEndedRun, { command });
  return { code: 'expired-credential', reason };
};
const notAllowed = ({ text, alsoNeeds: right }: Told): Verdict => {
  if (/MultiFactorAuthentication failed|MFA one time/i.test(text)) {
    return { code: 'second-factor', reason: 'the code was rejected; wait for the next one', field: 'code' };
  }
  const { policyMissing, policyMissingAlso, lacksRight, lacksRightAlso } = kindReasons;
  const named = /User: (?<who>\S+) is not authorized to perform: (?<action>\S+)/.exec(text)?.groups;
  const [alone, also] = named ? [lacksRight, lacksRightAlso] : [policyMissing, policyMissingAlso];
  const more = right === named?.action ? undefined : right;
  const reason = clause(more === undefined ? alone : also, {
    ...named,
    ...(more === undefined ? {} : { right: more }),
  });
  return { code: 'denied', reason };
};
const unsigned: Verdict = {
  code: 'bad-response',
  reason: 'the request arrived without its signature; a proxy may have changed it',
};
const busy: Verdict = { code: 'rate-limited', reason: 'the rate limit was exceeded' };

// Keyed by error name: first those of AWS JSON, then those of the older query services.
const verdicts: Readonly<Record<string, (told: Told) => Verdict>> = {
  UnrecognizedClientException: unknownKey,
  InvalidClientTokenId: unknownKey,
  InvalidSignatureException: badSignature,
  SignatureDoesNotMatch: badSignature,
  RequestExpired: badSignature,
  ExpiredTokenException: ended,
  ExpiredToken: ended,
  UnauthorizedException: ended,
  InvalidGrantException: ended,
  AccessDeniedException: notAllowed,
  AccessDenied: notAllowed,
  ForbiddenException: () => ({
    code: 'denied',
    reason: 'the profile’s account or role isn’t assigned to this user',
  }),
  ResourceNotFoundException: () => ({
    code: 'denied',
    reason: 'the profile’s account or role doesn’t exist',
  }),
  OptInRequired: () => ({ code: 'denied', reason: 'the account isn’t signed up for this service' }),
  MissingAuthenticationTokenException: () => unsigned,
  MissingAuthenticationToken: () => unsigned,
  IncompleteSignatureException: () => unsigned,
  IncompleteSignature: () => unsigned,
  InvalidParameterException: () => ({
    code: 'invalid-input',
    reason: 'AWS rejected the account ID',
    field: 'account',
  }),
  UnsupportedCommandException: () => ({
    code: 'denied',
    reason: 'that service isn’t available in this account or region',
  }),
  ThrottlingException: () => busy,
  Throttling: () => busy,
  TooManyRequestsException: () => busy,
  RequestLimitExceeded: () => busy,
  RequestThrottled: () => busy,
  RequestThrottledException: () => busy,
  ThrottledException: () => busy,
  SlowDown: () => busy,
  ServerException: () => ({ code: 'server-failed' }),
};

/**
 * Turns a failed SDK call into an AuthError. The error name decides, because nearly all errors share status 400.
 * `answer` is the last response received. `secrets` are redacted from the service's message.
 */
export function failureOf(
  error: unknown,
  call: Call,
  answer: HttpResponse | undefined,
  secrets: readonly string[],
): AuthError {
  if (isAuthError(error)) {
    const { region } = call;
    return error.code === 'dns' ? withReason(error, clause(kindReasons.checkRegion, { region })) : error;
  }
  const name = error instanceof Error ? error.name : '';
  const status = answer?.status ?? 0;
  // A JSON.parse error quotes the start of the response, which can be a token.
  const quotes = error instanceof SyntaxError && status < 300;
  const text = error instanceof Error && !quotes ? redactSpeech(error.message, secrets).slice(0, MAX_TEXT) : '';
  const told: Told = { ...call, text, skew: answer ? clockSkew(answer) : 0 };
  const retryAt = answer && retryAfter(answer);
  const { code, reason, field } = Object.hasOwn(verdicts, name)
    ? (verdicts[name]?.(told) ?? byStatus(status))
    : byStatus(status);
  const details: ErrorDetails = {
    ...(answer ? { host: answer.url.host } : {}),
    ...(reason === undefined ? {} : { reason }),
    ...(field === undefined ? {} : { field }),
    ...(answer?.step === undefined ? {} : { step: answer.step }),
    ...(code === 'clock' ? { skew: told.skew } : {}),
    ...(retryAt !== undefined && /^(rate-limited|server-failed)$/.test(code) ? { retryAt } : {}),
    ...(code === 'expired-credential' && call.command !== undefined ? { command: call.command } : {}),
  };
  return new AuthError(code, `${answer?.url.host ?? 'AWS'} answered ${String(status)} ${name}.`, {
    ...(answer ? { status } : {}),
    service: { ...(name === '' ? {} : { code: name }), ...(text === '' || text === 'UnknownError' ? {} : { text }) },
    details,
  });
}

function byStatus(status: number): Verdict {
  if (status === 429) {
    return busy;
  }
  if (status >= 500) {
    return { code: 'server-failed' };
  }
  if (status === 401 || status === 403) {
    return { code: 'refused' };
  }
  return {
    code: 'bad-response',
    ...(status >= 400 ? {} : { reason: 'the response doesn’t match the AWS documentation' }),
  };
}

function withReason({ code, message, details = {} }: AuthError, reason: Clause): AuthError {
  return new AuthError(code, message, { details: { ...details, reason } });
}
