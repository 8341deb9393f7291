import { l10n } from 'vscode';
import type { AuthError } from '../auth/errors.js';
import type { Connection } from '../connections/connection.js';
import { draftOf, finish } from './connectionDraft.js';
import { failureOf } from './failures.js';
import { changed, mistakeIn } from './optionChanges.js';
import { back } from './steps.js';
import type { Surface } from './surface.js';
import { chainRows, type TlsChoice, waysOut } from './tlsOffers.js';
import { stillTheSame } from './usableConnections.js';
import { nameOf } from './words.js';

/**
 * Shows the certificates that a saved connection met, and keeps with it what somebody chooses to do about them. Throws
 * AuthError `cancelled`, `changed`, `removed`, `storage`, `storage-behind`.
 */
export async function mendTls(surface: Surface, connection: Connection, error: AuthError): Promise<void> {
  const { ask, store, clipboard } = surface;
  const title = l10n.t('Certificate of {0}', nameOf(connection));
  const draft = draftOf(await stillTheSame(store, connection));
  const ways = waysOut(error);
  let message = failureOf(error, connection)?.text ?? '';
  for (;;) {
    const choice = await ask.pick<TlsChoice>({
      title,
      message,
      placeholder: l10n.t('What now?'),
      choices: [...ways.safe, ...ways.unsafe, ...chainRows(error)],
    });
    if (choice === back) continue; // there is no question before this one
    if ('copy' in choice) {
      await clipboard.copyText(choice.copy);
      continue;
    }
    const mended = await changed(ask, title, draft, choice.change).catch(mistakeIn);
    if (typeof mended === 'string') message = mended;
    else if (mended !== back) {
      const { connection: saved, credential, clientKey } = finish(mended);
      await store.save(saved, credential, clientKey);
      surface.tokens.peek()?.forgetOlder(saved);
      surface.tree.refresh();
      return;
    }
  }
}
