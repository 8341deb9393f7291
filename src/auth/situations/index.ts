import { accountSituations } from './account.js';
import { editorSituations } from './editor.js';
import { networkSituations } from './network.js';
import { placeSituations } from './place.js';
import { serviceSituations } from './service.js';
import type { Situation } from './situation.js';

export type { Action, Seen } from './situation.js';

/**
 * Every failure that a person can meet. A failure of the network or of the server never leads to a step that is about
 * the password, and never is a refused password offered to be sent again.
 */
export const situations: readonly Situation[] = [
  ...placeSituations,
  ...accountSituations,
  ...serviceSituations,
  ...networkSituations,
  ...editorSituations,
];
