import type { KindTokens } from './kindTokens.js';

export const gitlab: KindTokens = {
  claims: {
    access: 'What it grants; meta: project and root namespace by path and number',
    auth_type: 'What kind of credential signed in',
    user: 'Who signed in, as a signed token for the registry: secret',
  },
  grantNotes: [{ from: 'meta', text: 'Project {project_path}, number {project_id}.' }],
  opaqueForms: [
    { looks: /^glpat-/, what: 'personal, project or group access token of GitLab', lasting: true },
    { looks: /^gldt-/, what: 'deploy token of GitLab', lasting: true },
    { looks: /^glcbt-/, what: 'job token of GitLab, good until its job ends' },
    { looks: /^gl[a-z]+-[\w-]{20}/, what: 'token of GitLab', lasting: true },
  ],
  issues: ({ iss, auth_type }) => iss === 'gitlab-issuer' || auth_type !== undefined,
};
