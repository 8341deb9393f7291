import type { PingResult } from '../../auth/ping.js';

/** Whether a challenge names a token server at this path, which identifies several services. */
export function namesRealmPath({ challenges }: Pick<PingResult, 'challenges'>, path: string): boolean {
  return challenges.some(({ parameters: { realm = '' } }) => URL.canParse(realm) && new URL(realm).pathname === path);
}
