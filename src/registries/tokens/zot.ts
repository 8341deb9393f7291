import type { KindTokens } from './kindTokens.js';

export const zot: KindTokens = {
  claims: { access: 'What it grants; an entry may have an end (exp) of its own' },
  grantEnd: 'exp',
  opaqueForms: [{ looks: /^zak_/, what: 'API key of zot', lasting: true }],
};
