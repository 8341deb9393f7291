import { l10n } from 'vscode';
import { isAuthError } from '../../auth/errors.js';
import type { Certificate } from '../../auth/network/certificate.js';
import {
  certificatesOf,
  type ClientIdentity,
  holdsKey,
  readCertificates,
  readClientIdentity,
  wantsPassphrase,
} from '../../auth/network/pem.js';
import { failureOf } from '../failureText.js';
import type { Ask } from '../prompts/ask.js';
import { back, type OrBack } from '../prompts/multiStep.js';
import type { ConnectionDraft } from './connectionDraft.js';

/** Change to a connection's options, which may ask for more input. */
export type OptionChange =
  | { readonly type: 'addAuthority' }
  | { readonly type: 'trust'; readonly certificate: Certificate }
  | { readonly type: 'useClientCertificate' }
  | { readonly type: 'stopChecking'; readonly host: string };

export type Options = Pick<ConnectionDraft, 'options' | 'clientKey'>;

/** Applies a change to the options. Throws AuthError `cancelled`, and `invalid-input` for an unusable file. */
export async function changed<D extends Options>(
  ask: Ask,
  title: string,
  draft: D,
  change: OptionChange,
): Promise<OrBack<D>> {
  const { options } = draft;
  switch (change.type) {
    case 'addAuthority': {
      const file = await ask.file({ title: l10n.t('Choose CA File'), filters: certificateFiles() });
      return { ...draft, options: { ...options, ca: together(options.ca, readCertificates(file).certificates) } };
    }
    case 'trust':
      return { ...draft, options: { ...options, ca: together(options.ca, [change.certificate]) } };
    case 'useClientCertificate': {
      const identity = await askIdentity(ask, title);
      if (identity === back) {
        return back;
      }
      return { ...draft, options: { ...options, clientCertificate: identity.pem }, clientKey: identity.key };
    }
    case 'stopChecking':
      await ask.confirm({
        message: l10n.t('Connect to {0} without checking its certificate?', change.host),
        detail: l10n.t(
          'Anyone on the network path could impersonate {0}, read your credential and tokens, and alter responses. The row shows that the check is off. Edit the connection to turn it on again.',
          change.host,
        ),
        action: l10n.t('Skip Certificate Check'),
      });
      return { ...draft, options: { ...options, unverified: true } };
  }
}

/** Message for an unusable file, or `back` when the user left a dialog. Rethrows any other error. */
export function mistakeIn(error: unknown): typeof back | string {
  if (!isAuthError(error) || !['invalid-input', 'cancelled'].includes(error.code)) {
    throw error;
  }
  return failureOf(error)?.text ?? back;
}

/** Reads certificate and private key from one file or two. */
async function askIdentity(ask: Ask, title: string): Promise<OrBack<ClientIdentity>> {
  const certificate = await ask.file({ title: l10n.t('Choose Client Certificate'), filters: certificateFiles() });
  // Validate the first file before asking for the second.
  readCertificates(certificate);
  const key = holdsKey(certificate)
    ? certificate
    : await ask.file({
        title: l10n.t('Choose the Private Key of the Certificate'),
        filters: { [l10n.t('Private keys')]: ['key', 'pem'], ...allFiles() },
      });
  if (!wantsPassphrase(key)) {
    return readClientIdentity(certificate, key);
  }
  const passphrase = await ask.text({
    title,
    prompt: l10n.t('Passphrase of the private key. The key is kept in the secret storage without the passphrase.'),
    secret: true,
  });
  return passphrase === back ? back : readClientIdentity(certificate, key, passphrase);
}

/** Combines certificate authorities, without duplicates. */
function together(present: string | undefined, more: readonly Certificate[]): string {
  const all = [...(present === undefined ? [] : certificatesOf(present)), ...more];
  return [...new Map(all.map(({ fingerprint, pem }) => [fingerprint, pem])).values()].join('');
}

function certificateFiles(): Record<string, string[]> {
  return { [l10n.t('Certificates')]: ['pem', 'crt', 'cer', 'der'], ...allFiles() };
}

function allFiles(): Record<string, string[]> {
  return { [l10n.t('All files')]: ['*'] };
}
