import { AuthError, isAuthError } from './errors.js';
import type { AuthTrace } from './trace.js';

/** The same failure, with what was sent until then; anything else than an AuthError as it is. */
export function withTrace(error: unknown, trace: AuthTrace): unknown {
  if (!isAuthError(error)) {
    return error;
  }
  const { code, message, status, service, details } = error;
  return new AuthError(code, message, {
    ...(status === undefined ? {} : { status }),
    ...(service ? { service } : {}),
    ...(details ? { details } : {}),
    trace,
  });
}
