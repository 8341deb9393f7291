import type { Situation } from './situation.js';

/**
 * Failures of saved connections in the editor's storage. They say nothing about a registry or a credential, so none of
 * them leads to a password.
 */
export const storageSituations: readonly Situation[] = [
  // Reading or writing failed. Details are in the log only, because the system's text can name a secret.
  { code: 'storage', cause: 'storage', next: 'see-log', actions: ['log', 'retry'] },

  // Another browser window has written since; this window would revert that.
  { code: 'storage-behind', cause: 'storage-behind', next: 'reload', actions: ['reload'] },

  // Another window edited the connection while it was used here.
  { code: 'changed', cause: 'changed', next: 'again', actions: ['retry'] },

  // Another window removed it.
  { code: 'removed', cause: 'removed', next: 'add-again', actions: [] },
];
