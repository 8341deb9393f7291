import type { Session, Sessions } from '../../auth/editorSessions.js';
import { isAuthError } from '../../auth/errors.js';
import type { Io } from '../../auth/io.js';
import type { Token } from '../../auth/token.js';
import {
  requireAccount,
  requireAsking,
  requireEnvironment,
  requireSessions,
  type SessionCredential,
  untrusted,
} from '../flow/sessionRules.js';
import { signInWords } from '../shared/questionTexts.js';
import { type Cloud, cloudAt, signInScopes } from './clouds.js';
import { entraFailure, isUnknownAudience } from './entraErrors.js';

type Audience = Sessions['audience'];

// Renew while the old refresh token still works, so that a short outage does no harm.
const RENEW_BEFORE = 5 * 60_000;

/**
 * Obtains a registry refresh token with the editor's Microsoft sign-in. A session for the registry's own audience is
 * used if there is one without a prompt. Otherwise a session for the audience of the settings is used, which can prompt
 * the user. If the registry rejects a management API token, the user can be prompted for the registry's audience.
 *
 * `exchange` sends the access token to a destination that was checked before. Throws AuthError `no-credential` if a
 * prompt is needed and not allowed, and `untrusted-realm` if the editor is signed in to another cloud. Also throws the
 * errors of Entra and of the exchange.
 */
export async function winBySession(
  registry: URL,
  credential: SessionCredential,
  io: Io,
  exchange: (accessToken: string) => Promise<Token>,
): Promise<Token> {
  const sessions = requireSessions(credential, registry, io);
  const cloud = requireCloud(credential, registry, sessions);
  const { provider, account, tenant } = credential;
  const scopesFor = (audience: Audience) => signInScopes(cloud, audience, tenant);
  const asked = async (audience: Audience): Promise<Session> => {
    const session = await fromEntra(cloud, sessions.ask(provider, scopesFor(audience), account));
    return requireAccount(session, credential);
  };

  const found = await findSession();
  const { audience, session } = found ?? { audience: sessions.audience, session: await askFirst() };
  try {
    return renewable(await exchange(session.accessToken));
  } catch (error) {
    const maybeAudience = isAuthError(error) && error.status === 401 && audience === 'management';
    if (!maybeAudience || !(await wantsRegistryAudience())) {
      throw error;
    }
    return renewable(await exchange((await asked('registry')).accessToken));
  }

  async function findSession(): Promise<{ audience: Audience; session: Session } | undefined> {
    for (const audience of new Set<Audience>(['registry', sessions.audience])) {
      const session = await silently(audience);
      if (session?.account.id === account.id) {
        return { audience, session };
      }
    }
    return undefined;
  }

  /** Some tenants and clouds don't know the registry's audience; the other audience is still worth a try. */
  async function silently(audience: Audience): Promise<Session | undefined> {
    try {
      return await fromEntra(cloud, sessions.find(provider, scopesFor(audience), account));
    } catch (error) {
      if (audience === 'registry' && isUnknownAudience(error)) {
        return undefined;
      }
      throw error;
    }
  }

  async function askFirst(): Promise<Session> {
    requireAsking(registry, io);
    return asked(sessions.audience);
  }

  async function wantsRegistryAudience(): Promise<boolean> {
    const answer = await io.ask?.({
      title: signInWords.title,
      prompt: signInWords.audiencePrompt,
      secret: false,
      values: { host: registry.host },
      choices: [{ value: 'registry', label: signInWords.audience, detail: signInWords.audienceDetail }],
    });
    return answer === 'registry';
  }
}

function renewable(token: Token): Token {
  const { expiresAt, obtainedAt } = token;
  if (expiresAt === undefined) {
    return token;
  }
  return { ...token, renewAt: expiresAt - Math.min(RENEW_BEFORE, (expiresAt - obtainedAt) / 2) };
}

/** A token of one cloud must not be sent to a host of another. */
function requireCloud(credential: SessionCredential, registry: URL, sessions: Sessions): Cloud {
  const cloud = cloudAt(registry);
  if (credential.provider !== cloud.provider || credential.cloud !== cloud.id) {
    const reason = 'the account belongs to another cloud than this login server';
    throw untrusted(registry, reason);
  }
  requireEnvironment(cloud, registry, sessions);
  return cloud;
}

async function fromEntra<T>(cloud: Cloud, asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    throw entraFailure(error, cloud);
  }
}
