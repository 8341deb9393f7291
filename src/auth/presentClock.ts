import type { Token } from './token.js';

// Clocks that run at slightly different speeds are no jump.
const DRIFT = 5_000;

/**
 * The token with its times moved onto the wall clock as it is `now` (milliseconds since the epoch). That clock can be set
 * back, which would make a token live longer than it does; `age` (milliseconds since the token came) is by a clock that
 * only goes on, but may stand still while the machine sleeps. Whichever of the two says later counts.
 */
export function onPresentClock(token: Token, age: number, now: number): Token {
  const setBack = token.obtainedAt + age - now;
  if (setBack <= DRIFT) {
    return token;
  }
  const { obtainedAt, expiresAt, renewAt } = token;
  return {
    ...token,
    obtainedAt: obtainedAt - setBack,
    ...(expiresAt === undefined ? {} : { expiresAt: expiresAt - setBack }),
    ...(renewAt === undefined ? {} : { renewAt: renewAt - setBack }),
  };
}
