import type { KindTokens } from './kindTokens.js';

export const ghcr: KindTokens = {
  claims: {},
  opaqueForms: [
    { looks: /^(ghp|github_pat)_/, what: 'personal access token of GitHub', lasting: true },
    { looks: /^(gho|ghu)_/, what: 'token of an application that GitHub let act for a person', lasting: true },
    { looks: /^ghs_/, what: 'token of a GitHub app or job, which ends by itself' },
    { looks: /^(Z2hwX|Z2hvX|Z2h1X|Z2l0aHViX3BhdF)/, what: 'personal token of GitHub, in base64', lasting: true },
  ],
};
