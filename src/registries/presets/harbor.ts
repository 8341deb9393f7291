import { passwordForm } from '../shared/credentialForms.js';
import { preset } from './preset.js';
import { tokenServer } from './recognition.js';

export const harbor = preset({
  id: 'harbor',
  label: 'Harbor',
  recognises: tokenServer(/\/service\/token$/, /^harbor-registry$/),
  forms: [
    passwordForm({
      id: 'robot',
      label: 'Robot account',
      detail: 'Project › Robot Accounts, with Pull Repository, and also Push Repository to push',
      username: 'Robot name (robot$project+name)',
      password: 'Secret',
      expectedUsername: {
        looks: /\$./,
        otherwise: 'Robot names contain a $, as in robot$ci. A shell may have removed it.',
      },
    }),
    passwordForm({
      id: 'password',
      label: 'User name and password',
      detail: 'Single sign-on users enter the CLI secret from their user profile',
      password: 'Password or CLI secret',
    }),
  ],
  unlisted: true,
  missing:
    'Check the spelling of {repository} (project first), the project role of {account} (Guest to pull, Developer to push), or the robot account’s permissions.',
  missingFor: {
    robot:
      'Check the spelling of {repository} (project first), and the permissions of {account}. A project’s robot account works only in that project. It needs Pull Repository, and also Push Repository to push.',
  },
  leaked:
    'Refresh the robot account’s secret, or the user’s CLI secret or password. Bearer tokens expire after 30 minutes, unless the server is configured differently.',
  leakedFor: {
    robot:
      'Refresh the robot account’s secret, or disable the robot account. Bearer tokens expire after 30 minutes, unless the server is configured differently.',
    password:
      'Change the password, or the CLI secret in the user profile. Bearer tokens expire after 30 minutes, unless the server is configured differently.',
  },
});
