import { accountSituations } from './account.js';
import { placeSituations } from './address.js';
import { networkSituations } from './network.js';
import { serviceSituations } from './service.js';
import type { Situation } from './situation.js';

/** What this editor and its windows do. */
const editorSituations: readonly Situation[] = [
  { code: 'storage', cause: 'storage', next: 'see-log', actions: ['log', 'retry'] },
  { code: 'storage-behind', cause: 'storage-behind', next: 'reload', actions: ['reload'] },
  { code: 'changed', cause: 'changed', next: 'again', actions: ['retry'] },
  { code: 'removed', cause: 'removed', next: 'add-again', actions: [] },
];

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
