import type { Credential } from '../auth/credential.js';
import { decodeToken } from '../auth/jwt.js';
import type { OpaqueForm } from '../text/masking.js';
import { isRefreshToken } from './facts.js';
import { opaqueFormOf } from './opaqueToken.js';
import type { FoundToken } from './paste.js';

/**
 * The credential that a pasted secret is: the password of its user, a refresh token, or a bearer token. A long-lived
 * secret (`forms`) is a password, with an empty user name where the text tells none. Holds the secret.
 */
export function pastedCredential(
  { value, user, use }: Pick<FoundToken, 'value' | 'user' | 'use'>,
  forms: readonly OpaqueForm[],
): Credential {
  if (user !== undefined) {
    return { type: 'password', username: user, password: value };
  }
  if (use === 'refresh' || callsItselfRefresh(value)) {
    return { type: 'identity-token', refreshToken: value };
  }
  const pair = pairIn(value);
  if (pair) {
    return pair;
  }
  const form = opaqueFormOf(value, forms);
  return form?.lasting === true && form.common !== true
    ? { type: 'password', username: '', password: value }
    : { type: 'bearer', token: value };
}

function callsItselfRefresh(value: string): boolean {
  const decoded = decodeToken(value);
  return decoded.format === 'jwt' && isRefreshToken(decoded.claims);
}

/** User name and password in base64, as HTTP Basic sends them (RFC 7617 section 2). */
function pairIn(value: string): Credential | undefined {
  const text = /^[A-Za-z0-9+/]{8,}={0,2}$/.test(value) ? Buffer.from(value, 'base64').toString('utf8') : '';
  // JSON has colons too.
  const [, username, password] = /^([^\s:{}"\p{Cc}\ufffd]+):([^\p{Cc}\ufffd]+)$/u.exec(text) ?? [];
  return username === undefined || password === undefined ? undefined : { type: 'password', username, password };
}
