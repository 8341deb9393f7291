import { loginCommands, registryTerminals } from '../shared/terminalCommands.js';
import { NULL_GUID } from './copyFormats.js';

/** An Entra account obtains a registry refresh token, which is the password of a fixed user name. */
export const acrTerminals = [
  ...registryTerminals,
  ...loginCommands({
    username: NULL_GUID,
    passwordOf: ({ refreshToken }, { type }) =>
      type === 'session' || type === 'foreign-tokens' ? refreshToken : undefined,
  }),
];
