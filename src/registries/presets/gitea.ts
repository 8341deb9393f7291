import type { PingResult } from '../../auth/ping.js';
import { passwordForm } from '../shared/credentialForms.js';
import { preset } from './preset.js';
import { anyOf, tokenServer } from './recognition.js';

const address = /\/v2\/token$/;

export const gitea = preset({
  id: 'gitea',
  label: 'Gitea, Forgejo',
  group: 'self-hosted',
  hosts: /^(codeberg\.org|gitea\.com)$/,
  recognises: anyOf(
    tokenServer(address, /^container_registry$/),
    (ping) => offersBareBasic(ping) && tokenServer(address, /^$/)(ping),
  ),
  forms: [
    passwordForm({
      id: 'token',
      label: 'User name and password',
      detail:
        'Settings › Applications, with package: Read, or Read and Write. A password doesn’t work with two-factor authentication',
      password: 'Access token or password',
      expectedUsername: {
        looks: /^(?![0-9a-f]{40}$)[^@]*$/,
        otherwise: 'Enter the user name, not an email address or a token.',
      },
    }),
  ],
  catalogueRefused: 'Older servers have no list of repositories. Type the repository name.',
  missing:
    'Tokens belong to a user, not a repository. Check that {account} has access to the packages of the owner of {repository}, and that the access token has the package scope.',
  leaked: 'Delete the access token or change the password. Bearer tokens issued for it can work for another 24 hours.',
});

/** Releases from before the challenge named the service. */
function offersBareBasic({ challenges }: PingResult): boolean {
  return challenges.some(({ scheme, parameters }) => scheme === 'basic' && parameters.realm === undefined);
}
