import type { KindTokens } from './kindTokens.js';

export const nexus: KindTokens = {
  claims: {},
  opaqueForms: [{ looks: /^DockerToken\.[\w-]{36}$/, what: 'bearer token of Nexus' }],
};
