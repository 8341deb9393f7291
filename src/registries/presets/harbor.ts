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
      detail: 'Project › Robot Accounts, with Pull Repository, and Push Repository to push',
      username: 'Robot name (robot$project+name)',
      password: 'Secret',
      expectedUsername: {
        looks: /\$./,
        otherwise: 'Robot names hold a $, as in robot$ci; a shell may have swallowed it.',
      },
    }),
    passwordForm({
      id: 'password',
      label: 'User',
      detail: 'Single sign-on users take the CLI secret of their user profile',
      password: 'Password or CLI secret',
    }),
  ],
  unlisted: true,
  missing:
    'Check the spelling of {repository} (project first), the role of {account} in the project (Guest pulls, Developer pushes), or the permissions of the robot.',
  missingFor: {
    robot:
      'Check the spelling of {repository} (project first), and the permissions of {account}: a robot of a project reaches only that project, and needs Pull Repository, or Push Repository too to push.',
  },
  leaked:
    'Refresh the secret of the robot, or the CLI secret or password of the user; bearer tokens end after 30 minutes unless the server says otherwise.',
  leakedFor: {
    robot:
      'Refresh the secret of the robot, or disable it; bearer tokens end after 30 minutes unless the server says otherwise.',
    password:
      'Change the password, or the CLI secret of the user profile; bearer tokens end after 30 minutes unless the server says otherwise.',
  },
});
