import type { Credential } from '../../auth/credential.js';
import { AuthError, isAuthError } from '../../auth/errors.js';
import type { Io } from '../../auth/io.js';
import type { Token } from '../../auth/token.js';
import { type SessionCredential, untrusted } from '../flow/sessionRules.js';
import { authenticateOci } from '../flow/tokenFlow.js';
import type { KindKnowledge, TokenRequest } from '../kind.js';
import { refuseEntra } from './credentialForms.js';
import { type EntraTokens, exchangeEntra } from './exchange.js';
import { winBySession } from './microsoftSession.js';

/**
 * The distribution token flow with an Entra sign-in. The registry itself exchanges the Entra token for a refresh token.
 * That refresh token stays in memory and gets all further access tokens. Any other credential uses the plain
 * distribution flow.
 *
 * 1. Stop where Entra tokens must not go (`refuseEntra`).
 * 2. Ask the registry for its challenge; its token server must be on the same host.
 * 3. `POST /oauth2/exchange`, unless a refresh token is cached.
 * 4. `POST /oauth2/token` with the refresh token, for one or several scopes.
 *
 * Throws AuthError as authenticateOci does. `untrusted-realm` and `expired-credential` are thrown before any Entra
 * token is sent.
 */
export async function authenticateAcr(request: TokenRequest, io: Io, knowledge: KindKnowledge): Promise<Token> {
  const { credential } = request;
  if (credential.type !== 'foreign-tokens' && credential.type !== 'session') {
    return authenticateOci(request, io, knowledge);
  }
  requireLoginServer(request);
  return withRefreshToken(request, credential, io, knowledge);
}

async function withRefreshToken(
  request: TokenRequest,
  credential: EntraTokens | SessionCredential,
  io: Io,
  knowledge: KindKnowledge,
  again = false,
): Promise<Token> {
  const { registry } = request;
  const used: { key?: string; value?: string; won: boolean } = { won: false };
  try {
    const token = await authenticateOci(request, io, knowledge, prepare);
    return used.value === undefined ? token : { ...token, refreshToken: used.value };
  } catch (error) {
    if (used.key === undefined || used.value === undefined || !isRefused(error)) {
      throw error;
    }
    // A rejected cached refresh token is worth one new exchange. A new one proves the sign-in.
    if (used.won || again) {
      throw new AuthError('denied', error.message, {
        ...(error.status === undefined ? {} : { status: error.status }),
        ...(error.service ? { service: error.service } : {}),
        details: { ...error.details, reason: 'it accepted the sign-in but doesn’t issue a token for this scope' },
      });
    }
    io.refreshTokens?.drop(used.key);
    return withRefreshToken(request, credential, io, knowledge, true);
  }

  async function prepare(realm: URL, service = registry.host): Promise<Credential> {
    requireOwnRealm(realm, registry);
    used.key = JSON.stringify([service, ...keyOf(credential, io)]);
    const win = (world: Io): Promise<Token> => {
      used.won = true;
      return winRefreshToken(registry, service, credential, world, knowledge);
    };
    const { value } = await refreshToken(used.key, win);
    used.value = value;
    return { type: 'identity-token', refreshToken: value };
  }

  /** A caller that can prompt retries after a shared exchange failed because its first caller couldn't prompt. */
  async function refreshToken(key: string, win: (world: Io) => Promise<Token>): Promise<Token> {
    const get = (): Promise<Token> => io.refreshTokens?.get(key, win) ?? win(io);
    try {
      return await get();
    } catch (error) {
      if (io.ask && !used.won && isAuthError(error) && error.code === 'no-credential') {
        return get();
      }
      throw error;
    }
  }
}

function winRefreshToken(
  registry: URL,
  service: string,
  credential: EntraTokens | SessionCredential,
  io: Io,
  knowledge: KindKnowledge,
): Promise<Token> {
  const exchange = (tokens: EntraTokens): Promise<Token> => exchangeEntra(registry, service, tokens, io, knowledge);
  if (credential.type === 'foreign-tokens') {
    return exchange(requireTokens(credential, registry));
  }
  const { tenant } = credential;
  return winBySession(registry, credential, io, (accessToken) =>
    exchange({ type: 'foreign-tokens', accessToken, ...(tenant === undefined ? {} : { tenant }) }),
  );
}

/** Cache key of a refresh token, in addition to connection and service. */
function keyOf(credential: EntraTokens | SessionCredential, { sessions }: Io): readonly (string | null)[] {
  const { tenant = null } = credential;
  return credential.type === 'foreign-tokens'
    ? [tenant]
    : [tenant, credential.account.id, credential.cloud ?? null, sessions?.audience ?? null];
}

function isRefused(error: unknown): error is AuthError {
  return isAuthError(error) && (error.code === 'refused' || error.code === 'expired-credential');
}

function requireLoginServer(request: TokenRequest): void {
  const reason = refuseEntra(request);
  if (reason !== undefined) {
    throw untrusted(request.registry, reason);
  }
}

/** The refresh token is as powerful as a password for three hours. */
function requireOwnRealm(realm: URL, registry: URL): void {
  if (realm.origin !== registry.origin) {
    const reason = 'its token server is on another host, and Entra tokens aren’t sent there';
    throw untrusted(registry, reason, realm);
  }
}

function requireTokens(credential: EntraTokens, registry: URL): EntraTokens {
  if (credential.accessToken === undefined && credential.refreshToken === undefined) {
    throw new AuthError('expired-credential', 'There is no Entra token to exchange.', {
      details: { host: registry.host, reason: 'Entra tokens are used once and aren’t stored; enter new ones' },
    });
  }
  return credential;
}
