import type { KindTokens } from './kindTokens.js';

export const ibm: KindTokens = {
  claims: { iam_id: 'Identity in IBM Cloud IAM', account: 'IBM Cloud account' },
  issues: ({ iss }) => typeof iss === 'string' && /^https:\/\/iam(\.[\w-]+)*\.cloud\.ibm\.com\//.test(iss),
};
