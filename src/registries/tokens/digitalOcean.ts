import type { KindTokens } from './kindTokens.js';

export const digitalOcean: KindTokens = {
  claims: {},
  opaqueForms: [{ looks: /^do[opr]_v1_/, what: 'API token of DigitalOcean', lasting: true }],
};
