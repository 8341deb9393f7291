import { isJsonObject, type Json } from '../../text/json.js';
import { clause } from '../../text/message.js';
import type { KindTokens } from '../kindTokens.js';

export const alibaba: KindTokens = {
  claims: {},
  opaqueForms: [
    {
      looks: /^LTAI[A-Za-z0-9]{12,26}$/,
      what: 'Alibaba Cloud AccessKey ID',
      isId: true,
      leaked: 'The ID alone isn’t secret. If the AccessKey secret leaked with it, disable the AccessKey (RAM › Users).',
    },
  ],
  issues: ({ iss }) => iss === 'dockerauth.aliyuncs.com',
};

export const artifactory: KindTokens = {
  claims: {
    scp: 'What it grants, as JFrog Platform scopes',
    sub: 'Subject: the issuing service and the user that the token belongs to',
    aud: 'Audience: the JFrog Platform services that accept the token',
    ext: 'Other token settings, such as whether it can be revoked',
  },
  opaqueForms: [
    { looks: /^cmVmdGtuO/, what: 'Artifactory reference token', lasting: true },
    {
      looks: /^AKC[a-zA-Z0-9]{10}/,
      what: 'Artifactory API key',
      lasting: true,
      leaked: 'Revoke the API key in the user’s profile.',
    },
  ],
  issues: ({ iss }) => typeof iss === 'string' && /^jf[a-z]{2}@/.test(iss),
  subject({ sub }) {
    const [, name] = /\/users\/([^/]+)$/.exec(typeof sub === 'string' ? sub : '') ?? [];
    return name === undefined ? undefined : clause('{name}', { name });
  },
};

export const digitalOcean: KindTokens = {
  claims: {},
  opaqueForms: [
    { looks: /^dop_v1_/, what: 'DigitalOcean API token', lasting: true },
    ...[
      { looks: /^doo_v1_/, what: 'DigitalOcean user token for an application' },
      { looks: /^dor_v1_/, what: 'DigitalOcean refresh token for an application', isElsewhere: true as const },
    ].map((form) => ({
      ...form,
      lasting: true as const,
      leaked: 'Revoke the application (API › OAuth applications › Authorized applications).',
    })),
  ],
};

const fiveMinutes = 'Bearer tokens issued for it expire within 5 minutes.';

export const dockerHub: KindTokens = {
  claims: { access: 'What it grants; pull_limit is the number of pulls per pull_limit_interval seconds' },
  grantNotes: [
    {
      from: 'parameters',
      text: 'Pull limit: {pull_limit} in {pull_limit_interval}.',
      seconds: ['pull_limit_interval'],
    },
  ],
  opaqueForms: [
    {
      looks: /^dckr_pat_/,
      what: 'Docker personal access token',
      lasting: true,
      leaked: `Delete it (Account settings › Personal access tokens). ${fiveMinutes}`,
    },
    {
      looks: /^dckr_oat_/,
      what: 'Docker organization access token',
      lasting: true,
      leaked: `Delete it (the organization’s Admin Console › Access tokens). ${fiveMinutes}`,
    },
  ],
  issues: ({ iss }) => iss === 'auth.docker.io',
};

const idTokenLeaked = {
  '': 'It can’t be revoked. It works until it expires, wherever a trust policy accepts it.',
};

export const gitlab: KindTokens = {
  claims: {
    access: 'What it grants; meta has the path and ID of the project and the root namespace',
    auth_type: 'Type of the credential that was used',
    user: 'Signed-in user, as a signed token for the registry (secret)',
  },
  grantNotes: [{ from: 'meta', text: 'Project {project_path}, ID {project_id}.' }],
  opaqueForms: [
    { looks: /^glpat-/, what: 'GitLab personal, project, or group access token', lasting: true },
    { looks: /^gldt-/, what: 'GitLab deploy token', lasting: true },
    {
      looks: /^glcbt-/,
      what: 'GitLab job token, valid until its job ends',
      jwtBehind: /^glcbt-/,
      passwordOf: 'gitlab-ci-token',
      leaked: 'It expires when its job ends. Cancel the job. Bearer tokens issued for it expire within 15 minutes.',
    },
    // The prefixes that GitLab documents. Names of repositories begin with other words like them.
    ...[
      {
        looks: /^glrtr?-[\w.-]{20}/,
        what: 'GitLab runner token',
        leaked: 'Reset it, or delete the runner (Settings › CI/CD › Runners).',
      },
      {
        looks: /^glptt-[\w.-]{20}/,
        what: 'GitLab pipeline trigger token',
        leaked: 'Revoke it (Settings › CI/CD › Pipeline trigger tokens).',
      },
      {
        looks: /^glft-[\w.-]{20}/,
        what: 'GitLab feed token',
        leaked: 'Reset it (Edit profile › Access tokens › Feed token).',
      },
      {
        looks: /^glimt-[\w.-]{20}/,
        what: 'GitLab incoming email token',
        leaked: 'Reset it (Edit profile › Access tokens › Incoming email token).',
      },
      {
        looks: /^gloas-[\w.-]{20}/,
        what: 'GitLab OAuth application secret',
        leaked: 'Renew the application’s secret (Applications).',
      },
      {
        looks: /^gl(?:agent|ffct|soat|wt)-[\w.-]{20}/,
        what: 'GitLab token, not for its registry',
        leaked: 'Revoke it where it was created.',
      },
    ].map((form) => ({ ...form, lasting: true as const, isElsewhere: true as const })),
  ],
  issues: ({ iss, aud, auth_type: type }) =>
    (typeof iss === 'string' && /^(omnibus-)?gitlab-issuer$/.test(iss)) ||
    (aud === 'container_registry' && type !== undefined),
  subject: ({ sub, auth_type: type }) =>
    typeof sub !== 'string' && type === 'deploy_token' ? clause('a deploy token', {}) : undefined,
  others: [
    {
      label: 'GitLab CI/CD',
      type: 'ID token',
      claims: {
        project_path: 'Job’s project',
        namespace_path: 'Project’s group or user',
        pipeline_id: 'Pipeline ID',
        job_id: 'Job ID',
        ref: 'Job’s branch or tag',
        ref_protected: 'Whether the branch or tag is protected',
      },
      issues: ({ project_path: project, pipeline_id: pipeline }) => project !== undefined && pipeline !== undefined,
      clientAudience: true,
      exchange: {
        fits: () => true,
        text: 'It is an ID token that identifies a GitLab CI/CD job. GitLab’s registry doesn’t accept it.',
        advice: 'Exchange it at the service that it was issued for. For the registry, use $CI_JOB_TOKEN.',
      },
      leaked: idTokenLeaked,
    },
  ],
  leakedForm({ auth_type: type }) {
    return type === 'build' ? 'job-token' : type === 'gitlab_or_ldap' ? 'password' : undefined;
  },
};

export const google: KindTokens = {
  type: 'ID token',
  claims: {
    hd: 'Account’s Google Workspace domain',
    email_verified: 'Whether Google has verified the email address',
    google: 'Machine or cluster that requested the token',
  },
  opaqueForms: [
    {
      looks: /^ya29\./,
      what: 'Google access token, usually valid for an hour',
      leaked:
        'It usually expires after an hour. End the sign-in that it was issued for (gcloud auth revoke), so that no more tokens are issued.',
    },
    {
      looks: /^1\/\/0[\w-]{20}/,
      what: 'Google refresh token',
      lasting: true,
      isElsewhere: true,
      leaked: 'Revoke it (gcloud auth revoke, or Google Account › Security › Third-party access).',
    },
  ],
  issues: ({ iss }) => iss === 'https://accounts.google.com' || iss === 'accounts.google.com',
  clientAudience: true,
  // The subject is a number that says nothing to people.
  subject: ({ email }) => (typeof email === 'string' ? clause('{name}', { name: email }) : undefined),
  exchange: {
    fits: () => true,
    text: 'It is an ID token, which identifies a user. According to its documentation, Artifact Registry accepts access tokens.',
    advice: 'Use an access token (gcloud auth print-access-token).',
  },
  leakedForm: () => 'access-token',
};

export const harbor: KindTokens = {
  claims: { access: 'All of the account’s permissions on the requested resource, whatever actions were requested' },
  usualWildcard: 'Harbor adds * for every user who can manage the project, whatever was requested.',
  issues: ({ iss }) => iss === 'harbor-token-issuer',
  subject: ({ sub }) => (typeof sub === 'string' ? undefined : 'anonymous'),
  leakedForm: ({ sub }) => (typeof sub === 'string' && sub.startsWith('robot$') ? 'robot' : undefined),
  others: [
    {
      label: 'Harbor',
      type: 'robot account secret',
      claims: {
        id: 'Robot account ID',
        pid: 'Project ID',
        access: 'Robot account’s permissions, in the format of Harbor 2.1 and earlier',
      },
      issues: ({ iss }) => iss === 'harbor-token-defaultIssuer',
      subject: ({ id }) => (typeof id === 'number' ? clause('robot account ID {id}', { id: String(id) }) : undefined),
      exchange: {
        fits: () => true,
        isPassword: true,
        text: 'It is a robot account secret from Harbor 2.1 or earlier, which is the password for docker login.',
        advice: 'Add a connection with the robot account’s name and this secret.',
      },
      leaked: { '': 'It is a robot account secret. Delete or disable the robot account.' },
    },
  ],
};

export const ibm: KindTokens = {
  claims: { iam_id: 'Identity in IBM Cloud IAM', account: 'IBM Cloud account' },
  issues: ({ iss }) => typeof iss === 'string' && /^https:\/\/iam(\.[\w-]+)*\.cloud\.ibm\.com\//.test(iss),
  clientAudience: true,
  leakedForm: () => 'iam-token',
};

export const nexus: KindTokens = {
  claims: {},
  opaqueForms: [{ looks: /^DockerToken\.[\w-]{36}$/, what: 'Nexus bearer token' }],
};

export const zot: KindTokens = {
  claims: { access: 'What it grants; an entry can have its own expiration (exp)' },
  issues: ({ access }) =>
    Array.isArray(access) &&
    (access as readonly Json[]).some((entry) => isJsonObject(entry) && typeof entry.exp === 'number'),
  opaqueForms: [{ looks: /^zak_/, what: 'zot API key', lasting: true, leaked: 'Revoke the API key.' }],
  // Another server issues the bearer tokens of zot.
  leaked: {
    '': 'Revoke the API key, or change the password that the token was issued for. A bearer token works until it expires.',
  },
};
