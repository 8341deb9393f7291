import { accountSituations } from './account.js';
import { addressSituations } from './address.js';
import { networkSituations } from './network.js';
import { serviceSituations } from './service.js';
import type { Situation } from './situation.js';
import { storageSituations } from './storage.js';

export type { Action, Seen } from './situation.js';

/**
 * Every failure that a user can meet. A failure of the network or the server never leads to a step about the password.
 * A rejected password is never offered to be sent again.
 */
export const situations: readonly Situation[] = [
  ...addressSituations,
  ...accountSituations,
  ...serviceSituations,
  ...networkSituations,
  ...storageSituations,
];
