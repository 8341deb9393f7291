import { acceptedFrom, expiringFrom, statedExpiry } from '../../auth/expiry.js';
import type { Token } from '../../auth/token.js';
import { nextRounding, roundDuration, unitLengths } from '../../text/duration.js';
import { durationText, fill, plainText, type Translate } from '../../text/message.js';
import { rowWords } from './texts.js';

/** Remaining life of a token, formatted for a row. */
export interface RemainingLife {
  readonly state: 'early' | 'valid' | 'expiring' | 'expired';
  readonly text: string;
  /** For a screen reader. */
  readonly spoken: string;
  /** Milliseconds until any of these fields changes; absent: never. */
  readonly changesIn?: number;
}

export type Timed = Pick<Token, 'obtainedAt' | 'expiresAt' | 'expirySource' | 'grantsEnd' | 'notBefore'>;

/** Formats a token's remaining life. `now` is milliseconds since the epoch. */
export function lifeOf(token: Timed, now: number, translate: Translate): RemainingLife {
  const say = sayer(translate);
  const expiresAt = statedExpiry(token)?.at;
  const from = acceptedFrom(token, now);
  if (from !== undefined && from < (expiresAt ?? Infinity)) {
    return { state: 'early', text: say('early'), spoken: say('early'), changesIn: from - now };
  }
  if (expiresAt === undefined) {
    return { state: 'valid', text: say('unstated'), spoken: say('unstated') };
  }
  const left = expiresAt - now;
  if (left <= 0) {
    return { state: 'expired', text: say('expired'), spoken: say('expired') };
  }
  const untilExpiring = expiringFrom(expiresAt, token.obtainedAt) - now;
  const state = untilExpiring > 0 ? 'valid' : 'expiring';
  const { count, unit } = roundDuration(left);
  const counted = count * unitLengths[unit];
  // In the last minute only expiry changes the text.
  const untilCount = unit === 'second' ? left : Math.ceil(left - nextRounding(left));
  const changesIn = state === 'valid' ? Math.min(untilCount, untilExpiring) : untilCount;
  const short = unit === 'second' ? say('lessThanMinute') : durationText('short', counted, translate);
  const long = unit === 'second' ? say('lessThanMinuteSpoken') : durationText('length', counted, translate);
  return {
    state,
    text: say(state, { left: short }),
    spoken: say(state === 'valid' ? 'validSpoken' : 'expiring', { left: long }),
    changesIn,
  };
}

export type Say = (words: keyof typeof rowWords, holes?: Readonly<Record<string, string>>) => string;

export function sayer(translate: Translate): Say {
  return (words, holes = {}) => plainText(fill(translate(rowWords[words]), holes), 0);
}
