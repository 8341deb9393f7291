import { AuthError, isAuthError } from '../../auth/errors.js';
import type { AuthErrorCode, ErrorDetails } from '../../auth/errors.js';
import type { HttpResponse } from '../../auth/http.js';
import { redactText } from '../../auth/redact.js';

/** What a failed call was about. */
export interface Call {
  readonly region: string;
  /** Profile that the credential comes from; absent for any other source. */
  readonly profile?: string;
  /** Right that the service forgets to name. */
  readonly alsoNeeds?: string;
  /** A command that mends an ended sign-in. */
  readonly command?: string;
}

interface Told extends Call {
  readonly text: string;
  /** Server time minus local time, milliseconds. */
  readonly skew: number;
}

type Verdict = readonly [code: AuthErrorCode, reason?: string, field?: string];

// AWS refuses signatures that are more than five minutes off; `Date` and travel time blur that.
const SKEW = 4 * 60_000;
const MAX_TEXT = 300;

const unknownKey = ({ region }: Told): Verdict => [
  'refused',
  `AWS does not know this key in ${region}: check the key, that it belongs to this partition, and that the region is enabled for the account`,
];
const badSignature = ({ skew }: Told): Verdict =>
  Math.abs(skew) > SKEW
    ? [
        'clock',
        `the clock of this machine is ${String(Math.round(Math.abs(skew) / 60_000))} minutes ${skew > 0 ? 'behind' : 'ahead'}`,
      ]
    : ['refused', 'the secret access key does not belong to the access key ID'];
const ended = ({ profile, command }: Told): Verdict => [
  'expired-credential',
  `the session has ended${command === undefined ? (profile === undefined ? '' : ` (profile ${profile})`) : `: run ${command}`}`,
];
const notAllowed = ({ text, alsoNeeds }: Told): Verdict => {
  if (/MultiFactorAuthentication failed|MFA one time/i.test(text)) {
    return ['second-factor', 'the code was not accepted: wait for the next one', 'code'];
  }
  const [, who, action] = /User: (\S+) is not authorized to perform: (\S+)/.exec(text) ?? [];
  const missing = who === undefined ? 'a policy is missing' : `${who} lacks ${action ?? 'the right'}`;
  return ['denied', alsoNeeds === undefined ? missing : `${missing}; ${alsoNeeds} is needed too`];
};
const unsigned: Verdict = ['bad-response', 'the request arrived without its signature: a proxy may have changed it'];
const busy: Verdict = ['rate-limited', 'it asks to slow down'];

// By the names of the errors of AWS JSON and of the older query services, in that order.
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
  ForbiddenException: () => ['denied', 'the account or role of the profile is not assigned to this person'],
  ResourceNotFoundException: () => ['denied', 'the account or role of the profile does not exist'],
  OptInRequired: () => ['denied', 'the account is not signed up for this service'],
  MissingAuthenticationTokenException: () => unsigned,
  MissingAuthenticationToken: () => unsigned,
  IncompleteSignatureException: () => unsigned,
  IncompleteSignature: () => unsigned,
  InvalidParameterException: () => ['invalid-input', 'AWS does not take the account ID', 'account'],
  UnsupportedCommandException: () => ['denied', 'this account or region does not have that service'],
  ThrottlingException: () => busy,
  Throttling: () => busy,
  TooManyRequestsException: () => busy,
  ServerException: () => ['server-failed'],
};

/**
 * Whatever ended a call of an SDK client, as an AuthError: by the name of the error, because nearly all of them share
 * the status 400. `answer` is the last one received, `secrets` what must not stay in the service's words.
 */
export function failureOf(
  error: unknown,
  call: Call,
  answer: HttpResponse | undefined,
  secrets: readonly string[],
): AuthError {
  if (isAuthError(error)) {
    return error.code === 'dns' ? withReason(error, `check the region ${call.region}`) : error;
  }
  const name = error instanceof Error ? error.name : '';
  const text = error instanceof Error ? redactText(error.message, secrets).slice(0, MAX_TEXT) : '';
  const status = answer?.status ?? 0;
  const told: Told = { ...call, text, skew: skewOf(answer) };
  const [code, reason, field] = Object.hasOwn(verdicts, name)
    ? (verdicts[name]?.(told) ?? byStatus(status))
    : byStatus(status);
  const details: ErrorDetails = {
    ...(answer ? { host: answer.url.host } : {}),
    ...(reason === undefined ? {} : { reason }),
    ...(field === undefined ? {} : { field }),
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
    return ['server-failed'];
  }
  if (status === 401 || status === 403) {
    return ['refused'];
  }
  return status >= 400 ? ['bad-response'] : ['bad-response', 'the answer is not what AWS documents'];
}

function skewOf(answer: HttpResponse | undefined): number {
  const skew = Date.parse(answer?.headers.date ?? '') - (answer?.receivedAt ?? 0);
  return Number.isFinite(skew) ? skew : 0;
}

function withReason({ code, message, details = {} }: AuthError, reason: string): AuthError {
  return new AuthError(code, message, { details: { ...details, reason } });
}
