import type { KindTokens } from './kindTokens.js';

export const artifactory: KindTokens = {
  claims: {},
  opaqueForms: [
    { looks: /^cmVmdGtuO/, what: 'reference token of Artifactory', lasting: true },
    { looks: /^AKC[a-zA-Z0-9]{10}/, what: 'API key of Artifactory', lasting: true },
  ],
  issues: ({ iss }) => typeof iss === 'string' && /^jf(ac|rt|xr)@/.test(iss),
};
