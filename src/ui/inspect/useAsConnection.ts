import type { Credential } from '../../auth/credential.js';
import type { Surface } from '../surface.js';
import type { OnPage, PastedToken, TokenAction } from './shownToken.js';

/** The credential that the pasted secret is. Holds the secret. */
export async function pastedCredential({ core }: Surface, shown: PastedToken): Promise<Credential> {
  const { opaqueForms, pastedCredential: read } = await core();
  return read(shown, opaqueForms);
}

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
  offered: ({ from }) => from === 'paste',
  run: useAsConnection,
};
