import type { PingResult } from '../../auth/ping.js';
import { passwordForm } from '../shared/credentialForms.js';
import { preset } from './preset.js';
import { anyOf, basicRealm } from './recognition.js';

export const nexus = preset({
  id: 'nexus',
  label: 'Sonatype Nexus',
  recognises: anyOf(basicRealm('Sonatype Nexus Repository Manager'), serviceIsRealm),
  forms: [
    passwordForm({
      id: 'password',
      label: 'User name and password',
      detail: 'With the read and browse privileges on the repository; add and edit to push',
    }),
    passwordForm({
      id: 'user-token',
      label: 'User token',
      detail: 'Profile › User Token',
      username: 'Name code',
      expectedUsername: { looks: /^\S{8}$/, otherwise: 'A name code has eight characters. It isn’t the user name.' },
      password: 'Pass code',
    }),
  ],
  missing:
    'Check the spelling of {repository}, and that a role grants {account} the read and browse privileges (add and edit to push). Without a credential, anonymous access and the Docker Bearer Token Realm must be on.',
  leaked: 'Change the password.',
  leakedFor: { 'user-token': 'Reset the user token (Profile › User Token), which ends the old one.' },
});

function serviceIsRealm({ challenges }: PingResult): boolean {
  return challenges.some(({ parameters: { realm, service } }) => service !== undefined && service === realm);
}
