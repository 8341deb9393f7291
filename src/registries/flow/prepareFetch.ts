import { isAuthError } from '../../auth/errors.js';
import type { Io } from '../../auth/io.js';
import { refuseAddress, requireConsent } from '../../auth/realm.js';
import type { KindKnowledge, TokenRequest } from '../kind.js';
import { askRoot } from './askForChallenge.js';
import { chooseChallenge } from './chooseChallenge.js';

/**
 * Prepares the next fetch without sending a secret: requests the registry's challenge, and opens a connection
 * to its token server if the user has agreed to that, or needn't. A failure means nothing: the fetch finds out itself.
 */
export async function prepareFetch(
  request: Omit<TokenRequest, 'credential'>,
  io: Io,
  knowledge: KindKnowledge,
): Promise<void> {
  const { registry } = request;
  const asAnybody: TokenRequest = { ...request, credential: { type: 'anonymous' } };
  try {
    const { answer } = await askRoot(asAnybody, io);
    const { realm } = chooseChallenge(answer, asAnybody, knowledge);
    if (realm === undefined || io.isConnected?.(realm.url.origin) === true) {
      return;
    }
    requireConsent(realm, { ...request, credential: { type: 'password' } });
    // Node keeps no connection after the response to a HEAD that doesn't say how long its body would be.
    await io.http({
      purpose: 'ping',
      method: 'GET',
      url: new URL(realm.url.origin),
      realm: realm.verdict,
      refuseAddress: (found) => refuseAddress(realm.url, registry, answer.remoteAddress, found),
    });
  } catch (error) {
    if (!isAuthError(error)) {
      throw error;
    }
  }
}
