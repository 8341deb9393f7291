import { passwordForm } from '../shared/credentialForms.js';
import { sessionForm } from './ghcrSession.js';
import { preset } from './preset.js';

export const ghcr = preset({
  id: 'ghcr',
  label: 'GitHub Container Registry',
  icon: 'github',
  hosts: /^ghcr\.io$/,
  shorthand(text) {
    const [, owner, name = ''] =
      /^(?:https:\/\/)?github\.com\/(?:(?:orgs|users)\/)?([^/?#]+)(?:\/[^/?#]+)?\/(?:packages|pkgs)\/container\/(?:package\/)?([^/?#]+)/i.exec(
        text.trim(),
      ) ?? [];
    // The slashes of a package name are encoded in the address of its page.
    const path = name.replaceAll(/%2f/gi, '/');
    return owner === undefined ? undefined : `ghcr.io/${owner}/${path}`.toLowerCase();
  },
  flow: async (request, io, knowledge) => (await import('./ghcrFlow.js')).authenticateGhcr(request, io, knowledge),
  forms: [
    sessionForm,
    passwordForm({
      id: 'token',
      label: 'Personal access token (classic)',
      detail: 'Settings › Developer settings, with read:packages, write:packages, or delete:packages',
      username: 'GitHub user name',
      password: 'Token',
      expectedPassword: {
        looks: /^gh[opsu]_|^[0-9a-f]{40}$/,
        otherwise: 'Enter a classic token (ghp_…), not a password or a fine-grained token.',
      },
    }),
  ],
  unlisted: true,
  missing:
    'Check that {account} has access to the package {repository}, and that the token has read:packages (write:packages to push) and is authorized for single sign-on.',
  missingFor: {
    'github-session':
      'Check that {account} has access to the package {repository}. The editor’s sign-in is read-only (read:packages). To push or delete, use a personal access token.',
  },
  leakedFor: {
    'github-session':
      'Sign out of GitHub in VS Code and revoke its access (Settings › Applications › Authorized OAuth Apps). The bearer token may contain the token of that sign-in.',
  },
  leaked: 'Delete the token (Settings › Developer settings). The bearer token may contain it.',
});
