import { passwordForm } from '../shared/credentialForms.js';
import { preset } from './preset.js';
import { tokenServer } from './recognition.js';

export const gitlab = preset({
  id: 'gitlab',
  label: 'GitLab',
  hosts: /^registry\.gitlab\.com$/,
  shorthand(text) {
    const [, project] =
      /^(?:https:\/\/)?gitlab\.com\/([^?#]+?)(?:\/-)?\/container_registry(?=[/?#]|$)/i.exec(text.trim()) ?? [];
    return project === undefined ? undefined : `registry.gitlab.com/${project.toLowerCase()}`;
  },
  // The registry has a host or port of its own, so that a path there is that of a project.
  readPage: (path) => path.replace(/^\/|\/$/g, ''),
  recognises: tokenServer(/\/jwt\/auth$/),
  forms: [
    passwordForm({
      id: 'token',
      label: 'Personal, project, or group access token',
      detail: 'With read_registry to pull, and also write_registry to push',
      password: 'Access token',
      expectedPassword: { looks: /^gl/ },
    }),
    passwordForm({
      id: 'deploy-token',
      label: 'Deploy token',
      detail: 'Project › Settings › Repository, with read_registry to pull, and also write_registry to push',
      username: 'Deploy token user name',
      password: 'Deploy token',
      expectedPassword: { looks: /^gl/ },
    }),
    passwordForm({
      id: 'job-token',
      label: 'CI job token',
      detail: '$CI_JOB_TOKEN. Expires when its job ends',
      fixedUsername: 'gitlab-ci-token',
      password: 'Job token',
      expectedPassword: { looks: /^gl/ },
    }),
    passwordForm({
      id: 'password',
      label: 'Password',
      detail: 'Doesn’t work with two-factor authentication, which requires an access token',
    }),
  ],
  unlisted: true,
  knownRealms: [
    { registry: 'registry.gitlab.com', realm: 'gitlab.com', path: '/jwt/auth' },
    // Self-managed: the registry is often another port of the host.
    { registry: '*', realm: '{host}', path: '/jwt/auth' },
  ],
  missing:
    'Check the spelling of {repository} (project path first), the project role of {account} (Reporter to pull, Developer to push), and that the token has read_registry or write_registry.',
  missingFor: {
    'deploy-token':
      'Check the spelling of {repository} (project path first). A deploy token works only in its own project or group. It needs read_registry, and also write_registry to push.',
    'job-token':
      'A job token works for its own project. If {repository} belongs to another project, that project must allow it (Settings › CI/CD › Job token permissions). The token expires when its job ends.',
    password:
      'Check the spelling of {repository} (project path first), and the project role of {account}: Reporter to pull, Developer to push.',
  },
  leaked: 'Revoke the token where it was created. Bearer tokens issued for it expire within 15 minutes.',
  leakedFor: {
    'job-token': 'It expires when its job ends. Cancel the job. Bearer tokens issued for it expire within 15 minutes.',
    password: 'Change the password. Bearer tokens issued for it expire within 15 minutes.',
  },
});
