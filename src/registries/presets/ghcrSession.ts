import type { CredentialForm, Destination } from '../kind.js';

/** Enough to pull; the sign-in requests nothing else on our behalf. */
export const SCOPES: readonly string[] = ['read:packages'];

/**
 * Returns one clause saying why the GitHub sign-in must not be sent there, undefined if it can. It can go only to
 * `ghcr.io` itself, on the default port, over https with a verified certificate.
 */
export function refuseGitHub({ registry, insecure, unverified = false }: Destination): string | undefined {
  const own = registry.protocol === 'https:' && registry.host === 'ghcr.io' && !insecure && !unverified;
  const reason = 'the GitHub sign-in is sent only to ghcr.io, over https with a verified certificate';
  return own ? undefined : reason;
}

export const sessionForm: CredentialForm = {
  id: 'github-session',
  label: 'Sign in with GitHub',
  detail:
    'Pulls what the account can read (read:packages). VS Code manages the sign-in; this extension stores no secret',
  offered: (to) => refuseGitHub(to) === undefined,
  fields: [],
  signIn: () => ({ provider: 'github', scopes: SCOPES }),
  toCredential: ({ provider = '', accountId = '', account = '' }) => ({
    type: 'session',
    provider,
    account: { id: accountId, label: account },
  }),
  toValues: (credential) =>
    credential.type === 'session'
      ? { provider: credential.provider, accountId: credential.account.id, account: credential.account.label }
      : {},
};
