import { pastedCredential } from './pastedCredential.js';
import { isUsablePaste, type OnPage, type TokenAction } from './shownToken.js';

/** Opens Add Connection with the secret, and the host that the text names. It is tried before it is saved. */
async function useAsConnection({ surface, shown }: OnPage): Promise<void> {
  if (shown.from !== 'paste') {
    return;
  }
  await surface.run('registryAuth.addConnection', undefined, {
    ...(shown.host !== undefined && { address: shown.host }),
    credential: await pastedCredential(surface, shown),
  });
}

export const useAsConnectionAction: TokenAction = {
  id: 'useAsConnection',
  icon: 'plug',
  offered: (shown, inspection, { now }) => isUsablePaste(shown, inspection, now()),
  run: useAsConnection,
};
