// A connection with tokens, and what its row says.
import type { Token } from '../../../src/auth/token.js';
import type { Connection } from '../../../src/connections/connection.js';
import { row } from '../../../src/connections/rows/connectionRow.js';
import type { HeldToken, RowInput } from '../../../src/connections/rows/rowInput.js';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const now = 1_790_000_000_000;

export const unproved: Connection = {
  id: '11111111-1111-4111-8111-111111111111',
  kind: 'oci',
  address: 'https://registry.example.com',
  form: 'password',
  insecure: false,
  settings: {},
  revision: 1,
};
export const connection: Connection = { ...unproved, account: 'dana', provedAt: now - HOUR };
export const unverified: Connection = { ...connection, options: { unverified: true } };
export const kind = { label: 'Example Registry', scopes: {} };
export const shop = { label: 'Shop' };
export const app = ['repository:team/app:pull'];

/** A token of `lifetime` ms with `left` ms to go. */
export function held(
  left: number | undefined,
  scopes: readonly string[] = app,
  change: Partial<Token> = {},
  lifetime = HOUR,
): HeldToken {
  const token: Token = {
    scheme: 'Bearer',
    value: 'topsecret',
    use: 'access',
    obtainedAt: now + (left ?? lifetime) - lifetime,
    ...(left === undefined ? {} : { expiresAt: now + left }),
    expirySource: left === undefined ? 'none' : 'claim',
    refreshToken: 'topsecret',
    scopes,
    ...change,
  };
  return { scopes, token };
}

/** In words, for whoever does not see the icon. */
export const spoken =
  'registry.example.com, Example Registry, certificate not checked, no token yet, choose a repository, account dana';

export function say(change: Partial<RowInput> = {}) {
  return row({ entry: { state: 'ok', connection }, kind, tokens: [], used: [], now, ...change });
}
