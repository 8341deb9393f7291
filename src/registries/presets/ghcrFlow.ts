import type { Credential } from '../../auth/credential.js';
import type { Io } from '../../auth/io.js';
import type { Token } from '../../auth/token.js';
import { requireAccount, requireAsking, requireSessions, untrusted } from '../flow/sessionRules.js';
import { authenticateOci } from '../flow/tokenFlow.js';
import type { KindKnowledge, TokenRequest } from '../kind.js';
import { refuseGitHub, SCOPES } from './ghcrSession.js';

/**
 * The distribution token flow, with the editor's GitHub sign-in in place of a personal access token. The sign-in is
 * requested once the registry has named a token server on its own host. Throws AuthError as authenticateOci does, and
 * `untrusted-realm` before anything is sent.
 */
export async function authenticateGhcr(request: TokenRequest, io: Io, knowledge: KindKnowledge): Promise<Token> {
  const { credential, registry } = request;
  if (credential.type !== 'session') {
    return authenticateOci(request, io, knowledge);
  }
  const refusal = refuseGitHub(request);
  if (refusal !== undefined) {
    throw untrusted(registry, refusal);
  }
  return authenticateOci(request, io, knowledge, async (realm): Promise<Credential> => {
    if (realm.origin !== registry.origin) {
      const reason = 'its token server is on another host, and the GitHub sign-in isn’t sent there';
      throw untrusted(registry, reason, realm);
    }
    const { provider, account } = credential;
    const sessions = requireSessions(credential, registry, io);
    const found = await sessions.find(provider, SCOPES, account);
    if (!found) {
      requireAsking(registry, io);
    }
    const session = requireAccount(found ?? (await sessions.ask(provider, SCOPES, account)), credential);
    return { type: 'password', username: account.label, password: session.accessToken };
  });
}
