import type { KindTokens } from './kindTokens.js';

export const gitea: KindTokens = {
  claims: { UserID: 'Number of the user on this server; 0 or less: nobody in particular' },
  values: { UserID: { 0: 'Nobody in particular.', '-1': 'Nobody in particular.' } },
  sharedKey: true,
  opaqueForms: [{ looks: /^[0-9a-f]{40}$/, what: 'access token of Gitea or Forgejo', lasting: true, common: true }],
  issues: ({ UserID, access }) => UserID !== undefined && access === undefined,
};
