import { isJsonObject, type Json } from '../../text/json.js';
import { clause } from '../../text/message.js';
import type { KindTokens } from '../kind.js';

export const alibaba: KindTokens = {
  claims: {},
  opaqueForms: [
    {
      looks: /^LTAI[A-Za-z0-9]{12,26}$/,
      what: 'ID of an AccessKey of Alibaba Cloud',
      isId: true,
      leaked: 'The ID alone isn’t secret. If the AccessKey secret leaked with it, disable the AccessKey (RAM › Users).',
    },
  ],
  issues: ({ iss }) => iss === 'dockerauth.aliyuncs.com',
};

export const artifactory: KindTokens = {
  claims: {
    scp: 'What it grants, as scopes of the JFrog Platform',
    sub: 'Subject: the service that issued it, and the user that it belongs to',
    aud: 'Audience: the services of the JFrog Platform that accept it',
    ext: 'Other settings of the token, such as whether it can be revoked',
  },
  opaqueForms: [
    { looks: /^cmVmdGtuO/, what: 'reference token of Artifactory', lasting: true },
    {
      looks: /^AKC[a-zA-Z0-9]{10}/,
      what: 'API key of Artifactory',
      lasting: true,
      leaked: 'Revoke the API key in the profile of its user.',
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
    { looks: /^dop_v1_/, what: 'API token of DigitalOcean', lasting: true },
    ...[
      { looks: /^doo_v1_/, what: 'token of an application that DigitalOcean let act for a person' },
      { looks: /^dor_v1_/, what: 'refresh token of such an application of DigitalOcean', isElsewhere: true as const },
    ].map((form) => ({
      ...form,
      lasting: true as const,
      leaked: 'Revoke the application (API › OAuth applications › Authorized applications).',
    })),
  ],
};

const fiveMinutes = 'Bearer tokens made with it end within 5 minutes.';

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
    {
      looks: /^dckr_pat_/,
      what: 'personal access token of Docker',
      lasting: true,
      leaked: `Delete it (Account settings › Personal access tokens). ${fiveMinutes}`,
    },
    {
      looks: /^dckr_oat_/,
      what: 'organization access token of Docker',
      lasting: true,
      leaked: `Delete it (Admin Console › Access tokens of the organization). ${fiveMinutes}`,
    },
  ],
  issues: ({ iss }) => iss === 'auth.docker.io',
};

const idTokenLeaked = {
  '': 'It cannot be revoked: it works until it expires, wherever a trust policy accepts it.',
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
    {
      looks: /^glcbt-/,
      what: 'job token of GitLab, good until its job ends',
      jwtBehind: /^glcbt-/,
      passwordOf: 'gitlab-ci-token',
      leaked: 'It ends with its job: cancel the job. Bearer tokens made with it end within 15 minutes.',
    },
    // The prefixes that GitLab documents. Names of repositories begin with other words like them.
    ...[
      {
        looks: /^glrtr?-[\w.-]{20}/,
        what: 'runner token of GitLab',
        leaked: 'Reset it, or delete the runner (Settings › CI/CD › Runners).',
      },
      {
        looks: /^glptt-[\w.-]{20}/,
        what: 'pipeline trigger token of GitLab',
        leaked: 'Revoke it (Settings › CI/CD › Pipeline trigger tokens).',
      },
      {
        looks: /^glft-[\w.-]{20}/,
        what: 'feed token of GitLab',
        leaked: 'Reset it (Edit profile › Access tokens › Feed token).',
      },
      {
        looks: /^glimt-[\w.-]{20}/,
        what: 'incoming email token of GitLab',
        leaked: 'Reset it (Edit profile › Access tokens › Incoming email token).',
      },
      {
        looks: /^gloas-[\w.-]{20}/,
        what: 'secret of an OAuth application of GitLab',
        leaked: 'Renew the secret of the application (Applications).',
      },
      {
        looks: /^gl(?:agent|ffct|soat|wt)-[\w.-]{20}/,
        what: 'token of GitLab for another service than its registry',
        leaked: 'Revoke it where it was made.',
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
        project_path: 'Project of the job',
        namespace_path: 'Group or user of the project',
        pipeline_id: 'Number of the pipeline',
        job_id: 'Number of the job',
        ref: 'Branch or tag of the job',
        ref_protected: 'Whether that branch or tag is protected',
      },
      issues: ({ project_path: project, pipeline_id: pipeline }) => project !== undefined && pipeline !== undefined,
      clientAudience: true,
      exchange: {
        fits: () => true,
        text: 'It is an ID token, which identifies a job of GitLab CI/CD. The registry of GitLab doesn’t accept it.',
        advice: 'Exchange it at the service that it was made for. For the registry, use $CI_JOB_TOKEN.',
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
    hd: 'Google Workspace domain of the account',
    email_verified: 'Whether Google knows that the address is theirs',
    google: 'The machine or cluster that it was made on',
  },
  opaqueForms: [
    {
      looks: /^ya29\./,
      what: 'access token of Google, which usually ends after an hour',
      leaked:
        'It usually ends by itself after an hour. End the sign-in behind it (gcloud auth revoke), so that it makes no more of them.',
    },
    {
      looks: /^1\/\/0[\w-]{20}/,
      what: 'refresh token of Google',
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
    text: 'It is an ID token, which says who someone is. Artifact Registry is documented to accept access tokens.',
    advice: 'Use an access token (gcloud auth print-access-token).',
  },
  leakedForm: () => 'access-token',
};

export const harbor: KindTokens = {
  claims: { access: 'All that the account may do on what was asked for, whatever actions were asked for' },
  usualWildcard: 'Harbor adds * for everyone who can manage the project, whatever was asked for.',
  issues: ({ iss }) => iss === 'harbor-token-issuer',
  subject: ({ sub }) => (typeof sub === 'string' ? undefined : 'anonymous'),
  leakedForm: ({ sub }) => (typeof sub === 'string' && sub.startsWith('robot$') ? 'robot' : undefined),
  others: [
    {
      label: 'Harbor',
      type: 'secret of a robot account',
      claims: {
        id: 'Number of the robot account',
        pid: 'Number of its project',
        access: 'What the robot account may do, in the form of Harbor 2.1 and earlier',
      },
      issues: ({ iss }) => iss === 'harbor-token-defaultIssuer',
      subject: ({ id }) =>
        typeof id === 'number' ? clause('robot account number {id}', { id: String(id) }) : undefined,
      exchange: {
        fits: () => true,
        isPassword: true,
        text: 'It is the secret of a robot account of Harbor 2.1 or earlier: its password for docker login.',
        advice: 'Add a connection with the name of the robot account and this secret.',
      },
      leaked: { '': 'It is the secret of a robot account: delete the robot account, or disable it.' },
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
  opaqueForms: [{ looks: /^DockerToken\.[\w-]{36}$/, what: 'bearer token of Nexus' }],
};

export const zot: KindTokens = {
  claims: { access: 'What it grants; an entry may have an end (exp) of its own' },
  issues: ({ access }) =>
    Array.isArray(access) &&
    (access as readonly Json[]).some((entry) => isJsonObject(entry) && typeof entry.exp === 'number'),
  opaqueForms: [{ looks: /^zak_/, what: 'API key of zot', lasting: true, leaked: 'Revoke the API key.' }],
  // Another server issues the bearer tokens of zot.
  leaked: {
    '': 'Revoke the API key, or change the password that it was made with. A bearer token works until it expires.',
  },
};
