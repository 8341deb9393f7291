import { isJsonObject, type Json } from '../../text/json.js';
import type { KindTokens } from '../kind.js';

export const artifactory: KindTokens = {
  claims: {},
  opaqueForms: [
    { looks: /^cmVmdGtuO/, what: 'reference token of Artifactory', lasting: true },
    { looks: /^AKC[a-zA-Z0-9]{10}/, what: 'API key of Artifactory', lasting: true },
  ],
  issues: ({ iss }) => typeof iss === 'string' && /^jf(ac|rt|xr)@/.test(iss),
};

export const digitalOcean: KindTokens = {
  claims: {},
  opaqueForms: [{ looks: /^do[opr]_v1_/, what: 'API token of DigitalOcean', lasting: true }],
};

export const dockerHub: KindTokens = {
  claims: { access: 'What it grants; pull_limit: so many pulls in pull_limit_interval seconds' },
  grantNotes: [
    {
      from: 'parameters',
      text: 'At most {pull_limit} pulls in {pull_limit_interval}.',
      seconds: ['pull_limit_interval'],
    },
  ],
  opaqueForms: [
    { looks: /^dckr_pat_/, what: 'personal access token of Docker', lasting: true },
    { looks: /^dckr_oat_/, what: 'organisation access token of Docker', lasting: true },
  ],
  issues: ({ iss }) => iss === 'auth.docker.io',
};

export const ghcr: KindTokens = {
  claims: {},
  opaqueForms: [
    { looks: /^(ghp|github_pat)_/, what: 'personal access token of GitHub', lasting: true },
    { looks: /^(gho|ghu)_/, what: 'token of an application that GitHub let act for a person', lasting: true },
    { looks: /^ghs_/, what: 'token of a GitHub app or job, which ends by itself' },
    { looks: /^(Z2hwX|Z2hvX|Z2h1X|Z2l0aHViX3BhdF)/, what: 'personal token of GitHub, in base64', lasting: true },
  ],
};

export const gitea: KindTokens = {
  claims: { UserID: 'Number of the user on this server; 0 or less: nobody in particular' },
  values: { UserID: { 0: 'Nobody in particular.', '-1': 'Nobody in particular.' } },
  sharedKey: true,
  opaqueForms: [{ looks: /^[0-9a-f]{40}$/, what: 'access token of Gitea or Forgejo', lasting: true, common: true }],
  issues: ({ UserID, access }) => UserID !== undefined && access === undefined,
};

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

export const google: KindTokens = {
  claims: {
    hd: 'Google Workspace domain of the account',
    email_verified: 'Whether Google knows that the address is theirs',
    google: 'The machine or cluster that it was made on',
  },
  opaqueForms: [{ looks: /^ya29\./, what: 'access token of Google, which ends after about an hour' }],
  issues: ({ iss }) => iss === 'https://accounts.google.com',
};

export const harbor: KindTokens = {
  claims: { access: 'All that the account may do on what was asked for, whatever actions were asked for' },
  issues: ({ iss }) => iss === 'harbor-token-issuer',
};

export const ibm: KindTokens = {
  claims: { iam_id: 'Identity in IBM Cloud IAM', account: 'IBM Cloud account' },
  issues: ({ iss }) => typeof iss === 'string' && /^https:\/\/iam(\.[\w-]+)*\.cloud\.ibm\.com\//.test(iss),
};

export const nexus: KindTokens = {
  claims: {},
  opaqueForms: [{ looks: /^DockerToken\.[\w-]{36}$/, what: 'bearer token of Nexus' }],
};

export const zot: KindTokens = {
  claims: { access: 'What it grants; an entry may have an end (exp) of its own' },
  issues: ({ access }) =>
    Array.isArray(access) &&
    (access as readonly Json[]).some((entry) => isJsonObject(entry) && typeof entry.exp === 'number'),
  opaqueForms: [{ looks: /^zak_/, what: 'API key of zot', lasting: true }],
};
