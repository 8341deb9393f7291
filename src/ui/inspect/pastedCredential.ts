import { l10n } from 'vscode';
import type { Credential } from '../../auth/credential.js';
import { unlessBack } from '../prompts/multiStep.js';
import type { Surface } from '../surface.js';
import type { PastedToken } from './shownToken.js';

/** The credential that the pasted secret is. Holds the secret. */
export async function pastedCredential({ core }: Surface, shown: PastedToken): Promise<Credential> {
  const { issuerOfToken, opaqueForms, pastedCredential: read } = await core();
  return read(shown, opaqueForms, issuerOfToken(shown.value)?.credential);
}

/** Asks for the user name of a password where the text tells none. Some services take any, or an empty one. */
export async function wholeCredential(surface: Surface, shown: PastedToken, title: string): Promise<Credential> {
  const credential = await pastedCredential(surface, shown);
  if (credential.type !== 'password' || credential.username !== '') {
    return credential;
  }
  const username = unlessBack(
    await surface.ask.text({
      title,
      prompt: l10n.t('User name for this password. Leave empty if there is none.'),
    }),
  );
  return { ...credential, username };
}
