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
      label: 'Personal, project or group access token',
      detail: 'With read_registry to pull, write_registry too to push',
      password: 'Access token',
      expectedPassword: { looks: /^gl/ },
    }),
    passwordForm({
      id: 'deploy-token',
      label: 'Deploy token',
      detail: 'Project › Settings › Repository, with the same scopes',
      username: 'User name of the deploy token',
      password: 'Deploy token',
      expectedPassword: { looks: /^gl/ },
    }),
    passwordForm({
      id: 'job-token',
      label: 'CI job token',
      detail: '$CI_JOB_TOKEN; ends with its job',
      fixedUsername: 'gitlab-ci-token',
      password: 'Job token',
      expectedPassword: { looks: /^gl/ },
    }),
    passwordForm({ id: 'password', label: 'Password', detail: 'Not with two-factor: that needs an access token' }),
  ],
  unlisted: true,
  knownRealms: [
    { registry: 'registry.gitlab.com', realm: 'gitlab.com', path: '/jwt/auth' },
    // Self-managed: the registry is often another port of the host.
    { registry: '*', realm: '{host}', path: '/jwt/auth' },
  ],
  missing:
    'Check the spelling of {repository} (project path first), the role of {account} in that project (Reporter pulls, Developer pushes), and that the token has read_registry or write_registry.',
  missingFor: {
    'deploy-token':
      'Check the spelling of {repository} (project path first): a deploy token works only in its own project or group, and needs read_registry, or write_registry too to push.',
    'job-token':
      'A job token reaches its own project; another one, {repository} perhaps, has to allow it: Settings › CI/CD › Job token permissions. It ends with its job.',
    password:
      'Check the spelling of {repository} (project path first), and the role of {account} in that project: Reporter pulls, Developer pushes.',
  },
  leaked: 'Revoke the token where it was made; bearer tokens made with it end within 15 minutes.',
  leakedFor: {
    'job-token': 'It ends with its job: cancel the job. Bearer tokens made with it end within 15 minutes.',
    password: 'Change the password; bearer tokens made with it end within 15 minutes.',
  },
});
