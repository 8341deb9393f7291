import type { Situation } from './situation.js';

/**
 * What goes wrong with saved connections in the storage of the editor. None of it says anything of a registry or of a
 * credential, so nothing here leads to a password.
 */
export const storageSituations: readonly Situation[] = [
  // Reading or writing failed: what exactly is in the log only, since the system's own words may name a secret.
  { code: 'storage', cause: 'storage', next: 'see-log', actions: ['log', 'retry'] },

  // Another window of a browser has written since: this one would revert that.
  { code: 'storage-behind', cause: 'storage-behind', next: 'reload', actions: ['reload'] },

  // Another window edited the connection while it was used here.
  { code: 'changed', cause: 'changed', next: 'again', actions: ['retry'] },

  // Another window removed it.
  { code: 'removed', cause: 'removed', next: 'add-again', actions: [] },
];
