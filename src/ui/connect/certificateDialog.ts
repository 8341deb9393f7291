import { l10n } from 'vscode';
import type { AuthError } from '../../auth/errors.js';
import type { Connection } from '../../connections/connection.js';
import type { Saved } from '../../connections/storedEntry.js';
import { ownHosts } from '../../registries/shared/ownHosts.js';
import { stillTheSame } from '../acquire/usableConnections.js';
import { failureOf } from '../failureText.js';
import { nameOf } from '../localize.js';
import { back } from '../prompts/multiStep.js';
import type { Surface } from '../surface.js';
import { chainRows, elsewhere, type TlsChoice, waysOut } from './certificateChoices.js';
import { changed, mistakeIn, type Options } from './optionChanges.js';

/**
 * Shows the certificates presented to a saved connection and saves the options that the user chooses. Throws AuthError
 * `cancelled`, `changed`, `removed`, `storage`, `storage-behind`.
 */
export async function askAboutCertificate(surface: Surface, connection: Connection, error: AuthError): Promise<void> {
  const { ask, store, clipboard } = surface;
  const hosts = ownHosts(connection);
  const title = l10n.t('Certificate of {0}', elsewhere(error, hosts) ?? nameOf(connection));
  const stored = await stillTheSame(store, connection);
  const present = { options: stored.connection.options ?? {}, clientKey: stored.clientKey };
  const ways = waysOut(error, hosts);
  let message = failureOf(error, connection)?.text ?? '';
  for (;;) {
    const choice = await ask.pick<TlsChoice>({
      title,
      message,
      placeholder: l10n.t('What now?'),
      choices: [...ways.safe, ...ways.unsafe, ...chainRows(error)],
    });
    if (choice === back) {
      // There is no previous question.
      continue;
    }
    if ('copy' in choice) {
      await clipboard.copyText(choice.copy);
      continue;
    }
    const mended = await changed<Options>(ask, title, present, choice.change).catch(mistakeIn);
    if (typeof mended === 'string') {
      message = mended;
    } else if (mended !== back) {
      const saved = withOptions(stored, mended);
      await store.replace(stored, saved);
      surface.tokens.peek()?.forgetOlder(saved.connection);
      surface.tree.refresh();
      return;
    }
  }
}

/**
 * Changes the options and keeps the stored credential. No credential form is involved, which would ask for it again.
 */
function withOptions({ connection, credential }: Saved, { options, clientKey }: Options): Saved {
  const mended = { ...connection, options, revision: connection.revision + 1 };
  delete mended.provedAt;
  return { connection: mended, credential, ...(clientKey === undefined ? {} : { clientKey }) };
}
