import { keptToken } from './keptToken.js';
import { isFetched, type TokenAction } from './shownToken.js';

/** The page of the refresh token that a token came with: the one gets the other, and is good for nothing else. */
export const refreshTokenAction: TokenAction = {
  id: 'inspectRefreshToken',
  icon: 'inspect',
  offered: (shown, _, surface) =>
    shown.from === 'connection' &&
    shown.part !== 'refresh' &&
    keptToken(surface, shown)?.token.refreshToken !== undefined,
  run: async (on) => {
    if (isFetched(on)) await on.show({ ...on.shown, part: 'refresh', evidence: {} });
  },
};
