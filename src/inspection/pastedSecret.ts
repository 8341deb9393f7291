import type { Credential } from '../auth/credential.js';
import { decodeToken } from '../auth/jwt.js';
import type { OpaqueForm } from '../text/masking.js';
import { isRefreshToken } from './facts.js';
import { opaqueFormOf } from './opaqueToken.js';
import type { FoundToken } from './paste.js';

/**
 * The credential that a pasted secret is: the password of its user, a refresh token, a token of another issuer that a
 * registry exchanges, or a bearer token. A secret that is a password by its form (`forms`) or its issuer (`issued`) has
 * the user name of the form, which is empty where neither it nor the text tells one. Holds the secret.
 */
export function pastedCredential(
  { value, user, use }: Pick<FoundToken, 'value' | 'user' | 'use'>,
  forms: readonly OpaqueForm[],
  issued?: 'password' | 'foreign-tokens',
): Credential {
  const form = opaqueFormOf(value, forms);
  if (user !== undefined) {
    return { type: 'password', username: user === '' ? (form?.passwordOf ?? '') : user, password: value };
  }
  if (use === 'refresh' || callsItselfRefresh(value)) {
    return { type: 'identity-token', refreshToken: value };
  }
  const pair = pairIn(value);
  if (pair) {
    return pair;
  }
  if (form?.passwordOf !== undefined) {
    // Some texts have the whole pair.
    const [beginning, username] = [`${form.passwordOf}:`, form.passwordOf];
    return {
      type: 'password',
      username,
      password: value.startsWith(beginning) ? value.slice(beginning.length) : value,
    };
  }
  // A secret in base64 is the bearer token of a registry.
  const isLasting = form?.lasting === true && form.common !== true && form.isPlain !== true;
  if (isLasting || issued === 'password') {
    return { type: 'password', username: '', password: value };
  }
  return issued === 'foreign-tokens'
    ? { type: 'foreign-tokens', accessToken: value }
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
