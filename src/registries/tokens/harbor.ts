import type { KindTokens } from './kindTokens.js';

export const harbor: KindTokens = {
  claims: { access: 'All that the account may do on what was asked for, whatever actions were asked for' },
  issues: ({ iss }) => iss === 'harbor-token-issuer',
};
