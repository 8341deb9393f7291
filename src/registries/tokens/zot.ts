import { isJsonObject } from '../../auth/json.js';
import type { Json } from '../../auth/json.js';
import type { KindTokens } from './kindTokens.js';

export const zot: KindTokens = {
  claims: { access: 'What it grants; an entry may have an end (exp) of its own' },
  grantEnd: 'exp',
  issues: ({ access }) =>
    Array.isArray(access) &&
    (access as readonly Json[]).some((entry) => isJsonObject(entry) && typeof entry.exp === 'number'),
  opaqueForms: [{ looks: /^zak_/, what: 'API key of zot', lasting: true }],
};
