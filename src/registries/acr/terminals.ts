import { NULL_GUID } from './outputs.js';
import { logins, registryTerminals } from '../shared/terminals.js';

/** What an account of Entra wins is a refresh token of the registry, which is the password of a user of its own. */
export const acrTerminals = [
  ...registryTerminals,
  ...logins({
    username: NULL_GUID,
    passwordOf: ({ refreshToken }, { type }) =>
      type === 'session' || type === 'foreign-tokens' ? refreshToken : undefined,
  }),
];
