import { selfSigned } from '../faults/certificate.js';
import { type Attack, type Outcome, run } from './attack.js';
import { addressAttacks } from './attacks/address.js';
import { challengeAttacks } from './attacks/challenge.js';
import { endlessAttacks } from './attacks/endless.js';
import { keptConnectionAttacks } from './attacks/keptConnection.js';
import { keyDocumentAttacks } from './attacks/keyDocument.js';
import { nameOfHostAttacks } from './attacks/nameOfHost.js';
import { realmAttacks } from './attacks/realm.js';
import { redirectAttacks } from './attacks/redirect.js';
import { rememberedChallengeAttacks } from './attacks/rememberedChallenge.js';
import { repeatedAttacks } from './attacks/repeated.js';
import { startNetwork } from './names.js';

export const attacks: readonly Attack[] = [
  ...realmAttacks,
  ...challengeAttacks,
  ...redirectAttacks,
  ...addressAttacks,
  ...keptConnectionAttacks,
  ...rememberedChallengeAttacks,
  ...keyDocumentAttacks,
  ...nameOfHostAttacks,
  ...endlessAttacks,
  ...repeatedAttacks,
];

/** Every host that answers over TLS in an attack; nobody vouches for any other. */
const names = [
  ...['registry.example.com', 'auth.example.com', 'eve.example.com', 'shop.example.com', 'attacker.test', 'cdn.test'],
  ...['login.test', 'dana.azurecr.io', 'eve.azurecr.io', 'dana.github.io', 'eve.github.io', 'registry.dana.co.uk'],
  ...[
    'auth.eve.co.uk',
    'dockerauth.aliyuncs.com',
    'evildockerauth.aliyuncs.com',
    'registry.eu.aliyuncs.com',
    'registry.gitlab.com',
    'gitlab.com',
  ],
  ...['registry.example.com.attacker.test', 'registry.example.com-login.test', 'authexample.com', 'localhost'],
  'auth.example.com.attacker.test',
  ...['registry.xn--exmple-qta.com', 'a.localhost', '127.0.0.1'],
];

/** One after the other, so that nothing that arrives belongs to another. */
export async function runAttacks(chosen: readonly Attack[] = attacks): Promise<readonly Outcome[]> {
  const tls = await selfSigned({ names });
  const network = await startNetwork(tls);
  try {
    const outcomes: Outcome[] = [];
    for (const attack of chosen) {
      outcomes.push(await run(attack, network, tls.cert));
    }
    return outcomes;
  } finally {
    await network.stop();
  }
}
