import type { KindTokens } from './kindTokens.js';

export const google: KindTokens = {
  claims: {
    hd: 'Google Workspace domain of the account',
    email_verified: 'Whether Google knows that the address is theirs',
    google: 'The machine or cluster that it was made on',
  },
  opaqueForms: [{ looks: /^ya29\./, what: 'access token of Google, which ends after about an hour' }],
  issues: ({ iss }) => iss === 'https://accounts.google.com',
};
