import type { KindTokens } from '../kind.js';
import { inBase64 } from '../shared/base64Forms.js';

const endsByItself =
  'It ends by itself: that of a job with the job, that of an app after an hour. The app itself can revoke it earlier (DELETE /installation/token).';

const deleteToken = 'Delete the token (Settings › Developer settings › Personal access tokens).';
const revokeApplication = 'Revoke the application (Settings › Applications): that ends its tokens.';

export const ghcr: KindTokens = {
  claims: {},
  opaqueForms: [
    { looks: /^(ghp|github_pat)_/, what: 'personal access token of GitHub', lasting: true, leaked: deleteToken },
    ...[
      { looks: /^(gho|ghu)_/, what: 'token of an application that GitHub let act for a person' },
      {
        looks: /^ghr_/,
        what: 'refresh token of an application that GitHub let act for a person',
        isElsewhere: true as const,
      },
    ].map((form) => ({
      ...form,
      lasting: true as const,
      leaked: revokeApplication,
    })),
    {
      looks: /^ghs_/,
      what: 'token of a GitHub app or job, which ends by itself',
      passwordOf: 'x-access-token',
      leaked: endsByItself,
    },
    {
      looks: /^Z2hzX/,
      what: 'token of a GitHub app or job, in base64, which ends by itself',
      isPlain: true,
      leaked: endsByItself,
    },
    {
      looks: /^(Z2hwX|Z2l0aHViX3BhdF)/,
      what: 'personal access token of GitHub, in base64',
      isPlain: true,
      lasting: true,
      leaked: deleteToken,
    },
    {
      looks: /^(Z2hvX|Z2h1X)/,
      what: 'token of an application that GitHub let act for a person, in base64',
      isPlain: true,
      lasting: true,
      leaked: revokeApplication,
    },
    {
      looks: inBase64(/^[^:]*:(ghp|github_pat)_\w/),
      what: 'user name and personal access token of GitHub, in base64',
      isPlain: true,
      lasting: true,
      leaked: deleteToken,
    },
    {
      looks: inBase64(/^v1:[\w.-]+\/[\w./-]+:\d+$/),
      what: 'anonymous token of GitHub Container Registry',
      leaked: 'No one is signed in with it: anyone can get such a token.',
    },
  ],
  others: [
    {
      label: 'GitHub Actions',
      type: 'ID token',
      claims: {
        repository: 'Repository of the workflow',
        repository_owner: 'Its owner',
        workflow: 'Name of the workflow',
        job_workflow_ref: 'Workflow file of the job, with its branch, tag or commit',
        actor: 'Account that started the run',
        event_name: 'Event that started the run',
        ref: 'Branch or tag of the run',
        run_id: 'Number of the run',
      },
      // An enterprise can have a path of its own.
      issues: ({ iss }) =>
        typeof iss === 'string' && /^https:\/\/token\.actions\.githubusercontent\.com(\/|$)/.test(iss),
      clientAudience: true,
      exchange: {
        fits: () => true,
        text: 'It is an ID token, which identifies a job of GitHub Actions. GitHub Container Registry doesn’t accept it.',
        advice: 'Exchange it at the service that it was made for. For ghcr.io, use GITHUB_TOKEN.',
      },
      leaked: {
        '': 'It cannot be revoked: it works until it expires, wherever a trust policy accepts it.',
      },
    },
  ],
};
