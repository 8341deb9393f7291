import type { Credential } from '../../auth/credential.js';
import { tokenFrom } from '../../auth/exchange.js';
import type { Io } from '../../auth/io.js';
import type { Token } from '../../auth/token.js';
import type { KindKnowledge } from '../kind.js';

/** Entra tokens, at least one. */
export type EntraTokens = Extract<Credential, { type: 'foreign-tokens' }>;

/**
 * `POST /oauth2/exchange` of the Azure Container Registry API: exchanges Entra tokens for a registry refresh token. The
 * grant type is `access_token`. With an Entra refresh token it is one of the two that the service calls deprecated.
 *
 * `registry` must be a login server; the caller checks that. Throws AuthError as `exchange` does.
 */
export async function exchangeEntra(
  registry: URL,
  service: string,
  tokens: EntraTokens,
  io: Io,
  { refusals = [] }: KindKnowledge,
): Promise<Token> {
  const { accessToken, refreshToken, tenant } = tokens;
  const fields = [
    ...(accessToken === undefined ? [] : [['access_token', accessToken] as const]),
    ...(refreshToken === undefined ? [] : [['refresh_token', refreshToken] as const]),
  ];
  const realm = new URL('/oauth2/exchange', registry);
  const response = await io.http({
    purpose: 'sign-in',
    method: 'POST',
    url: realm,
    form: [
      ['grant_type', fields.map(([name]) => name).join('_')],
      ['service', service],
      ...(tenant === undefined ? [] : [['tenant', tenant] as const]),
      ...fields,
    ],
    realm: 'same-host',
  });
  const wanted = { realm, verdict: 'same-host', service, scopes: [], credential: tokens, refusals };
  return tokenFrom(response, wanted, io, refreshTokenOf);
}

function refreshTokenOf(body: unknown): unknown {
  const token = typeof body === 'object' && body !== null && 'refresh_token' in body ? body.refresh_token : undefined;
  return { token };
}
