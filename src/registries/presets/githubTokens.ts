import type { KindTokens } from '../kindTokens.js';
import { inBase64 } from '../shared/base64Forms.js';

const endsByItself =
  'It expires automatically: a job’s token when the job ends, an app’s token after an hour. The app can revoke it earlier (DELETE /installation/token).';

const deleteToken = 'Delete the token (Settings › Developer settings › Personal access tokens).';
const revokeApplication = 'Revoke the application (Settings › Applications), which ends its tokens.';

export const ghcr: KindTokens = {
  claims: {},
  opaqueForms: [
    { looks: /^(ghp|github_pat)_/, what: 'GitHub personal access token', lasting: true, leaked: deleteToken },
    ...[
      { looks: /^(gho|ghu)_/, what: 'GitHub user token for an application' },
      {
        looks: /^ghr_/,
        what: 'GitHub refresh token for an application',
        isElsewhere: true as const,
      },
    ].map((form) => ({
      ...form,
      lasting: true as const,
      leaked: revokeApplication,
    })),
    {
      looks: /^ghs_/,
      what: 'short-lived token for a GitHub app or job',
      passwordOf: 'x-access-token',
      leaked: endsByItself,
    },
    {
      looks: /^Z2hzX/,
      what: 'short-lived token for a GitHub app or job, in base64',
      isPlain: true,
      leaked: endsByItself,
    },
    {
      looks: /^(Z2hwX|Z2l0aHViX3BhdF)/,
      what: 'GitHub personal access token, in base64',
      isPlain: true,
      lasting: true,
      leaked: deleteToken,
    },
    {
      looks: /^(Z2hvX|Z2h1X)/,
      what: 'GitHub user token for an application, in base64',
      isPlain: true,
      lasting: true,
      leaked: revokeApplication,
    },
    {
      looks: inBase64(/^[^:]*:(ghp|github_pat)_\w/),
      what: 'GitHub user name and personal access token, in base64',
      isPlain: true,
      lasting: true,
      leaked: deleteToken,
    },
    {
      looks: inBase64(/^v1:[\w.-]+\/[\w./-]+:\d+$/),
      what: 'anonymous GitHub Container Registry token',
      leaked: 'It doesn’t identify a user. Anyone can get such a token.',
    },
  ],
  others: [
    {
      label: 'GitHub Actions',
      type: 'ID token',
      claims: {
        repository: 'Workflow’s repository',
        repository_owner: 'Repository owner',
        workflow: 'Workflow name',
        job_workflow_ref: 'Job’s workflow file, with its branch, tag, or commit',
        actor: 'Account that started the run',
        event_name: 'Event that started the run',
        ref: 'Branch or tag of the run',
        run_id: 'Run ID',
      },
      // An enterprise can have a path of its own.
      issues: ({ iss }) =>
        typeof iss === 'string' && /^https:\/\/token\.actions\.githubusercontent\.com(\/|$)/.test(iss),
      clientAudience: true,
      exchange: {
        fits: () => true,
        text: 'It is an ID token that identifies a GitHub Actions job. GitHub Container Registry doesn’t accept it.',
        advice: 'Exchange it at the service that it was issued for. For ghcr.io, use GITHUB_TOKEN.',
      },
      leaked: {
        '': 'It can’t be revoked. It works until it expires, wherever a trust policy accepts it.',
      },
    },
  ],
};
