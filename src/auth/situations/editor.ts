import type { Situation } from './situation.js';

/** What this editor and its windows do. */
export const editorSituations: readonly Situation[] = [
  { code: 'storage', cause: 'storage', next: 'see-log', actions: ['log', 'retry'] },
  { code: 'storage-behind', cause: 'storage-behind', next: 'reload', actions: ['reload'] },
  { code: 'changed', cause: 'changed', next: 'again', actions: ['retry'] },
  { code: 'removed', cause: 'removed', next: 'add-again', actions: [] },
];
