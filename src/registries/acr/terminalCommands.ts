import { NULL_GUID } from './copyFormats.js';
import { loginCommands, registryTerminals } from '../shared/terminalCommands.js';

/** What an account of Entra wins is a refresh token of the registry, which is the password of a user of its own. */
export const acrTerminals = [
  ...registryTerminals,
  ...loginCommands({
    username: NULL_GUID,
    passwordOf: ({ refreshToken }, { type }) =>
      type === 'session' || type === 'foreign-tokens' ? refreshToken : undefined,
  }),
];
