import { type AuthError, isAuthError } from '../../src/auth/errors.js';

/** The AuthError that a promise rejects with. Throws if it rejects with anything else, or not at all. */
export async function authErrorOf(promise: Promise<unknown>): Promise<AuthError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isAuthError(error)) {
    throw new Error('an AuthError was expected', { cause: error });
  }
  return error;
}
