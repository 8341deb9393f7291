import { holdsLongSecret } from '../text/knownSecrets.js';
import { redactUrl } from '../text/redact.js';
import { parseChallenges } from './challenge.js';
import { AuthError, type AuthErrorCode, type ErrorDetails } from './errors.js';
import type { HttpResponse } from './http.js';
import { retryAfter } from './rateLimits.js';
import { reasons } from './reasons.js';
import { redirectTarget } from './redirects.js';
import { serviceErrorOf } from './serviceError.js';

/**
 * AuthError for a response that is a failure for any request: a redirect, a rate limit, or a failure of a proxy or a
 * server. Undefined for every other status. `secrets` are removed from the service's text.
 */
export function commonRefusal(response: HttpResponse, secrets: readonly string[]): AuthError | undefined {
  const { status, url } = response;
  if (status >= 300 && status < 400 && status !== 304) {
    const target = redirectTarget(response);
    if (!target || holdsLongSecret(target.host, secrets)) {
      return refusal(
        'redirected',
        response,
        secrets,
        target ? { reason: reasons.redirectHoldsSecret } : { reason: 'the redirect has no usable address' },
      );
    }
    return refusal('redirected', response, secrets, { origin: target.origin, address: redactUrl(target, secrets) });
  }
  const retryAt = status === 429 || status === 503 ? retryAfter(response) : undefined;
  const until = retryAt === undefined ? {} : { retryAt };
  if (status === 429) {
    return refusal('rate-limited', response, secrets, until);
  }
  if (status === 407) {
    return refusal('proxy', response, secrets, { reason: 'the proxy requires a sign-in' });
  }
  return status >= 500 ? refusal('server-failed', response, secrets, { host: url.host, ...until }) : undefined;
}

/** An AuthError with the service's own error and the host that answered. */
export function refusal(
  code: AuthErrorCode,
  response: HttpResponse,
  secrets: readonly string[],
  details: ErrorDetails = {},
): AuthError {
  const challenges = parseChallenges(response.authenticate);
  const service = serviceErrorOf(response, challenges, secrets);
  return new AuthError(code, `${response.url.host} answered ${String(response.status)}.`, {
    status: response.status,
    ...(service ? { service } : {}),
    details: {
      host: response.url.host,
      ...(response.step === undefined ? {} : { step: response.step }),
      ...details,
    },
  });
}

/**
 * Meaning of a rejection with this status. If `says` is given, the service's own text must match it. The first match
 * decides.
 */
export interface RefusalMeaning {
  readonly status: number;
  readonly says?: RegExp;
  readonly code: AuthErrorCode;
  /** One clause for a message, if the service's own text doesn't say what to do. */
  readonly reason?: string;
  /** It is about the network of this machine, and not about the credential. */
  readonly network?: true;
}

/** Facts of an AuthError with this meaning. */
export function meaningOf({ reason, network }: RefusalMeaning): Pick<ErrorDetails, 'reason' | 'field'> {
  return { ...(reason === undefined ? {} : { reason }), ...(network ? { field: 'network' } : {}) };
}
