import type { RefusalMeaning } from '../../auth/refusal.js';

const LOCKED =
  /\block(?:ed|out)\b|\btoo many (?:failed |invalid )?(?:log|sign)[ -]?in attempts\b|\btemporarily suspended\b/i;
const SECOND_FACTOR =
  /\btwo[ -]factor\b|\b2fa\b|\bmust (?:log|sign) in with a personal access token\b|\bone-time (?:code|password)\b/i;
const EXPIRED = /\b(?:has|have|is) expired\b/i;

/** Token server messages that say more than the status. */
export const spokenRefusals: readonly RefusalMeaning[] = [401, 403].flatMap((status): RefusalMeaning[] => [
  { status, says: LOCKED, code: 'locked' },
  { status, says: SECOND_FACTOR, code: 'second-factor' },
  { status, says: EXPIRED, code: 'expired-credential' },
]);
