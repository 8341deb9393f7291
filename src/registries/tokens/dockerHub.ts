import type { KindTokens } from './kindTokens.js';

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
