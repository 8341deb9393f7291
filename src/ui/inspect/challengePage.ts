import { l10n } from 'vscode';
import type { FoundChallenge } from '../../inspection/pastedChallenge.js';
import { challengeKnowledge } from '../../registries/index.js';
import { translate } from '../localize.js';
import type { ChallengeInput } from '../panel/view.js';
import type { Surface } from '../surface.js';

/** Creates the page of a pasted challenge. Nothing is sent. */
export async function challengePage(surface: Surface, found: FoundChallenge): Promise<ChallengeInput> {
  const { explainChallenge, opaqueForms } = await surface.core();
  const { address, ...challenge } = explainChallenge(found, challengeKnowledge(opaqueForms), translate);
  const start = address === undefined ? {} : { address };
  return {
    page: 'challenge',
    tab: l10n.t('Pasted challenge'),
    title: challenge.host === undefined ? l10n.t('Pasted challenge') : l10n.t('Challenge from {0}', challenge.host),
    subtitle: l10n.t('Processed on {0}. Nothing was sent.', surface.machine),
    challenge,
    actions: {
      // A proxy's challenge names no registry.
      ...(found.from === 'server' && {
        addConnection: () => surface.attempt(() => surface.run('registryAuth.addConnection', undefined, start)),
      }),
      inspectPasted: () => surface.attempt(() => surface.run('registryAuth.inspectPastedToken')),
    },
  };
}
