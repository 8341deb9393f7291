import type { Challenge } from '../../auth/challenge.js';
import { secretsOf } from '../../auth/credential.js';
import { AuthError } from '../../auth/errors.js';
import { type PingResult, unsupported } from '../../auth/ping.js';
import { allowsPlainHttp, judgeRealm, type UsableRealm } from '../../auth/realm.js';
import { redactUrl } from '../../text/redact.js';
import type { KindKnowledge, TokenRequest } from '../kind.js';

/**
 * Returns the first Bearer challenge whose realm isn't refused, else the Basic challenge (then without a realm). Throws
 * AuthError `untrusted-realm`, `unsupported-challenge`.
 */
export function chooseChallenge(
  { challenges, registry, url = registry }: PingResult,
  { insecure, realm: chosen, credential, allowedRealms }: TokenRequest,
  knowledge: KindKnowledge,
): { challenge: Challenge; realm?: UsableRealm } {
  const { knownRealms, sharedSuffixes } = knowledge;
  const secrets = secretsOf(credential);
  const rules = { insecure: allowsPlainHttp({ registry, insecure }), knownRealms, sharedSuffixes };
  const judged = challenges
    .filter(({ scheme, parameters }) => scheme === 'bearer' && parameters.realm)
    .map((challenge) => {
      const named = chosen ?? absolute(challenge.parameters.realm ?? '', url);
      const isAgreed = URL.canParse(named) && [...allowedRealms, chosen].includes(new URL(named).origin);
      return { challenge, realm: judgeRealm(named, registry, { ...rules, ...(!isAgreed && { secrets }) }) };
    });
  for (const { challenge, realm } of judged) {
    if (realm.verdict !== 'refuse') {
      return { challenge, realm };
    }
  }
  const basic = challenges.find(({ scheme }) => scheme === 'basic');
  const [first] = judged;
  if (!basic && first?.realm.verdict === 'refuse') {
    const realm = chosen ?? first.challenge.parameters.realm ?? '';
    throw new AuthError(
      'untrusted-realm',
      `No request was sent to the token server of ${registry.host}: ${first.realm.reason}.`,
      {
        details: {
          host: registry.host,
          reason: first.realm.reason,
          ...(URL.canParse(realm) ? { address: redactUrl(new URL(realm), secrets) } : {}),
        },
      },
    );
  }
  if (!basic) {
    throw unsupported(registry, challenges);
  }
  return { challenge: basic };
}

/** Resolves a realm that is only a path against the URL that sent the challenge. */
export function absolute(realm: string, challenged: URL): string {
  return /^\/(?!\/)[^\s\\]*$/.test(realm) ? new URL(realm, challenged).href : realm;
}
