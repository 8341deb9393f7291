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
      label: 'User',
      detail: 'Settings › Applications; package: Read, or Read and Write. A password does not work with two-factor',
      password: 'Access token or password',
      expectedUsername: {
        looks: /^(?![0-9a-f]{40}$)[^@]*$/,
        otherwise: 'Enter the name of the user: no e-mail address, no token.',
      },
    }),
  ],
  catalogueRefused: 'Older servers have no list of repositories. Type the repository name.',
  missing:
    'Tokens here stand for a user, not a repository: check that {account} may use the packages of the owner of {repository}, and that the access token has the package scope.',
  leaked: 'Delete the access token or change the password; bearer tokens made with it may live on for 24 hours.',
});

/** Releases from before the challenge named the service. */
function offersBareBasic({ challenges }: PingResult): boolean {
  return challenges.some(({ scheme, parameters }) => scheme === 'basic' && parameters.realm === undefined);
}
